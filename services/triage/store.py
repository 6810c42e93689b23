"""Reading what a batch of signals needs from the record, under the lock of its municipalities."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from domain.law.calendar import local_date
from domain.law.definitions import Definitions
from domain.people.address import address_key
from plumbing.record.roles import READ_BY_TRIAGE
from plumbing.record.write import columns
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.triage.knowledge import Book, Entry
from services.triage.known import Case, SignalFacts


class Waiting(NamedTuple):
    """A signal to decide on, with what plumbing needs beside the facts."""

    municipality: str
    facts: SignalFacts
    address: str
    customer_number: str
    salt: bytes
    decided_for: datetime


SIGNALS = f"""
SELECT {", ".join(f"s.{name}" for name in READ_BY_TRIAGE)}
FROM unnest(%s::text[], %s::uuid[]) WITH ORDINALITY AS x (municipality, id, place)
JOIN signal s ON s.municipality = x.municipality AND s.id = x.id
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = s.municipality AND d.signal_id = s.id AND d.revision = s.revision
) ORDER BY x.place
"""
NUMBERS = """
INSERT INTO sequence (municipality, last)
SELECT municipality, last FROM unnest(%s::text[], %s::bigint[]) AS x (municipality, last)
ON CONFLICT (municipality) DO UPDATE SET last = sequence.last + EXCLUDED.last RETURNING municipality, last
"""
HOUSEHOLDS = """
SELECT h.municipality, h.id, h.address_key FROM unnest(%s::text[], %s::text[]) AS x (municipality, address)
JOIN household h ON h.municipality = x.municipality AND h.address_key = x.address
"""
PERSONS = """
SELECT p.municipality, p.partner_id, p.customer_number, p.id
FROM unnest(%s::text[], %s::uuid[], %s::text[]) AS x (municipality, partner_id, customer_number)
JOIN person p ON p.municipality = x.municipality AND p.partner_id = x.partner_id
 AND p.customer_number = x.customer_number
"""
ENTRIES = """
SELECT d.*, h.address_key FROM (
 SELECT d.municipality, d.signal_id FROM unnest(%s::text[], %s::uuid[]) AS x (municipality, household)
 JOIN decision d ON d.municipality = x.municipality AND d.household_id = x.household
 UNION
 SELECT s.municipality, s.id
 FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::uuid[]) AS x (municipality, partner, reference, undecided)
 JOIN signal s ON s.municipality = x.municipality AND s.partner_id = x.partner AND s.reference = x.reference
 WHERE s.id IS DISTINCT FROM x.undecided
) near
JOIN disposition d ON d.municipality = near.municipality AND d.signal_id = near.signal_id
JOIN household h ON h.municipality = d.municipality AND h.id = d.household_id
ORDER BY d.municipality, d.sequence
"""
CASES = """
SELECT c.*, h.address_key FROM unnest(%s::text[], %s::uuid[]) AS x (municipality, household)
JOIN case_file c ON c.municipality = x.municipality AND c.household_id = x.household
JOIN household h ON h.municipality = c.municipality AND h.id = c.household_id
ORDER BY c.municipality, c.id FOR NO KEY UPDATE OF c
"""
NAMED_CASES = """
SELECT c.*, h.address_key FROM unnest(%s::text[], %s::uuid[]) AS x (municipality, id)
JOIN case_file c ON c.municipality = x.municipality AND c.id = x.id
JOIN household h ON h.municipality = c.municipality AND h.id = c.household_id
ORDER BY c.municipality, c.id FOR NO KEY UPDATE OF c
"""


def lock_municipalities(connection: Connection, municipalities: Iterable[str]) -> None:
    """Take the lock of each municipality, in one order everywhere, until the transaction ends."""
    sql = "SELECT pg_advisory_xact_lock(hashtextextended('municipality:' || code, 0)) FROM unnest(%s::text[]) AS code"
    connection.exec_driver_sql(sql, (sorted(set(municipalities)),))


def next_numbers(connection: Connection, counts: Mapping[str, int]) -> dict[str, int]:
    """Take numbers of each municipality's sequence (their locks are held); gives the first of each."""
    taken = connection.exec_driver_sql(NUMBERS, columns(counts.items(), "text", "bigint")).all()
    return {row.municipality: int(row.last) - counts[row.municipality] + 1 for row in taken}


def waiting_signals(connection: Connection, references: Iterable[tuple[str, str]]) -> list[Waiting]:
    """The signals among `references` whose current revision has no decision yet, in the order given."""
    names = dict.fromkeys(references)
    return [as_waiting(row) for row in connection.exec_driver_sql(SIGNALS, columns(names, "text", "uuid")).all()]


def as_waiting(row: Row[Any]) -> Waiting:
    """A signal row as the rules see it."""
    known_at = row.revised_at or row.received_at
    facts = SignalFacts(
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
        known_on=local_date(known_at),
    )
    address = address_key(row.postcode, row.house_number, row.house_number_addition)
    return Waiting(row.municipality, facts, address, row.customer_number, bytes(row.salt), known_at)


@dataclass
class Surroundings:
    """What the record holds around a batch: books by municipality and the ids of households and persons."""

    books: Mapping[str, Book]
    households: dict[tuple[str, str], Id]
    persons: dict[tuple[str, Id, str], Id]


def surroundings(connection: Connection, signals: Sequence[Waiting], definitions: Definitions) -> Surroundings:
    """Read everything the rules may look at for `signals`; case rows are locked."""
    addresses = columns([(one.municipality, one.address) for one in signals], "text", "text")
    households = {
        (row.municipality, row.address_key): row.id for row in connection.exec_driver_sql(HOUSEHOLDS, addresses).all()
    }
    customers = columns(
        [(one.municipality, one.facts.partner_id, one.customer_number) for one in signals], "text", "uuid", "text"
    )
    persons = {
        (row.municipality, row.partner_id, row.customer_number): row.id
        for row in connection.exec_driver_sql(PERSONS, customers).all()
    }
    books: dict[str, Book] = defaultdict(lambda: Book(definitions))
    _read_entries(connection, signals, households, books)
    return Surroundings(books, households, persons)


def _read_entries(
    connection: Connection,
    signals: Sequence[Waiting],
    households: dict[tuple[str, str], Id],
    books: Mapping[str, Book],
) -> None:
    """Fill the books with what lies around the addresses, the arrears, and where a revised signal was until now."""
    names = {one.facts.id for one in signals}
    homes = {(code, home) for (code, _), home in households.items()}
    rows = _near(connection, homes, signals)
    moved = {(row.municipality, row.household_id) for row in rows if row.signal_id in names} - homes
    if moved:
        homes |= moved
        rows = _near(connection, homes, signals)
    for row in rows:
        households.setdefault((row.municipality, row.address_key), row.household_id)
    cases = list(connection.exec_driver_sql(CASES, columns(homes, "text", "uuid")).all())
    there = {case.id for case in cases}
    own = [
        (row.municipality, row.case_id)
        for row in rows
        if row.signal_id in names and row.case_id and row.case_id not in there
    ]
    if own:
        cases += connection.exec_driver_sql(NAMED_CASES, columns(own, "text", "uuid")).all()
    for case in sorted(cases, key=lambda case: case.number):
        _enter_case(books[case.municipality], case)
    for row in rows:
        books[row.municipality].add(as_entry(row))


def _near(connection: Connection, homes: Iterable[tuple[str, Id]], signals: Sequence[Waiting]) -> Sequence[Row[Any]]:
    """Decided signals on these households and of the same arrears. A first revision that waits has no decision."""
    arrears = [
        (one.municipality, one.facts.partner_id, one.facts.reference, one.facts.id if one.facts.revision == 1 else None)
        for one in signals
    ]
    return connection.exec_driver_sql(
        ENTRIES, (*columns(homes, "text", "uuid"), *columns(arrears, "text", "uuid", "text", "uuid"))
    ).all()


def _enter_case(book: Book, row: Row[Any]) -> None:
    book.open(as_case(row), row.address_key)
    if row.closed_at is not None:
        book.close(row.id)


def as_case(row: Row[Any]) -> Case:
    """A case row as the rules see it."""
    return Case(
        id=row.id,
        opened_on=local_date(row.opened_at),
        tray=Tray(row.tray),
        channel=Channel(row.channel),
        urgency=row.urgency,
        deadline=row.deadline,
        clock_from=row.clock_from,
        several=row.several,
        successive=row.successive,
        partner_kind=row.partner_kind,
        touched=row.touched_at is not None,
        talked=row.talked_sequence is not None and row.talked_sequence > row.clock_sequence,
    )


def as_entry(row: Row[Any]) -> Entry:
    """A disposition row as the book keeps it."""
    return Entry(
        signal_id=row.signal_id,
        sequence=row.sequence,
        household=row.address_key,
        disposition=Disposition(row.disposition),
        case_id=row.case_id,
        partner_id=row.partner_id,
        partner_kind=PartnerKind(row.partner_kind),
        reference=row.reference,
        kind=SignalKind(row.kind),
        amount_cents=row.amount_cents,
        received_on=row.received_on,
    )
