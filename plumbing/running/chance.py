"""Chance: ids that follow from nothing. What has a cause derives its own (`schemas.ids.event_id`)."""

import os

from schemas.ids import Id, random_id


def new_id() -> Id:
    """A random id (UUIDv4)."""
    return random_id(os.urandom(16))
