"""Settling a batch in one transaction: lock, read, decide in order, write everything, hand over the events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain.figures.facts import record_facts
from domain.law.definitions import CURRENT
from domain.people.address import MATCHER_VERSION
from plumbing.record.policies import Policies, in_force, policies_of
from plumbing.record.tables import case_file, decision, household, person
from plumbing.record.write import insert_rows, parameters, unnested
from plumbing.transport.outbox import Outgoing
from schemas.ids import event_id
from services.triage.decide import decide
from services.triage.knowledge import Book
from services.triage.store import Waiting, lock_municipalities, next_numbers, surroundings, waiting_signals
from services.triage.tell import HEADER, Rows, Step, cause_of, collect


def settle(
    connection: Connection, references: Sequence[tuple[str, str]], *, now: datetime, source: str
) -> list[Outgoing]:
    """Decide on every signal in `references` (municipality, id) that waits; those already decided change nothing.

    `now` is only the time of recording; each decision is made for the moment its signal was received.
    """
    lock_municipalities(connection, (code for code, _ in references))
    signals = waiting_signals(connection, references)
    if not signals:
        return []
    around = surroundings(connection, signals, CURRENT)
    policies = policies_of(connection, {one.municipality for one in signals})
    rows = Rows()
    groups = _by_municipality(signals)
    first = next_numbers(connection, {code: len(group) for code, group in groups.items()})
    for code, group in groups.items():
        for number, one in enumerate(group, first[code]):
            step = _decide(one, number, around.books[code], policies)
            collect(rows, step, around, now=now, source=source)
    _write(connection, rows)
    return rows.events


def _by_municipality(signals: Sequence[Waiting]) -> Mapping[str, list[Waiting]]:
    groups: dict[str, list[Waiting]] = defaultdict(list)
    for one in signals:
        groups[one.municipality].append(one)
    return groups


def _decide(signal: Waiting, sequence: int, book: Book, policies: Policies) -> Step:
    home = book.place(signal.facts.id, signal.address)
    known = book.known(signal.facts, home)
    policy = in_force(policies[signal.municipality], signal.facts.known_on)
    cause = cause_of(signal.facts.id, signal.facts.revision)
    made = decide(signal.facts, known, policy.policy, CURRENT, event_id(cause, "case"))
    before = book.entries.get(signal.facts.id)
    entry = book.remember(signal.facts, home, made, sequence)
    return Step(signal, cause, sequence, known, policy, made, before, entry)


def _write(connection: Connection, rows: Rows) -> None:
    insert_rows(connection, household, rows.households)
    insert_rows(connection, person, rows.persons)
    insert_rows(connection, case_file, list(rows.cases.values()))
    if rows.headers:
        _update_headers(connection, list(rows.headers.values()))
    versions = {"matcher_version": MATCHER_VERSION, "definitions_version": CURRENT.version}
    insert_rows(connection, decision, rows.decisions, shared=versions)
    record_facts(connection, rows.facts)


def _update_headers(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    names = ("municipality", "id", *HEADER)
    updates = ", ".join(f"{name} = x.{name}" for name in HEADER)
    sql = (
        f"UPDATE case_file t SET {updates}, version = t.version + 1 FROM {unnested(case_file, names)} "
        "WHERE t.municipality = x.municipality AND t.id = x.id"
    )
    connection.exec_driver_sql(sql, parameters(case_file, names, rows))
