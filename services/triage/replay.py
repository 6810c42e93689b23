"""Replay: walks a municipality's sequence from nothing and compares every decision with what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson
from sqlalchemy import Connection, Date, Row, select

from domain.law.definitions import DEFINITIONS
from plumbing.record.policies import Policies, Published, policies_of
from plumbing.record.roles import READ_BY_TRIAGE
from plumbing.record.tables import case_event, decision, signal, signal_revision
from schemas.ids import Id, event_id
from services.triage.decide import decide
from services.triage.digest import input_digest
from services.triage.knowledge import Book
from services.triage.store import Waiting, as_waiting
from services.triage.tell import cause_of, outcome

HAPPENED: Final = {"touched": Book.touch, "talked": Book.talk, "closed": Book.close}
"""What a case event does to the book."""


@dataclass(frozen=True)
class Replayed:
    """Decisions compared, and the sequence numbers whose digest or outcome differed."""

    municipality: str
    decisions: int
    different_input: tuple[int, ...]
    different_outcome: tuple[int, ...]

    @property
    def equal(self) -> bool:
        """Whether every decision came out the same."""
        return not self.different_input and not self.different_outcome


def replay(connection: Connection, municipality: str) -> Replayed:
    """Decide again on everything in the order of the sequence (role triage, reads only)."""
    policies = policies_of(connection, [municipality])
    contents = _contents(connection, municipality)
    decisions = connection.execute(
        select(decision).where(decision.c.municipality == municipality).order_by(decision.c.sequence)
    ).all()
    events = connection.execute(
        select(case_event).where(case_event.c.municipality == municipality).order_by(case_event.c.sequence)
    ).all()
    if not decisions:
        return Replayed(municipality, 0, (), ())
    book = Book(DEFINITIONS[decisions[0].definitions_version])
    inputs, outcomes = [], []
    for row in _in_order(decisions, events):
        if not hasattr(row, "input_digest"):
            HAPPENED[row.kind](book, row.case_id)
            continue
        digest, made = _again(book, row, contents[row.signal_id, row.revision], _version(policies, row))
        if digest != bytes(row.input_digest):
            inputs.append(row.sequence)
        if made != row.outcome:
            outcomes.append(row.sequence)
    return Replayed(municipality, len(decisions), tuple(inputs), tuple(outcomes))


def _in_order(decisions: Any, events: Any) -> Iterator[Row[Any]]:
    yield from sorted([*decisions, *events], key=lambda row: int(row.sequence))


def _version(policies: Policies, row: Row[Any]) -> Published:
    return next(one for one in policies[row.municipality] if one.version == row.policy_version)


def _again(book: Book, row: Row[Any], content: Waiting, policy: Published) -> tuple[bytes, Mapping[str, Any]]:
    home = book.place(content.facts.id, content.address)
    known = book.known(content.facts, home)
    cause = cause_of(content.facts.id, content.facts.revision)
    definitions = DEFINITIONS[row.definitions_version]
    made = decide(content.facts, known, policy.policy, definitions, event_id(cause, "case"))
    book.remember(content.facts, home, made, row.sequence)
    seen = (policy.version, policy.digest)
    digest = input_digest(content.salt, content.facts, known, seen, definitions, row.matcher_version)
    return digest, orjson.loads(orjson.dumps(outcome(made)))


def _contents(connection: Connection, municipality: str) -> dict[tuple[Id, int], Waiting]:
    """Each signal as it was at each revision: replaced content comes from the history."""
    columns = [signal.c[name] for name in READ_BY_TRIAGE]
    rows = connection.execute(select(*columns).where(signal.c.municipality == municipality))
    current = {row.id: row for row in rows}
    found = {(row.id, row.revision): as_waiting(row) for row in current.values()}
    history = connection.execute(
        select(signal_revision)
        .where(signal_revision.c.municipality == municipality)
        .order_by(signal_revision.c.signal_id, signal_revision.c.revision)
    ).all()
    known_at: dict[Id, datetime] = {}
    for row in history:
        found[row.signal_id, row.revision] = as_waiting(_as_it_was(current[row.signal_id], row, known_at))
        known_at[row.signal_id] = row.replaced_at
    return found


class _Was:
    """A signal row with the content of an earlier revision."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def _as_it_was(row: Row[Any], before: Row[Any], known_at: Mapping[Id, datetime]) -> Any:
    revised_at = known_at.get(before.signal_id)
    typed = {name: _typed(name, value) for name, value in before.content.items()}
    return _Was({**row._mapping, **typed, "revision": before.revision, "revised_at": revised_at})


def _typed(name: str, value: Any) -> Any:
    """A value of the history (JSON) in the type of its column."""
    dated = name in signal.c and isinstance(signal.c[name].type, Date)
    return date.fromisoformat(value) if dated and value is not None else value
