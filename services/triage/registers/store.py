"""Registers in the record: a list that was uploaded, and what workers answered; asked as the policy says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from domain.people.address import address_key
from domain.people.recognised import other_initials
from plumbing.record.tables import match_record, register_entry, signal
from plumbing.record.write import Keys, rows_of
from schemas.ids import Id
from schemas.policy.form import Registers
from schemas.policy.published import in_force
from schemas.vocabulary.registers import DebtHelpAnswer, Register, RegisterSource, ResidentAnswer
from services.triage.known import Undecided
from services.triage.registers.judge import ListedLine, RegisterAnswer, known_by_list, last_said, resident_by_list
from services.triage.registers.ports import DebtHelpRegister, ResidentRegister
from services.triage.settle import SaidByRegisters, Surroundings, by_municipality

Residents = Mapping[Id, RegisterAnswer[ResidentAnswer]]
KnownAtDebtHelp = Mapping[Id, RegisterAnswer[DebtHelpAnswer]]
ON_A_LIST: Final = """
SELECT s.id, s.person_key IS NOT NULL AS has_birth_date, l.uploaded_at, e.answer, e.address_key,
 s.initials_key, e.initials_key AS listed_initials,
 coalesce(e.person_key = s.person_key, false) AS same_person
FROM {named} JOIN signal s ON s.municipality = named.municipality AND s.id = named.id
CROSS JOIN LATERAL (
 SELECT uploaded_at FROM register_entry WHERE municipality = s.municipality AND register = %s LIMIT 1
) l
LEFT JOIN register_entry e ON e.municipality = s.municipality AND e.register = %s
 AND (e.person_key = s.person_key OR e.home_key = s.home_key)
ORDER BY s.id, e.line"""
"""All lines of a list were uploaded at one moment."""
DOORS_LISTED: Final = """
SELECT DISTINCT e.municipality, e.address_key FROM {doors} JOIN register_entry e
 ON e.municipality = doors.municipality AND e.address_key = doors.address_key WHERE e.register = %s"""
WORKERS_SAID: Final = """
SELECT DISTINCT ON (r.municipality, r.person_id) r.municipality, r.person_id, a.answer, a.stored_at
FROM {persons} JOIN match_record r ON r.municipality = persons.municipality AND r.person_id = persons.person_id
JOIN register_answer a ON a.municipality = r.municipality AND a.signal_id = r.signal_id
WHERE a.register = %s ORDER BY r.municipality, r.person_id, a.number DESC"""
"""An answer is about whom the signal is about that was looked at, by now."""


class FoundOnList(NamedTuple):
    """What the list in force has that resembles a signal. `has_birth_date`: the signal has a whole one."""

    uploaded_at: datetime
    has_birth_date: bool
    lines: list[ListedLine]


class UploadedList(NamedTuple):
    """A list that was uploaded. Where there is none, nobody was checked."""

    connection: Connection

    def residents(self, signals: Sequence[Undecided]) -> Residents:
        """By name and birth date, else by name and address; initials must not contradict."""
        found = self._found(signals, Register.RESIDENTS)
        doors = {one.signal.id: (one.municipality, address_key(one.address)) for one in signals}
        keys = Keys(register_entry, ("municipality", "address_key"), set(doors.values()))
        there = {tuple(row) for row in rows_of(self.connection, DOORS_LISTED, Register.RESIDENTS, doors=keys)}
        return {
            name: RegisterAnswer(resident_by_list(one.lines, somebody_at_door=doors[name] in there), one.uploaded_at)
            for name, one in found.items()
        }

    def known_at_debt_help(self, signals: Sequence[Undecided]) -> KnownAtDebtHelp:
        """By name and birth date; initials must not contradict."""
        return {
            name: RegisterAnswer(known_by_list(one.lines, has_birth_date=one.has_birth_date), one.uploaded_at)
            for name, one in self._found(signals, Register.DEBT_HELP).items()
        }

    def _found(self, signals: Sequence[Undecided], register: Register) -> Mapping[Id, FoundOnList]:
        """By signal, of municipalities that uploaded a list."""
        addresses = {one.signal.id: address_key(one.address) for one in signals}
        names = Keys(signal, ("municipality", "id"), {(one.municipality, one.signal.id) for one in signals})
        found: dict[Id, FoundOnList] = {}
        for row in rows_of(self.connection, ON_A_LIST, register, register, named=names):
            here = found.setdefault(row.id, FoundOnList(row.uploaded_at, row.has_birth_date, []))
            if row.answer is not None:
                same_address = row.address_key == addresses[row.id]
                differ = other_initials(row.initials_key, row.listed_initials)
                here.lines.append(ListedLine(row.answer, row.same_person, same_address, differ))
        return found


class AnswersOfWorkers(NamedTuple):
    """What workers found about persons; the newest answer holds."""

    connection: Connection

    def residents(self, signals: Sequence[Undecided]) -> Residents:
        """By person."""
        rows = self._answers(signals, Register.RESIDENTS)
        return {name: RegisterAnswer(ResidentAnswer(one.answer), one.stored_at) for name, one in rows.items()}

    def known_at_debt_help(self, signals: Sequence[Undecided]) -> KnownAtDebtHelp:
        """By person."""
        rows = self._answers(signals, Register.DEBT_HELP)
        return {name: RegisterAnswer(DebtHelpAnswer(one.answer), one.stored_at) for name, one in rows.items()}

    def _answers(self, signals: Sequence[Undecided], register: Register) -> Mapping[Id, Row[Any]]:
        persons = {one.signal.id: (one.municipality, one.place.person) for one in signals}
        keys = Keys(match_record, ("municipality", "person_id"), set(persons.values()))
        rows = rows_of(self.connection, WORKERS_SAID, register, persons=keys) if persons else ()
        said = {(row.municipality, row.person_id): row for row in rows}
        return {name: said[person] for name, person in persons.items() if person in said}


def answered(
    connection: Connection, signals: Sequence[Undecided], around: Mapping[str, Surroundings]
) -> list[Undecided]:
    """The signals with what registers say now, as far as the policy of their day asks.

    `around` learns what each of those policies asks of all that may be decided on with them: what is roused wakes by
    the policy of what rouses it. What a list or a worker said last holds (`last_said`).
    """
    for asks, some in _asking(signals, around).items():
        residents, known = _said(connection, asks, some)
        for one in some:
            around[one.municipality].answers[asks, one.signal.id] = _answer(one, residents, known)
    return [around[one.municipality].answered(one, _asks(one, around)) for one in signals]


def _asking(
    signals: Sequence[Undecided], around: Mapping[str, Surroundings]
) -> Mapping[Registers | None, list[Undecided]]:
    """Who is asked about, by what the policies of the day of these signals ask."""
    asking: defaultdict[Registers | None, list[Undecided]] = defaultdict(list)
    for code, group in by_municipality(signals).items():
        asked = {_asks(one, around) for one in group}
        for asks in asked if asked != {None} else ():
            asking[asks] += (*group, *around[code].sleepers.values(), *around[code].beside.values())
    return asking


def _said(
    connection: Connection, asks: Registers | None, some: Sequence[Undecided]
) -> tuple[Residents, KnownAtDebtHelp]:
    if asks is None:
        return {}, {}
    worker, listed = AnswersOfWorkers(connection), UploadedList(connection)
    residents = _ask_residents(some if asks.residents else (), worker)
    by_list = some if asks.residents is RegisterSource.LIST else ()
    residents = last_said(_ask_residents(by_list, listed), residents)
    known = _ask_debt_help(some if asks.debt_help else (), worker)
    by_list = some if asks.debt_help is RegisterSource.LIST else ()
    known = last_said(_ask_debt_help(by_list, listed), known)
    return residents, known


def _asks(one: Undecided, around: Mapping[str, Surroundings]) -> Registers | None:
    return in_force(around[one.municipality].policies, one.signal.asked_on).policy.registers


def _ask_residents(signals: Sequence[Undecided], register: ResidentRegister) -> Residents:
    return register.residents(signals) if signals else {}


def _ask_debt_help(signals: Sequence[Undecided], register: DebtHelpRegister) -> KnownAtDebtHelp:
    return register.known_at_debt_help(signals) if signals else {}


def _answer(one: Undecided, residents: Residents, known: KnownAtDebtHelp) -> SaidByRegisters:
    """Not checked is None, so that it changes no digest of a decision that asked nobody."""
    resident, debt_help = residents.get(one.signal.id), known.get(one.signal.id)
    return (
        None if resident is None or resident.answer is ResidentAnswer.NOT_CHECKED else resident.answer,
        None if debt_help is None or debt_help.answer is DebtHelpAnswer.NOT_CHECKED else debt_help.answer,
    )
