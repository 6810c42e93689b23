"""A worker of the town, at the moment that the pages have."""

from tests.services.worklist.pages.in_town import anna, here

__all__ = ["anna", "here"]
