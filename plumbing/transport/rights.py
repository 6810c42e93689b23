"""Who may do what on a broker with sign-in: one user a process, named as the process, and one a feed partner.

What stands here is all that anybody may do: the broker refuses the rest (`allow.everyone.if.no.acl.found=false`).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ACLResourcePatternType, ResourcePattern, ResourceType

from schemas.events import EVENTS
from schemas.ids import Id
from schemas.topics import FEED, feed_topic

OUR_TOPICS: Final = "vroegsignaal."
"""Begins the names of all topics of events."""


class Right(NamedTuple):
    """What a user may do with a topic, a group, or all whose names begin so."""

    user: str
    operation: str
    kind: str
    name: str
    prefixed: bool = False


def rights_of_processes() -> list[Right]:
    """What the processes may do: publish events, read what wakes them, and look after topics and lag (relay)."""
    found: list[Right] = []
    for event in EVENTS.values():
        found += [Right(event.told_by, what, "TOPIC", event.topic) for what in ("WRITE", "DESCRIBE")]
        if event.wakes:
            found += [
                Right(event.wakes, "READ", "TOPIC", event.topic),
                Right(event.wakes, "READ", "GROUP", event.wakes),
                Right("relay", "DESCRIBE", "GROUP", event.wakes),
            ]
    found += [Right("relay", what, "TOPIC", OUR_TOPICS, True) for what in ("WRITE", "DESCRIBE", "CREATE", "ALTER")]
    found += [Right("ingest", "READ", "TOPIC", FEED, True), Right("ingest", "READ", "GROUP", "ingest")]
    return list(dict.fromkeys(found))


def rights_of_partner(partner_id: Id) -> list[Right]:
    """What the user of a feed partner may do, whose name is its id: write to its own topic. It reads nothing."""
    topic = feed_topic(partner_id).name
    return [Right(partner_id, what, "TOPIC", topic) for what in ("WRITE", "DESCRIBE")]


def allow(client: KafkaAdminClient, rights: Sequence[Right]) -> None:
    """Write rights on the broker; those that are there already stay as they are. Raises KafkaError."""
    refused = client.create_acls([_acl(one) for one in rights])["failed"]
    if refused:
        raise refused[0]()  # One error for each right that was refused, as a class: nothing else tells of it.


def _acl(right: Right) -> ACL:
    how = ACLResourcePatternType.PREFIXED if right.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        principal=f"User:{right.user}",
        host="*",
        operation=ACLOperation[right.operation],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(ResourceType[right.kind], right.name, how),
    )
