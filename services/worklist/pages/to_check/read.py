"""Residents whose registration nobody checked, or of whom a list is not sure, while a signal of theirs is open."""

from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.people.names import full_name
from plumbing.record.published_policies import policies_of
from schemas.ids import Id
from schemas.policy.form import Registers
from schemas.policy.published import in_force
from schemas.vocabulary.registers import UNCLEAR, ResidentAnswer
from services.worklist.words.wording import address_line

LINES_TO_CHECK: Final = 50
OPEN_SIGNALS: Final = """
FROM disposition d JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
LEFT JOIN case_file c ON c.municipality = d.municipality AND c.id = d.case_id
WHERE d.municipality = %s AND (d.disposition = 'parked' OR d.disposition = 'in-case' AND c.closed_at IS NULL)"""
UNCHECKED: Final = f"""
SELECT DISTINCT ON (d.person_id) d.person_id, d.resident, d.received_on, d.case_id, s.initials, s.prefix, s.surname,
 s.birth_date, s.street, s.house_number, s.house_letter, s.house_number_addition, s.house_number_indication,
 s.postcode, s.town {OPEN_SIGNALS}
AND (d.resident IS NULL OR d.resident = ANY(%s)) AND NOT EXISTS (
 SELECT 1 FROM match_record mine
 JOIN match_record same ON same.municipality = mine.municipality AND same.person_id = mine.person_id
 JOIN register_answer a ON a.municipality = same.municipality AND a.signal_id = same.signal_id
 WHERE mine.municipality = d.municipality AND mine.signal_id = d.signal_id
 AND a.register = 'residents' AND a.answer <> ALL(%s)
)
ORDER BY d.person_id, d.received_on, d.sequence"""
LISTED_TO_CHECK: Final = (
    f"SELECT x.*, count(*) OVER () AS total FROM ({UNCHECKED}) x ORDER BY x.received_on, x.person_id LIMIT %s"
)
SIGNALS_OF: Final = f"SELECT d.signal_id {OPEN_SIGNALS} AND d.person_id = %s ORDER BY d.received_on, d.sequence"


class UncheckedResident(NamedTuple):
    """Somebody to look up. `answer`: what a list said, where that is not sure; None: nobody looked."""

    person_id: Id
    name: str
    birth_date: str | None
    address: str
    received_on: date
    case_id: Id | None
    answer: ResidentAnswer | None


def registers_in_force(connection: Connection, municipality: str, today: date) -> Registers:
    """What the policy of today asks."""
    return in_force(policies_of(connection, [municipality])[municipality], today).policy.registers or Registers()


def read_unchecked(connection: Connection, municipality: str) -> tuple[list[UncheckedResident], int]:
    """Who waits longest first; as many as a page shows, and how many there are."""
    unclear = sorted(UNCLEAR)
    still = sorted({*UNCLEAR, ResidentAnswer.NOT_CHECKED})
    rows = connection.exec_driver_sql(LISTED_TO_CHECK, (municipality, unclear, still, LINES_TO_CHECK)).all()
    return [_resident(row) for row in rows], rows[0].total if rows else 0


def open_signals_of(connection: Connection, municipality: str, person_id: Id) -> list[Id]:
    """The signals of somebody that wait or are in an open case."""
    return list(connection.exec_driver_sql(SIGNALS_OF, (municipality, person_id)).scalars())


def _resident(row: Any) -> UncheckedResident:
    answer = ResidentAnswer(row.resident) if row.resident else None
    where = address_line(row)
    return UncheckedResident(row.person_id, full_name(row), row.birth_date, where, row.received_on, row.case_id, answer)
