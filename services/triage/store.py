"""What deciding needs from the record: signals whose question is open, what lies around them, and what was decided."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row

from domain.cases.read import CASE_VALUES, as_case
from plumbing.record.published_policies import policies_of
from plumbing.record.tables import case_file, decision, signal
from plumbing.record.tables.decisions import DISPOSITION_COLUMNS
from plumbing.record.tables.intake import READ_BY_TRIAGE
from plumbing.record.write import Keys, rows_of
from schemas.ids import Id
from schemas.signals import reference_key
from schemas.vocabulary.decisions import Disposition, Occasion, ParkedFor
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.triage.dispositions import TAKES_OUT
from services.triage.knowledge import Knowledge
from services.triage.known import Decided, Place, Sleep, Undecided
from services.triage.moves import Moves
from services.triage.questions.read import SignalName, as_undecided, stored_question
from services.triage.settle import BY_LINKS, Surroundings, by_municipality

DECIDED_NEARBY: Final = f"""
SELECT {", ".join(f"d.{name}" for name in DISPOSITION_COLUMNS)} FROM (
 SELECT d.municipality, d.signal_id FROM {{homes}}
 JOIN decision d ON d.municipality = homes.municipality AND d.household_id = homes.household_id
 UNION
 SELECT m.municipality, m.signal_id FROM {{moved}}
 JOIN signal_move m ON m.municipality = moved.municipality AND m.household_id = moved.household_id
 UNION
 SELECT movers.municipality, movers.id FROM {{movers}}
 UNION
 SELECT s.municipality, s.id FROM {{arrears}}
 JOIN signal s ON s.municipality = arrears.municipality AND s.partner_id = arrears.partner_id
  AND s.reference_key = arrears.reference_key
 WHERE s.id IS DISTINCT FROM arrears.id
 UNION
 SELECT d.municipality, d.signal_id FROM {{debts}}
 JOIN decision d ON d.municipality = debts.municipality AND d.contract = debts.contract AND d.kind = debts.kind
  AND d.arrears_since = debts.arrears_since
) near
JOIN disposition d ON d.municipality = near.municipality AND d.signal_id = near.signal_id
ORDER BY d.municipality, d.sequence
"""
READ_SLEEPERS: Final = f"""
SELECT {", ".join(f"s.{name}" for name in READ_BY_TRIAGE)}
FROM {{named}} JOIN signal s ON s.municipality = named.municipality AND s.id = named.id
WHERE EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = s.municipality AND d.signal_id = s.id AND d.cause = s.asked
)
"""
"""Those that their partner did not change or take back since: it asks of these itself, and wakes them."""
READ_BESIDE: Final = f"""
SELECT {", ".join(f"s.{name}" for name in READ_BY_TRIAGE)}
FROM {{named}} JOIN signal s ON s.municipality = named.municipality AND s.id = named.id
"""
NOTHING_MOVES: Final[Mapping[str, Mapping[Id, Moves]]] = MappingProxyType({})
LOCK: Final = "FOR A LOCK"
CASES_OF_HOUSEHOLDS: Final = f"""
SELECT {CASE_VALUES} FROM {{homes}}
JOIN case_file c ON c.municipality = homes.municipality AND c.household_id = homes.household_id
ORDER BY c.municipality, c.id {LOCK} OF c
"""
NAMED_CASES: Final = f"""
SELECT {CASE_VALUES} FROM {{named}}
JOIN case_file c ON c.municipality = named.municipality AND c.id = named.id
ORDER BY c.municipality, c.id {LOCK} OF c
"""
DECLINED_CASES: Final = """
SELECT c.municipality, c.id FROM {homes}
JOIN case_file c ON c.municipality = homes.municipality AND c.household_id = homes.household_id
JOIN case_event e ON e.municipality = c.municipality AND e.case_id = c.id AND e.kind = 'declined'
"""
CHANGES: Final = "FOR NO KEY UPDATE"
MAY_END_ONE: Final = TAKES_OUT | BY_LINKS
"""Occasions on which a case may end."""
MAY_END: Final = "FOR UPDATE"
"""How cases are locked: notify makes no task for a case while it may end, as when a worker closes it."""
OF_HOUSEHOLD: Final = ("municipality", "household_id")


def surroundings(
    connection: Connection, signals: Sequence[Undecided], moves: Mapping[str, Mapping[Id, Moves]] = NOTHING_MOVES
) -> dict[str, Surroundings]:
    """Read everything the rules may look at for `signals`, by municipality; case rows are locked.

    `moves`: whom matching them moves, by municipality and cause.
    """
    codes = by_municipality(signals)
    policies = policies_of(connection, codes)
    around = {code: Surroundings(policies=policies[code], moves=moves.get(code, {})) for code in codes}
    _read_knowledge(connection, signals, around)
    return around


def _homes(signals: Sequence[Undecided], around: Mapping[str, Surroundings]) -> set[SignalName]:
    """Every household that deciding on these may look at: those of who moves included, before and after."""
    homes = {(one.municipality, one.place.household) for one in signals}
    for code, here in around.items():
        for moves in here.moves.values():
            homes |= {(code, place.household) for _, place in moves.signals}
            homes |= {(code, home) for pair in moves.merged for home in pair}
    return homes


def _read_knowledge(connection: Connection, signals: Sequence[Undecided], around: Mapping[str, Surroundings]) -> None:
    """What lies around the households, the arrears, and where a revised or moved signal was until now."""
    names = {one.signal.id for one in signals}
    movers = {(code, name) for code, here in around.items() for one in here.moves.values() for name, _ in one.signals}
    homes, debts = _homes(signals, around), set(_debts(signals))
    rows = _decided_nearby(connection, homes, debts, signals, movers)
    names_or_movers = names | {name for _, name in movers}
    elsewhere = {(row.municipality, row.household_id) for row in rows if row.signal_id in names_or_movers} - homes
    if elsewhere:
        homes |= elsewhere
        rows = _decided_nearby(connection, homes, debts, signals, movers)
    leaves = any(one.question.occasion in MAY_END_ONE for one in signals) or any(here.moves for here in around.values())
    own = [row for row in rows if row.case_id and (row.signal_id in names_or_movers or around[row.municipality].moves)]
    for case in _cases(connection, MAY_END if leaves else CHANGES, homes, own):
        _enter_case(around[case.municipality].knowledge, case)
    for row in rows:
        around[row.municipality].knowledge.add(as_decided(row))
    asleep = [(row.municipality, row.signal_id) for row in rows if row.parked_until and row.signal_id not in names]
    if asleep:
        _read_sleepers(connection, asleep, around)
    beside = [
        (row.municipality, row.signal_id)
        for row in rows
        if around[row.municipality].moves and (row.case_id or (row.municipality, row.signal_id) in movers)
    ]
    for row in rows_of(connection, READ_BESIDE, named=Keys(signal, ("municipality", "id"), beside)) if beside else ():
        here = around[row.municipality]
        here.beside[row.id] = as_undecided(row, stored_question(row))._replace(place=_place_after(row.id, here))
    pointed = {home for home in homes if any(one.policy.points for one in around[home[0]].policies)}
    for row in rows_of(connection, DECLINED_CASES, homes=Keys(decision, OF_HOUSEHOLD, pointed)) if pointed else ():
        around[row.municipality].knowledge.decline(row.id)


def _place_after(name: Id, here: Surroundings) -> Place:
    """Where a signal is after all of the batch."""
    own = here.knowledge.decided[name]
    moved = [place for moves in here.moves.values() for mover, place in moves.signals if mover == name]
    return moved[-1] if moved else Place(own.household, own.person)


def _read_sleepers(connection: Connection, asleep: Collection[SignalName], around: Mapping[str, Surroundings]) -> None:
    """The parked signals here, which what is decided now may wake, and their arrears elsewhere."""
    rows = rows_of(connection, READ_SLEEPERS, named=Keys(signal, ("municipality", "id"), asleep))
    sleepers = [as_undecided(row, stored_question(row)) for row in rows]
    for one in sleepers:
        own = around[one.municipality].knowledge.decided[one.signal.id]
        around[one.municipality].sleepers[one.signal.id] = one._replace(place=Place(own.household, own.person))
    for row in _decided_nearby(connection, (), set(_debts(sleepers)), sleepers, ()):
        if row.signal_id not in around[row.municipality].knowledge.decided:
            around[row.municipality].knowledge.add(as_decided(row))


def _debts(signals: Iterable[Undecided]) -> Iterator[tuple[str, int, SignalKind, date]]:
    """What is owed on the contracts among them."""
    return ((one.municipality, one.contract, one.signal.kind, one.signal.arrears_since) for one in signals)


def _decided_nearby(
    connection: Connection,
    homes: Collection[SignalName],
    debts: Collection[tuple[str, int, SignalKind, date]],
    signals: Sequence[Undecided],
    movers: Collection[SignalName],
) -> Sequence[Row[Any]]:
    """Decided signals on these households, of these debts and references. A signal that is new has no decision."""
    arrears = [
        (
            one.municipality,
            one.signal.partner_id,
            reference_key(one.signal.reference),
            one.signal.id if _is_new(one) else None,
        )
        for one in signals
    ]
    return rows_of(
        connection,
        DECIDED_NEARBY,
        homes=Keys(decision, OF_HOUSEHOLD, homes),
        moved=Keys(decision, OF_HOUSEHOLD, homes),
        movers=Keys(signal, ("municipality", "id"), movers),
        arrears=Keys(signal, ("municipality", "partner_id", "reference_key", "id"), arrears),
        debts=Keys(decision, ("municipality", "contract", "kind", "arrears_since"), debts),
    )


def _is_new(one: Undecided) -> bool:
    return one.question.occasion is Occasion.RECEIVED


def _cases(connection: Connection, lock: str, homes: Collection[SignalName], own: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Cases of these households, and those of the signals themselves, in the order in which they were opened."""
    named = Keys(case_file, OF_HOUSEHOLD, homes)
    cases = list(rows_of(connection, CASES_OF_HOUSEHOLDS.replace(LOCK, lock), homes=named))
    there = {case.id for case in cases}
    elsewhere = [(row.municipality, row.case_id) for row in own if row.case_id not in there]
    if elsewhere:
        cases += rows_of(
            connection, NAMED_CASES.replace(LOCK, lock), named=Keys(case_file, ("municipality", "id"), elsewhere)
        )
    return sorted(cases, key=lambda case: int(case.number))


def _enter_case(knowledge: Knowledge, row: Row[Any]) -> None:
    case = as_case(row)
    knowledge.open(case, row.household_id)
    if case.closed:
        knowledge.close(case.id)


def as_decided(row: Row[Any]) -> Decided:
    """A row of the view `disposition` as it is known."""
    return Decided(
        signal_id=row.signal_id,
        sequence=row.sequence,
        household=row.household_id,
        disposition=Disposition(row.disposition),
        case_id=row.case_id,
        partner_id=row.partner_id,
        partner_kind=PartnerKind(row.partner_kind),
        reference=row.reference,
        kind=SignalKind(row.kind),
        amount_cents=row.amount_cents,
        received_on=row.received_on,
        known_on=row.known_on,
        person=row.person_id,
        contract=row.contract,
        door=row.door,
        arrears_since=row.arrears_since,
        planned_date=row.planned_date,
        stage=Stage(row.stage) if row.stage else None,
        warm_handover=row.warm_handover,
        says_it_again=row.says_it_again,
        withdrawn=row.withdrawn,
        sleep=Sleep(ParkedFor(row.parked_for), row.parked_until) if row.parked_for else None,
    )
