"""A signal that came by post and is typed by a worker: when it was received, and what is odd about that day."""

from datetime import date, datetime, time, timedelta
from typing import Final

from domain.law.calendar import AMSTERDAM, local_date, months_before

OLD_AFTER_DAYS: Final = 60
"""A letter that lay longer is a slip of the pen until the worker says that it is not [A]."""
OLDEST_MONTHS: Final = 12
"""A letter is no older than the signal date may be (`permissions.Sender.oldest`)."""
NOON: Final = time(12)


def moment_of_receipt(received_on: date, typed_at: datetime) -> datetime:
    """When a letter counts as received: the clock of the case runs from that day, not from the day of typing.

    On the day of typing it is that moment; on an earlier day noon, as a letter has no hour.
    """
    if received_on >= local_date(typed_at):
        return typed_at
    return datetime.combine(received_on, NOON, AMSTERDAM).astimezone(typed_at.tzinfo)


def is_too_old(received_on: date, today: date) -> bool:
    """Whether no letter can have come in on that day."""
    return received_on < months_before(today, OLDEST_MONTHS)


def is_late(received_on: date, typed_at: datetime) -> bool:
    """Whether it was typed on a later day: then what the partner sent in between was received after it."""
    return received_on < local_date(typed_at)


def lay_long(received_on: date, today: date) -> bool:
    """Whether the worker is asked if this day of receipt is right."""
    return received_on < today - timedelta(days=OLD_AFTER_DAYS)
