"""Deliveries through the front door, to be counted."""

from tests.services.ingest.conftest import office

__all__ = ["office"]
