"""What a worker is told of what they typed, before it is saved: what is wrong, and what they may save all the same."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import NamedTuple

from domain.intake.checks.faults import Fault
from domain.intake.checks.findings import FieldFinding
from domain.intake.checks.judge import Candidate, judge
from domain.intake.checks.permissions import Sender
from schemas.ids import Id
from schemas.signals import Signal
from services.worklist.pages.enter.entry_fields import EntryField
from services.worklist.pages.enter.reading import Typing


class Review(NamedTuple):
    """`signal`: what ingest will make of it, None while something is wrong. `old`: the letter lay long."""

    signal: Signal | None
    faults: tuple[Fault, ...] = ()
    findings: tuple[FieldFinding, ...] = ()
    old: bool = False


class Wrong(NamedTuple):
    """An error as the page shows it: the field to go to (None: none of the form) and the code.

    What is wrong with a statement as a whole leads to its first part.
    """

    field: EntryField | None
    name: str
    code: str


def reviewed(typing: Typing, sender: Sender, *, old: bool) -> Review:
    """The same verdict as at the front door, on the day on which the letter came in."""
    (checked,) = judge([Candidate(typing.record, typing.faults)], sender)
    if isinstance(checked.verdict, Signal):
        return Review(checked.verdict, findings=checked.findings, old=old)
    return Review(None, checked.verdict)


def wrongs(faults: Iterable[Fault], fields: Iterable[EntryField]) -> Iterator[Wrong]:
    """Errors in the order of the form, the first of each field; what stands at no field comes last."""
    first: dict[str, str] = {}
    for fault in faults:
        first.setdefault(fault.field, fault.code)
    parts: dict[str, EntryField] = {}
    for field in fields:
        parts.setdefault(field.name.partition(".")[0], field)
        if field.name in first:
            yield Wrong(field, field.name, first.pop(field.name))
    for name, code in first.items():
        yield Wrong(parts.get(name), name, code)


def needs_a_word(review: Review, doubles: Sequence[Id]) -> str:
    """What the worker has to see before it is saved, as a digest; empty when nothing is odd.

    It says what was seen without saying what: the form carries it along, and what is new is shown again.
    """
    seen = [*doubles, *(f"{one.field} {one.code}" for one in review.findings), *(["old"] if review.old else [])]
    return sha256("\n".join(seen).encode()).hexdigest() if seen else ""
