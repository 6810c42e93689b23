"""Where a signal ends up: new, a revision of what stands there, the same again, too late for it, or refused."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from domain.intake.checks.contradictions import is_worse
from domain.intake.checks.faults import Code
from schemas.ids import Id
from schemas.vocabulary.signals import Outcome, SignalKind
from services.ingest.signals.rows import Key, question_of


class Sent(NamedTuple):
    """What a delivery says of a signal that is there already: the keyed hash of its content, and its kind."""

    content_hash: bytes
    kind: SignalKind


class There(NamedTuple):
    """A stored signal: its id, the keyed hash of its content, its revision, the kind it reports, and its reference.

    `arrival`: the highest number among the deliveries that said what stands there. `since`: when it was received (UTC).
    `withdrawn_after`: the number of the newest delivery when its partner last took it back; 0 when it never did.
    """

    id: Id
    content_hash: bytes
    revision: int
    kind: SignalKind
    arrival: int
    since: datetime
    reference: str = ""
    withdrawn_after: int = 0


class Place(NamedTuple):
    """What became of a signal: its id, what it asks triage now (its cause and revision), or why it was refused.

    `beside`: when the other content was received (UTC): what it replaced, or what stands in its place.
    """

    outcome: Outcome
    signal_id: Id | None = None
    asked: Id | None = None
    revision: int = 1
    code: Code | None = None
    beside: datetime | None = None


def accepted(signal_id: Id, asked: Id) -> Place:
    """A new signal."""
    return Place(Outcome.ACCEPTED, signal_id, asked)


def refused(code: Code) -> Place:
    """A signal that is not taken."""
    return Place(Outcome.REJECTED, code=code)


def differing(sent: Mapping[Key, Sent], there: Mapping[Key, There]) -> dict[Key, There]:
    """Stored signals whose content is another than what was sent."""
    return {key: one for key, one in there.items() if one.content_hash != sent[key].content_hash}


def sort_out(
    sent: Mapping[Key, Sent],
    there: Mapping[Key, There],
    here: Collection[Id],
    arrival: int,
    others: Collection[Key] = frozenset(),
) -> dict[Key, Place]:
    """Tell duplicates, revisions and what is superseded apart, among signals that are `there` already.

    `here`: signals of which this delivery has spoken before, because one delivery cannot say two things of one signal
    (but a crisis stands over anything milder).
    `arrival`: its number in the order of receipt. `others`: what is about somebody else than the signal that is there,
    and so no word on it; a crisis too is refused aloud (docs/decisions/0045).
    """
    return {
        key: refused(Code.OF_ANOTHER) if key in others else _beside(one, sent[key], here, arrival)
        for key, one in there.items()
    }


def _beside(one: There, sent: Sent, here: Collection[Id], arrival: int) -> Place:
    """Only equal content is a duplicate; what was received earlier than the content that stands there is superseded.

    But a crisis is never passed by: while none stands there, it is decided on, also when it is read late or when its
    own delivery says something milder too. Nor does anything milder from the same place in the order undo it
    (docs/decisions/0028). Unless its partner took the signal back since it was received (docs/decisions/0043).
    """
    if one.content_hash == sent.content_hash:
        return Place(Outcome.DUPLICATE, one.id)
    if arrival <= one.withdrawn_after:
        return Place(Outcome.SUPERSEDED, one.id, beside=one.since)
    if not is_worse(sent.kind, one.kind):
        if arrival < one.arrival:
            return Place(Outcome.SUPERSEDED, one.id, beside=one.since)
        if one.id in here:
            return refused(Code.CONTRADICTION)
        if arrival == one.arrival and is_worse(one.kind, sent.kind):
            return Place(Outcome.SUPERSEDED, one.id, beside=one.since)
    revision = one.revision + 1
    return Place(Outcome.REVISED, one.id, question_of(one.id, revision), revision, beside=one.since)
