"""Findings are also looked at where partners read them: the ingest API on an empty record."""

from tests.services.ingest.conftest import office

__all__ = ["office"]
