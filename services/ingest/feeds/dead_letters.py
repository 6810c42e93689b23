"""Which delivery a message of a feed is, and what is kept of one that is refused as a whole: its place, no value."""

from datetime import UTC, datetime
from typing import Any

from domain.intake.checks.faults import Code
from schemas.ids import Id, event_id
from schemas.topics import Pushed, partner_of_feed


def delivery_of(pushed: Pushed) -> Id:
    """The id of its delivery: its partner can make it from what the broker answered when it took the message.

    `uuid5(partner id, "PARTITION/OFFSET/TIMESTAMP")`, the timestamp in milliseconds. The same message read again is the
    same delivery; another message at the same offset of a topic that was made anew is another.
    """
    return event_id(partner_of_feed(pushed.topic), f"{pushed.partition}/{pushed.offset}/{pushed.at}")


def dead_letter_row(pushed: Pushed, code: Code) -> dict[str, Any]:
    """The row of a message that is refused as a whole. The value stays where it is until the topic forgets it."""
    return {
        "delivery_id": delivery_of(pushed),
        "partner_id": partner_of_feed(pushed.topic),
        "topic": pushed.topic,
        "topic_partition": pushed.partition,
        "topic_offset": pushed.offset,
        "taken_at": datetime.fromtimestamp(max(pushed.at, 0) / 1_000, UTC),
        "code": code,
    }
