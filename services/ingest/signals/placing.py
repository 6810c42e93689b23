"""Where a signal ends up: new, a revision of what stands there, the same again, or refused."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from schemas.ids import Id
from schemas.vocabulary.signals import Outcome
from services.ingest.checks.faults import Code
from services.ingest.signals.rows import Key, question_of


class There(NamedTuple):
    """A stored signal: its id, the keyed hash of its content, its revision, and when that content was received."""

    id: Id
    content_hash: bytes
    revision: int
    known_at: datetime


class Place(NamedTuple):
    """What became of a signal: its id, what it asks triage now (its cause and revision), or why it was refused."""

    outcome: Outcome
    signal_id: Id | None = None
    asked: Id | None = None
    revision: int = 1
    code: Code | None = None


def accepted(signal_id: Id, asked: Id) -> Place:
    """A new signal."""
    return Place(Outcome.ACCEPTED, signal_id, asked)


def refused(code: Code) -> Place:
    """A signal that is not taken."""
    return Place(Outcome.REJECTED, code=code)


def differing(sent: Mapping[Key, bytes], there: Mapping[Key, There]) -> dict[Key, There]:
    """Stored signals whose content is another than what was sent (its keyed hash)."""
    return {key: one for key, one in there.items() if one.content_hash != sent[key]}


def sort_out(
    sent: Mapping[Key, bytes], there: Mapping[Key, There], here: Collection[Id], received_at: datetime
) -> dict[Key, Place]:
    """Tell duplicates from revisions among signals that are `there` already; `sent` are keyed hashes of content.

    `here`: signals of which this delivery has spoken before, because one delivery cannot say two things of one signal.
    """
    return {key: _beside(one, sent[key], here, received_at) for key, one in there.items()}


def _beside(one: There, sent: bytes, here: Collection[Id], received_at: datetime) -> Place:
    """What was received earlier than the content that stands there never replaces it: it counts as a duplicate."""
    if one.content_hash == sent or received_at < one.known_at:
        return Place(Outcome.DUPLICATE, one.id)
    if one.id in here:
        return refused(Code.CONTRADICTION)
    return Place(Outcome.REVISED, one.id, question_of(one.id, one.revision + 1), one.revision + 1)
