"""A case and everything that lies around it, read to be explained (role triage, reads only)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from domain.cases.act import Unknown
from domain.cases.read import CASE_BY_KEY, as_case
from domain.law.calendar import local_date
from domain.people.matching.kept import levels_kept
from domain.people.matching.read import weights_of
from plumbing.record.tables import match_record
from plumbing.record.write import Keys, rows_of
from schemas.ids import Id
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from schemas.vocabulary.supposing import HouseholdGround
from services.triage.explain.counterfactual import case_at_end, counterfactuals, noticed_of
from services.triage.explain.explanation import CaseExplanation, ExplainedSignal, HouseholdEvidence
from services.triage.linking.evidence import found_of
from services.triage.read import ONE_MOMENT, WITHOUT_HASTE, history

SIGNALS_OF_CASE: Final = """
SELECT d.* FROM decision d JOIN disposition now USING (municipality, sequence)
WHERE d.municipality = %s AND d.case_id = %s AND d.disposition = %s ORDER BY d.received_on, d.sequence
"""
SIGNALS_AROUND: Final = """
WITH RECURSIVE near AS (
 (SELECT d.signal_id FROM decision d WHERE d.municipality = %(code)s AND d.household_id = %(household)s
  UNION ALL
  SELECT m.signal_id FROM signal_move m WHERE m.municipality = %(code)s AND m.household_id = %(household)s)
 UNION
 SELECT other.signal_id FROM near CROSS JOIN LATERAL (
  SELECT d.signal_id FROM decision mine
  JOIN decision d ON d.municipality = mine.municipality AND d.household_id = mine.household_id
  WHERE mine.municipality = %(code)s AND mine.signal_id = near.signal_id
  UNION ALL
  SELECT d.signal_id FROM signal_move mine
  JOIN decision d ON d.municipality = mine.municipality AND d.household_id = mine.household_id
  WHERE mine.municipality = %(code)s AND mine.signal_id = near.signal_id
  UNION ALL
  SELECT m.signal_id FROM decision mine
  JOIN signal_move m ON m.municipality = mine.municipality AND m.household_id = mine.household_id
  WHERE mine.municipality = %(code)s AND mine.signal_id = near.signal_id
  UNION ALL
  SELECT d.signal_id FROM decision mine
  JOIN decision d ON d.municipality = mine.municipality AND d.contract = mine.contract
  WHERE mine.municipality = %(code)s AND mine.signal_id = near.signal_id
  UNION ALL
  SELECT s.id FROM signal mine
  JOIN signal s ON s.municipality = mine.municipality AND s.partner_id = mine.partner_id
   AND s.reference_key = mine.reference_key
  WHERE mine.municipality = %(code)s AND mine.id = near.signal_id
 ) other
)
SELECT signal_id FROM near
"""
"""Signals that deciding on this household may have looked at, and those that deciding on them may have looked at.

More than that does no harm: they are decided again as they were.
"""
WHO_BY_NOW: Final = """
SELECT r.signal_id, r.number, r.household_id FROM {named} JOIN match_record r USING (municipality, signal_id)"""
SUREST_LINKS: Final = """
SELECT DISTINCT ON (mine.number) mine.number, e.levels, e.rare, e.person, e.together, e.model
FROM (SELECT DISTINCT number FROM match_record WHERE municipality = %(code)s AND household_id = %(household)s) mine
JOIN (SELECT DISTINCT number FROM match_record WHERE municipality = %(code)s AND household_id = %(household)s) theirs
 ON theirs.number <> mine.number
JOIN match_edge e ON e.municipality = %(code)s AND e.one = least(mine.number, theirs.number)
 AND e.other = greatest(mine.number, theirs.number)
ORDER BY mine.number, e.together DESC, theirs.number
"""
"""Of each number of a household its surest link to another there."""
CASE_OF_NUMBER: Final = """
SELECT municipality, id FROM case_file WHERE number = %s
AND extract(year FROM opened_at AT TIME ZONE 'Europe/Amsterdam') = %s AND (%s::text IS NULL OR municipality = %s)
"""
CASE_OF_ID: Final = "SELECT municipality, id FROM case_file WHERE id = %s AND (%s::text IS NULL OR municipality = %s)"


class Ambiguous(Exception):
    """Several municipalities have a case with this number: the municipality must be named."""


def find_case(connection: Connection, written: str, municipality: str | None) -> tuple[str, Id]:
    """Municipality and id of a case, named by its id or by its number as pages write it (2026-0012).

    Raises Unknown and Ambiguous.
    """
    year, _, number = written.partition("-")
    if number.isascii() and number.isdecimal() and year.isascii() and year.isdecimal() and len(number) < 10:
        rows = connection.exec_driver_sql(CASE_OF_NUMBER, (int(number), int(year), municipality, municipality)).all()
    else:
        rows = connection.exec_driver_sql(CASE_OF_ID, (written, municipality, municipality)).all()
    if len(rows) > 1:
        raise Ambiguous
    if not rows:
        raise Unknown
    return rows[0].municipality, rows[0].id


class _CaseRead(NamedTuple):
    """A case with its signals and everything around it.

    `matched`: by signal, who it is about by now. `links`: by number there, its surest link to another of the household.
    """

    row: Row[Any]
    signals: Sequence[Row[Any]]
    story: Sequence[Any]
    matched: Mapping[Id, Row[Any]]
    links: Mapping[int, Row[Any]]


def explain(connection: Connection, municipality: str, case_id: Id) -> CaseExplanation:
    """Everything there is to tell of a case, as it is at one moment. Raises Unknown.

    `connection` is in no transaction: deciding anew may take longer than a transaction may be idle.
    """
    with connection.begin():
        connection.exec_driver_sql(ONE_MOMENT)
        connection.exec_driver_sql(WITHOUT_HASTE)
        read = _read(connection, municipality, case_id)
    return _explained(read)


def _read(connection: Connection, municipality: str, case_id: Id) -> _CaseRead:
    row = connection.exec_driver_sql(CASE_BY_KEY, (municipality, case_id)).one_or_none()
    if row is None:
        raise Unknown
    signals = connection.exec_driver_sql(SIGNALS_OF_CASE, (municipality, case_id, Disposition.IN_CASE)).all()
    around = {"code": municipality, "household": row.household_id}
    near = connection.exec_driver_sql(SIGNALS_AROUND, around).scalars().all()
    named = Keys(match_record, ("municipality", "signal_id"), [(municipality, one.signal_id) for one in signals])
    matched = {one.signal_id: one for one in rows_of(connection, WHO_BY_NOW, named=named)}
    links = {one.number: one for one in connection.exec_driver_sql(SUREST_LINKS, around)}
    return _CaseRead(row, signals, history(connection, municipality, near), matched, links)


def _explained(read: _CaseRead) -> CaseExplanation:
    row, signals, story = read.row, read.signals, read.story
    case, names = as_case(row), [one.signal_id for one in signals]
    same = noticed_of(case_at_end(story, names)) == noticed_of(case) and bool(names)
    return CaseExplanation(
        case=case.id,
        number=f"{local_date(row.opened_at).year}-{row.number:04d}",
        tray=case.tray,
        channel=case.channel,
        urgency=case.urgency,
        clock_from=case.clock_from,
        deadline=case.deadline,
        talked=case.talked,
        closed=case.closed,
        signals=[_signal(one) for one in signals],
        household=_evidence(read),
        same_again=same,
        what_if=list(counterfactuals(story, names)) if same else [],
    )


def _signal(row: Row[Any]) -> ExplainedSignal:
    return ExplainedSignal(
        signal=row.signal_id,
        partner_kind=PartnerKind(row.partner_kind),
        kind=SignalKind(row.kind),
        amount_cents=row.amount_cents,
        arrears_since=row.arrears_since,
        received_on=row.received_on,
        sequence=row.sequence,
        policy_version=row.policy_version,
        rules_version=row.rules_version,
        matcher_version=row.matcher_version,
        definitions_version=row.definitions_version,
        digest=bytes(row.input_digest).hex(),
        reasons=row.reasons,
    )


def _evidence(read: _CaseRead) -> list[HouseholdEvidence]:
    """What puts each signal on the household: the surest link to another signal there."""
    persons = list(dict.fromkeys(one.person_id for one in read.signals))
    return [_evidence_of(one, read, persons.index(one.person_id) + 1) for one in read.signals]


def _evidence_of(row: Row[Any], read: _CaseRead, person: int) -> HouseholdEvidence:
    matched = read.matched.get(row.signal_id)
    if matched is None or matched.household_id != read.row.household_id:
        return HouseholdEvidence(row.signal_id, HouseholdGround.STAYS_WITH_CASE, person)
    link = read.links.get(matched.number)
    if link is None:
        return HouseholdEvidence(row.signal_id, HouseholdGround.ALONE, person)
    found = tuple(found_of(levels_kept(link.levels), weights_of(link.model)))
    return HouseholdEvidence(row.signal_id, HouseholdGround.MATCHED, person, found)
