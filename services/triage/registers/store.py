"""Registers in the record: a list that was uploaded, and what workers answered; asked as the policy says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.people.address import address_key
from domain.people.matchers import MATCHER_VERSION, MATCHERS
from plumbing.record.tables import register_answer, register_entry, signal
from plumbing.record.write import Keys, rows_of
from schemas.ids import Id
from schemas.policy.form import Registers
from schemas.policy.published import in_force
from schemas.vocabulary.registers import DebtHelpAnswer, Register, RegisterSource, ResidentAnswer
from services.triage.known import Undecided
from services.triage.registers.judge import ListedLine, known_by_list, resident_by_list
from services.triage.registers.ports import DebtHelpRegister, ResidentRegister
from services.triage.settle import Surroundings

ON_A_LIST: Final = """
SELECT s.id, s.person_key IS NOT NULL AS has_birth_date, e.answer, e.address_key,
 coalesce(e.person_key = s.person_key, false) AS same_person
FROM {named} JOIN signal s ON s.municipality = named.municipality AND s.id = named.id
LEFT JOIN register_entry e ON e.municipality = s.municipality AND e.register = %s
 AND (e.person_key = s.person_key OR e.home_key = s.home_key)
WHERE EXISTS (SELECT 1 FROM register_entry l WHERE l.municipality = s.municipality AND l.register = %s)
ORDER BY s.id, e.line"""
DOORS_LISTED: Final = """
SELECT DISTINCT e.municipality, e.address_key FROM {doors} JOIN register_entry e
 ON e.municipality = doors.municipality AND e.address_key = doors.address_key WHERE e.register = %s"""
WORKERS_SAID: Final = """
SELECT DISTINCT ON (a.municipality, a.person_id) a.municipality, a.person_id, a.answer
FROM {persons} JOIN register_answer a ON a.municipality = persons.municipality AND a.person_id = persons.person_id
WHERE a.register = %s ORDER BY a.municipality, a.person_id, a.number DESC"""


class UploadedList(NamedTuple):
    """A list that was uploaded. Where there is none, nobody was checked."""

    connection: Connection

    def residents(self, signals: Sequence[Undecided]) -> Mapping[Id, ResidentAnswer]:
        """By name and birth date, else by name and address."""
        found, _ = self._found(signals, Register.RESIDENTS)
        doors = {one.signal.id: (one.municipality, address_key(one.address)) for one in signals}
        keys = Keys(register_entry, ("municipality", "address_key"), set(doors.values()))
        there = {tuple(row) for row in rows_of(self.connection, DOORS_LISTED, Register.RESIDENTS, doors=keys)}
        return {name: resident_by_list(lines, somebody_at_door=doors[name] in there) for name, lines in found.items()}

    def known_at_debt_help(self, signals: Sequence[Undecided]) -> Mapping[Id, DebtHelpAnswer]:
        """By name and birth date."""
        found, dated = self._found(signals, Register.DEBT_HELP)
        return {name: known_by_list(lines, has_birth_date=name in dated) for name, lines in found.items()}

    def _found(self, signals: Sequence[Undecided], register: Register) -> tuple[dict[Id, list[ListedLine]], set[Id]]:
        """Lines by signal, of municipalities that uploaded a list; and the signals that have a whole birth date."""
        addresses = {one.signal.id: address_key(one.address) for one in signals}
        names = Keys(signal, ("municipality", "id"), {(one.municipality, one.signal.id) for one in signals})
        found: defaultdict[Id, list[ListedLine]] = defaultdict(list)
        dated = set()
        for row in rows_of(self.connection, ON_A_LIST, register, register, named=names):
            lines = found[row.id]
            if row.answer is not None:
                lines.append(ListedLine(row.answer, row.same_person, row.address_key == addresses[row.id]))
            if row.has_birth_date:
                dated.add(row.id)
        return found, dated


class AnswersOfWorkers(NamedTuple):
    """What workers found about the customers of partners; the newest answer holds."""

    connection: Connection
    around: Mapping[str, Surroundings]

    def residents(self, signals: Sequence[Undecided]) -> Mapping[Id, ResidentAnswer]:
        """By customer."""
        return {name: ResidentAnswer(one) for name, one in self._answers(signals, Register.RESIDENTS).items()}

    def known_at_debt_help(self, signals: Sequence[Undecided]) -> Mapping[Id, DebtHelpAnswer]:
        """By customer."""
        return {name: DebtHelpAnswer(one) for name, one in self._answers(signals, Register.DEBT_HELP).items()}

    def _answers(self, signals: Sequence[Undecided], register: Register) -> dict[Id, str]:
        match = MATCHERS[MATCHER_VERSION]
        persons: dict[Id, tuple[str, Id]] = {}
        for one in signals:
            customer = (one.signal.partner_id, one.person_key(match))
            person = self.around[one.municipality].directory.persons.get(customer)
            if person:
                persons[one.signal.id] = (one.municipality, person)
        keys = Keys(register_answer, ("municipality", "person_id"), set(persons.values()))
        rows = rows_of(self.connection, WORKERS_SAID, register, persons=keys) if persons else ()
        said = {(row.municipality, row.person_id): row.answer for row in rows}
        return {name: said[person] for name, person in persons.items() if person in said}


def answered(
    connection: Connection, signals: Sequence[Undecided], around: Mapping[str, Surroundings]
) -> list[Undecided]:
    """The signals, and the sleepers of `around`, with what registers say now, as far as the policy of their day asks.

    A worker who looked knows better than a list.
    """
    sleepers = [one for here in around.values() for one in here.sleepers.values()]
    asking = [(one, asks) for one in (*signals, *sleepers) if (asks := _asks(one, around))]
    if not asking:
        return list(signals)
    worker, listed = AnswersOfWorkers(connection, around), UploadedList(connection)
    residents = _ask_residents([one for one, asks in asking if asks.residents], worker)
    by_list = [one for one, asks in asking if asks.residents is RegisterSource.LIST]
    residents = {**_ask_residents(by_list, listed), **residents}
    known = _ask_debt_help([one for one, asks in asking if asks.debt_help], worker)
    by_list = [one for one, asks in asking if asks.debt_help is RegisterSource.LIST]
    known = {**_ask_debt_help(by_list, listed), **known}
    for here in around.values():
        here.sleepers = {name: _with(one, residents, known) for name, one in here.sleepers.items()}
    return [_with(one, residents, known) for one in signals]


def _asks(one: Undecided, around: Mapping[str, Surroundings]) -> Registers | None:
    return in_force(around[one.municipality].policies, one.signal.asked_on).policy.registers


def _ask_residents(signals: Sequence[Undecided], register: ResidentRegister) -> Mapping[Id, ResidentAnswer]:
    return register.residents(signals) if signals else {}


def _ask_debt_help(signals: Sequence[Undecided], register: DebtHelpRegister) -> Mapping[Id, DebtHelpAnswer]:
    return register.known_at_debt_help(signals) if signals else {}


def _with(one: Undecided, residents: Mapping[Id, ResidentAnswer], known: Mapping[Id, DebtHelpAnswer]) -> Undecided:
    """Not checked is None, so that it changes no digest of a decision that asked nobody."""
    resident, debt_help = residents.get(one.signal.id), known.get(one.signal.id)
    return one.answered(
        None if resident is ResidentAnswer.NOT_CHECKED else resident,
        None if debt_help is DebtHelpAnswer.NOT_CHECKED else debt_help,
    )
