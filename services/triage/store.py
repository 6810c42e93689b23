"""What deciding needs from the record: signals whose question is open, what lies around them, and what was decided."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row

from domain.cases.read import CASE_VALUES, as_case
from domain.people.directory import Directory
from domain.people.matchers import MATCHER_VERSION, MATCHERS
from plumbing.record.published_policies import policies_of
from plumbing.record.tables import case_file, decision, household, person, signal
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
from services.triage.known import Decided, Sleep, Undecided
from services.triage.questions.read import SignalName, as_undecided, stored_question
from services.triage.settle import Surroundings, by_municipality

HOUSEHOLDS: Final = """
SELECT h.municipality, h.id, h.address_key FROM {named}
JOIN household h ON h.municipality = named.municipality AND h.address_key = named.address_key
"""
PERSONS: Final = """
SELECT p.municipality, p.partner_id, p.customer_key, p.id
FROM {named} JOIN person p ON p.municipality = named.municipality AND p.partner_id = named.partner_id
 AND p.customer_key = named.customer_key
"""
DECIDED_NEARBY: Final = f"""
SELECT {", ".join(f"d.{name}" for name in DISPOSITION_COLUMNS)} FROM (
 SELECT d.municipality, d.signal_id FROM {{homes}}
 JOIN decision d ON d.municipality = homes.municipality AND d.household_id = homes.household_id
 UNION
 SELECT s.municipality, s.id FROM {{arrears}}
 JOIN signal s ON s.municipality = arrears.municipality AND s.partner_id = arrears.partner_id
  AND s.reference_key = arrears.reference_key
 WHERE s.id IS DISTINCT FROM arrears.id
 UNION
 SELECT d.municipality, d.signal_id FROM {{debts}}
 JOIN decision d ON d.municipality = debts.municipality AND d.person_id = debts.person_id AND d.kind = debts.kind
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
MAY_END: Final = "FOR UPDATE"
"""How cases are locked: notify makes no task for a case while it may end, as when a worker closes it."""
OF_HOUSEHOLD: Final = ("municipality", "household_id")
OF_CUSTOMER: Final = ("municipality", "partner_id", "customer_key")


def surroundings(connection: Connection, signals: Sequence[Undecided]) -> dict[str, Surroundings]:
    """Read everything the rules may look at for `signals`, by municipality; case rows are locked."""
    codes = by_municipality(signals)
    policies = policies_of(connection, codes)
    around = {code: Surroundings(policies=policies[code]) for code in codes}
    _read_directories(connection, signals, {code: one.directory for code, one in around.items()})
    _read_knowledge(connection, signals, around)
    return around


def _read_directories(
    connection: Connection, signals: Sequence[Undecided], directories: Mapping[str, Directory]
) -> None:
    match = MATCHERS[MATCHER_VERSION]
    addresses = [(one.municipality, one.household_key(match)) for one in signals]
    for home in rows_of(connection, HOUSEHOLDS, named=Keys(household, ("municipality", "address_key"), addresses)):
        directories[home.municipality].households[home.address_key] = home.id
    customers = [(one.municipality, one.signal.partner_id, one.person_key(match)) for one in signals]
    for who in rows_of(connection, PERSONS, named=Keys(person, OF_CUSTOMER, customers)):
        directories[who.municipality].persons[who.partner_id, who.customer_key] = who.id


def _read_knowledge(connection: Connection, signals: Sequence[Undecided], around: Mapping[str, Surroundings]) -> None:
    """What lies around the addresses, the arrears, and where a revised signal was until now."""
    names = {one.signal.id for one in signals}
    homes = {(code, home) for code, one in around.items() for home in one.directory.households.values()}
    debts = set(_debts(signals, around))
    rows = _decided_nearby(connection, homes, debts, signals)
    moved = {(row.municipality, row.household_id) for row in rows if row.signal_id in names} - homes
    if moved:
        homes |= moved
        rows = _decided_nearby(connection, homes, debts, signals)
    lock = MAY_END if any(one.question.occasion in TAKES_OUT for one in signals) else CHANGES
    for case in _cases(connection, lock, homes, [row for row in rows if row.signal_id in names and row.case_id]):
        _enter_case(around[case.municipality].knowledge, case)
    for row in rows:
        around[row.municipality].knowledge.add(as_decided(row))
    asleep = [(row.municipality, row.signal_id) for row in rows if row.parked_until and row.signal_id not in names]
    if asleep:
        _read_sleepers(connection, asleep, around)
    pointed = {home for home in homes if any(one.policy.points for one in around[home[0]].policies)}
    for row in rows_of(connection, DECLINED_CASES, homes=Keys(decision, OF_HOUSEHOLD, pointed)) if pointed else ():
        around[row.municipality].knowledge.decline(row.id)


def _read_sleepers(connection: Connection, asleep: Collection[SignalName], around: Mapping[str, Surroundings]) -> None:
    """The parked signals here, which what is decided now may wake; who they are about, and their arrears elsewhere."""
    rows = rows_of(connection, READ_SLEEPERS, named=Keys(signal, ("municipality", "id"), asleep))
    sleepers = [as_undecided(row, stored_question(row)) for row in rows]
    _read_directories(connection, sleepers, {code: one.directory for code, one in around.items()})
    for one in sleepers:
        around[one.municipality].sleepers[one.signal.id] = one
    for row in _decided_nearby(connection, (), set(_debts(sleepers, around)), sleepers):
        if row.signal_id not in around[row.municipality].knowledge.decided:
            around[row.municipality].knowledge.add(as_decided(row))


def _debts(
    signals: Iterable[Undecided], around: Mapping[str, Surroundings]
) -> Iterator[tuple[str, Id, SignalKind, date]]:
    """What the customers among them that are known already owe."""
    match = MATCHERS[MATCHER_VERSION]
    for one in signals:
        seen, known_as = one.signal, one.person_key(match)
        person = around[one.municipality].directory.persons.get((seen.partner_id, known_as))
        if person and known_as != seen.id:
            yield one.municipality, person, seen.kind, seen.arrears_since


def _decided_nearby(
    connection: Connection,
    homes: Collection[SignalName],
    debts: Collection[tuple[str, Id, SignalKind, date]],
    signals: Sequence[Undecided],
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
        arrears=Keys(signal, ("municipality", "partner_id", "reference_key", "id"), arrears),
        debts=Keys(decision, ("municipality", "person_id", "kind", "arrears_since"), debts),
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
        arrears_since=row.arrears_since,
        planned_date=row.planned_date,
        stage=Stage(row.stage) if row.stage else None,
        warm_handover=row.warm_handover,
        says_it_again=row.says_it_again,
        withdrawn=row.withdrawn,
        sleep=Sleep(ParkedFor(row.parked_for), row.parked_until) if row.parked_for else None,
    )
