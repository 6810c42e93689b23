"""What a page on which signals are typed reads: partners with an agreement here, likely doubles, and the answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.checks.permissions import Agreement, Partner
from domain.law.partner_kinds import AcceptedKind
from domain.people.customer import says_nothing
from domain.people.names import full_name
from plumbing.record.tables.intake import LIKE_CUSTOMER
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.worklist.words.wording import address_line, postcode_town

LOOK_BACK_MONTHS: Final = 6
"""How far back a signal may lie that is likely the same as what is typed [A]."""
MOST_DOUBLES: Final = 5
PARTNERS_HERE: Final = """
SELECT p.id, p.name, p.kind, p.fields, p.suspended_at IS NOT NULL AS suspended, a.valid_from, a.valid_to,
 nullif(a.bsn_basis, '') IS NOT NULL AS bsn,
 nullif(a.birth_date_basis, '') IS NOT NULL AS birth_date
FROM agreement a JOIN partner p ON p.id = a.partner_id WHERE a.municipality = %s ORDER BY p.name, p.id, a.valid_from"""
SAID_OF_KINDS: Final = "SELECT kind, valid_from, valid_to FROM accepted_kind WHERE municipality = %s"
LIKELY_DOUBLES: Final = f"""
SELECT s.*, p.name AS partner_name, c.case_id,
 s.partner_id = %(partner)s AND lower(s.reference) = lower(%(reference)s) AND s.signal_date = %(signal_date)s AS is_same
FROM signal s JOIN partner p ON p.id = s.partner_id
LEFT JOIN LATERAL (
 SELECT d.case_id FROM case_signal d WHERE d.municipality = s.municipality AND d.signal_id = s.id
 ORDER BY d.sequence DESC LIMIT 1) c ON true
WHERE s.municipality = %(municipality)s AND s.received_at >= %(since)s AND (
 s.partner_id = %(partner)s
  AND ({LIKE_CUSTOMER.format("s.customer_number")} = {LIKE_CUSTOMER.format("%(customer)s::text")}
   OR lower(s.reference) = lower(%(reference)s))
 OR s.postcode = %(postcode)s AND substring(s.house_number FROM '^[0-9]+') = substring(%(house)s FROM '^[0-9]+')
  AND lower(s.surname) = lower(%(surname)s))
ORDER BY is_same DESC, s.received_at DESC, s.id LIMIT %(most)s"""
ENTRY: Final = """
SELECT e.kind, p.name AS partner_name, e.received_on, a.outcome, a.signal_id, a.errors, a.findings,
 a.id IS NOT NULL AS is_taken
FROM (SELECT municipality, id, kind, partner_id, received_on FROM hand_entry UNION
      SELECT municipality, id, kind, partner_id, received_on FROM hand_answer) e
JOIN partner p ON p.id = e.partner_id
LEFT JOIN hand_answer a ON a.municipality = e.municipality AND a.id = e.id
WHERE e.municipality = %s AND e.id = %s"""
CASE_OF_SIGNAL: Final = (
    "SELECT case_id FROM case_signal WHERE municipality = %s AND signal_id = %s ORDER BY sequence DESC LIMIT 1"
)


class PartnerHere(NamedTuple):
    """A partner with its agreements with this municipality."""

    name: str
    partner: Partner


class Double(NamedTuple):
    """A signal that is likely the same. `is_same`: the very same to ingest, which would replace its content."""

    signal_id: Id
    case_id: Id | None
    name: str
    address: str
    partner: str
    kind: SignalKind
    amount_cents: int
    received_at: Any
    is_same: bool


def partners_here(connection: Connection, municipality: str, day: date | None = None) -> dict[Id, PartnerHere]:
    """Partners with an agreement here, in order of name; on `day` alone where one is given."""
    rows: dict[Id, list[Any]] = {}
    for row in connection.exec_driver_sql(PARTNERS_HERE, (municipality,)):
        rows.setdefault(row.id, []).append(row)
    said = [
        AcceptedKind(municipality, PartnerKind(one.kind), one.valid_from, one.valid_to)
        for one in connection.exec_driver_sql(SAID_OF_KINDS, (municipality,))
    ]
    found = {name: _partner(municipality, agreed, said) for name, agreed in rows.items()}
    return {name: one for name, one in found.items() if day is None or one.partner.on(day).agreement(municipality)}


def _partner(municipality: str, rows: Sequence[Any], said: Sequence[AcceptedKind]) -> PartnerHere:
    agreements = tuple(Agreement(municipality, a.valid_from, a.valid_to, a.bsn, a.birth_date) for a in rows)
    kind = PartnerKind(rows[0].kind)
    accepted = tuple(one for one in said if one.kind is kind)
    fields = None if rows[0].fields is None else frozenset(rows[0].fields)
    suspended = rows[0].suspended
    return PartnerHere(
        rows[0].name, Partner(rows[0].id, kind, agreements, accepted, fields=fields, suspended=suspended)
    )


def likely_doubles(connection: Connection, partner_id: Id, signal: Signal, since: date) -> list[Double]:
    """Signals of this municipality since a day: of the same customer or reference, or of this name at this address."""
    values: Mapping[str, Any] = {
        "municipality": signal.municipality,
        "partner": partner_id,
        "customer": None if says_nothing(signal.customer_number) else signal.customer_number,
        "reference": signal.reference,
        "signal_date": signal.signal_date,
        "postcode": signal.postcode,
        "house": signal.house_number,
        "surname": signal.surname,
        "since": since,
        "most": MOST_DOUBLES,
    }
    return [_double(row) for row in connection.exec_driver_sql(LIKELY_DOUBLES, values)]


def _double(row: Any) -> Double:
    address = ", ".join(part for part in (address_line(row), postcode_town(row)) if part)
    return Double(
        row.id,
        row.case_id,
        full_name(row),
        address,
        row.partner_name,
        SignalKind(row.kind),
        row.amount_cents,
        row.received_at,
        row.is_same,
    )


def read_entry_state(connection: Connection, municipality: str, name: Id) -> Any | None:
    """How far an entry is: a row of `ENTRY`, or None when there is none."""
    return connection.exec_driver_sql(ENTRY, (municipality, name)).first()


def read_case_of(connection: Connection, municipality: str, signal_id: Id | None) -> Id | None:
    """The case in which a signal is, once triage has seen it."""
    if signal_id is None:
        return None
    found: Id | None = connection.exec_driver_sql(CASE_OF_SIGNAL, (municipality, signal_id)).scalar_one_or_none()
    return found


def cases_of(doubles: Iterable[Double]) -> list[Id]:
    """The cases behind likely doubles."""
    return [one.case_id for one in doubles if one.case_id]
