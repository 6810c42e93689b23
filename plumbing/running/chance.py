"""Chance: ids that follow from nothing. What has a cause derives its own (`schemas.ids.event_id`)."""

from uuid import uuid4

from schemas.ids import Id


def new_id() -> Id:
    """A random id (UUIDv4)."""
    return str(uuid4())
