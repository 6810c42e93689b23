"""Signals whose question is open, read from the record as rules see them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Date, LargeBinary, Row

from domain.law.calendar import local_date
from domain.people.address import Address
from domain.people.matching.kept import features_kept
from plumbing.record.tables import signal
from plumbing.record.tables.intake import QUESTION, READ_BY_TRIAGE, REVISION_OF_TRIAGE
from plumbing.record.write import Keys, rows_of
from schemas.events import EVENTS, ParkingEnded
from schemas.ids import Id, end_of_sleep, event_id
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, Indication, SignalKind, Stage
from services.triage.known import TOLD_TO_RULES, Question, SignalView, Undecided, own_contract

READ_UNDECIDED: Final = f"""
SELECT {", ".join(f"s.{name}" for name in READ_BY_TRIAGE)}
FROM {{named}} JOIN signal s ON s.municipality = named.municipality AND s.id = named.id
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = s.municipality AND d.signal_id = s.id AND d.cause = s.asked
)
"""
PASSED_BY: Final = f"""
SELECT {", ".join(f"r.{name}" for name in REVISION_OF_TRIAGE)}, before.replaced_at AS known_at
FROM {{named}} JOIN signal_revision r ON r.municipality = named.municipality AND r.signal_id = named.id
LEFT JOIN signal_revision before ON before.municipality = r.municipality AND before.signal_id = r.signal_id
 AND before.revision = r.revision - 1
WHERE r.revision < named.revision AND r.content->>'kind' = ANY(%s) AND NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = r.municipality AND d.signal_id = r.signal_id
 AND (d.cause = r.asked OR d.revision > r.revision AND d.occasion = ANY(%s))
)
ORDER BY r.revision
"""
"""Revisions of a crisis that were replaced before anybody decided on them (docs/decisions/0028).

Earlier than the one that was read: that one may be replaced between the two statements. A decision that others asked
for, or a clock, is made on what stands there at that moment, and says nothing of what stood there before.
"""
OF_ITS_PARTNER: Final = frozenset({Occasion.RECEIVED, Occasion.REVISED, Occasion.WITHDRAWN})
"""Occasions on which all that its partner said until then is decided on."""
READ_ASKED_ANEW: Final = f"""
SELECT {", ".join(f"s.{name}" for name in READ_BY_TRIAGE if name not in QUESTION)},
 q.cause AS asked, q.occasion, q.asked_at
FROM {{named}} JOIN question q ON q.municipality = named.municipality AND q.signal_id = named.id
JOIN signal s ON s.municipality = q.municipality AND s.id = q.signal_id
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = q.municipality AND d.signal_id = q.signal_id AND d.cause = q.cause
)
ORDER BY q.asked_at, q.cause
"""
READ_OVERDUE: Final = f"""
SELECT {", ".join(f"s.{name}" for name in READ_BY_TRIAGE if name not in QUESTION)}, p.due_at
FROM {{named}} JOIN parking p ON p.municipality = named.municipality AND p.signal_id = named.id
JOIN signal s ON s.municipality = p.municipality AND s.id = p.signal_id
WHERE p.ended_by IS NULL ORDER BY p.sequence
"""
OF_JSON: Final[Mapping[type[Any] | None, Callable[[str], Any]]] = MappingProxyType(
    {Date: date.fromisoformat, LargeBinary: lambda text: bytes.fromhex(text.removeprefix("\\x"))}
)
"""How a value of a column of this type is read from the history."""
SignalName = tuple[str, Id]
"""Municipality and id."""


def undecided_signals(connection: Connection, references: Iterable[SignalName]) -> list[Undecided]:
    """The signals among `references` whose newest question has no decision yet, in the order given.

    A crisis that was replaced before it was decided on comes first, as it was: it is never passed by.
    """
    order = {name: place for place, name in enumerate(dict.fromkeys(references))}
    rows = rows_of(connection, READ_UNDECIDED, named=Keys(signal, ("municipality", "id"), order))
    found = sorted(rows, key=lambda row: order[row.municipality, row.id])
    passed_by = _passed_by(connection, {(row.municipality, row.id): row for row in found if row.revision > 1})
    return [
        one for row in found for one in (*passed_by[row.municipality, row.id], as_undecided(row, stored_question(row)))
    ]


def asked_anew(connection: Connection, references: Iterable[SignalName]) -> list[Undecided]:
    """The open questions that others than their partner asked about the signals among `references`."""
    rows = rows_of(connection, READ_ASKED_ANEW, named=Keys(signal, ("municipality", "id"), set(references)))
    return [as_undecided(row, stored_question(row)) for row in rows]


def overdue_signals(connection: Connection, ticks: Mapping[SignalName, Id]) -> list[Undecided]:
    """The parked signals whose day has come, asked for the moment at which it began.

    `ticks`: the event that names each. One of another sleep than that which lasts wakes nobody.
    """
    rows = rows_of(connection, READ_OVERDUE, named=Keys(signal, ("municipality", "id"), ticks))
    found = []
    for row in rows:
        cause = event_id(end_of_sleep(row.id, row.due_at), EVENTS[ParkingEnded].type)
        if cause == ticks[row.municipality, row.id]:
            found.append(as_undecided(row, Question(cause, Occasion.WOKEN, row.due_at)))
    return found


def _passed_by(connection: Connection, revised: Mapping[SignalName, Row[Any]]) -> Mapping[SignalName, list[Undecided]]:
    """The crises among the replaced contents of these signals that nobody decided on, in the order of revision."""
    found: defaultdict[SignalName, list[Undecided]] = defaultdict(list)
    if revised:
        read = [(*name, row.revision) for name, row in revised.items()]
        names = Keys(signal, ("municipality", "id", "revision"), read)
        for row in rows_of(connection, PASSED_BY, sorted(CRISIS_KINDS), sorted(OF_ITS_PARTNER), named=names):
            name = row.municipality, row.signal_id
            found[name].append(as_undecided(as_it_was(revised[name], row, row.known_at), stored_question(row)))
    return found


def stored_question(row: Row[Any]) -> Question:
    """The question that a row carries."""
    return Question(row.asked, Occasion(row.occasion), row.asked_at)


def as_undecided(row: Any, question: Question) -> Undecided:
    """A signal row as the rules see it, asked that question."""
    # What `Undecided.asked` says of a question stands here too: to make each signal twice costs a fifth more.
    view = SignalView(
        id=row.id,
        revision=row.revision,
        partner_id=row.partner_id,
        partner_kind=PartnerKind(row.partner_kind),
        reference=row.reference,
        kind=SignalKind(row.kind),
        amount_cents=row.amount_cents,
        arrears_since=row.arrears_since,
        signal_date=row.signal_date,
        planned_date=row.planned_date,
        stage=Stage(row.stage) if row.stage else None,
        warm_handover=row.warm_handover,
        received_on=local_date(row.received_at),
        known_on=local_date(row.revised_at or row.received_at),
        asked_on=local_date(question.asked_at),
        withdrawn=question.occasion is Occasion.WITHDRAWN,
        occasion=question.occasion if question.occasion in TOLD_TO_RULES else None,
    )
    indication = Indication(row.house_number_indication) if row.house_number_indication else None
    address = Address(row.postcode, row.house_number, row.house_number_addition, row.house_letter, indication)
    features = features_kept(bytes(row.features))
    return Undecided(
        row.municipality,
        view,
        address,
        features.contract or own_contract(row.id),
        bytes(row.salt),
        question,
        row.periods_missed,
        door=row.door,
        features=features,
    )


class _Was:
    """A signal row with the content of an earlier revision."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def as_it_was(row: Row[Any], before: Row[Any], revised_at: datetime | None) -> _Was:
    """A signal row as it was at an earlier revision, from what the history kept of it."""
    typed = {name: _typed(name, value) for name, value in before.content.items()}
    return _Was({**row._mapping, **typed, "revision": before.revision, "revised_at": revised_at})


def _typed(name: str, value: Any) -> Any:
    """A value of the history (JSON) in the type of its column."""
    kind = type(signal.c[name].type) if name in signal.c else None
    return value if value is None or kind not in OF_JSON else OF_JSON[kind](value)
