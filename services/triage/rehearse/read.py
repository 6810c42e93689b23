"""The signals of a period and what lay around them before, read to be decided on again (role triage, reads only)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from plumbing.record.published_policies import policies_of
from plumbing.record.tables.intake import READ_BY_TRIAGE
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.policy.published import Published, digest_of
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.registers import ResidentAnswer
from schemas.vocabulary.signals import SignalKind
from services.triage.known import Question
from services.triage.moves import Moved
from services.triage.questions.read import as_undecided
from services.triage.read import ONE_MOMENT, WITHOUT_HASTE, as_then, history, moves_of
from services.triage.rehearse.reach import StandingDecision, days_left_out, reached
from services.triage.rehearse.rehearsal import (
    REHEARSED_VERSION,
    DayReached,
    Rehearsal,
    RehearsedPlace,
    compared,
    rehearsed,
    world_of,
)
from services.triage.rehearse.reroute import rerouted_by
from services.triage.replay import StoodDecision, StoredCaseEvent, StoredDecision
from services.triage.settle import NOW
from services.triage.store import as_decided

MOST_SHARE: Final = 0.6
"""Of the decisions of a period: where a policy reaches more of them, all are decided again."""
STOOD: Final = """
SELECT d.* FROM decision d
WHERE d.municipality = %s AND d.received_on < %s
"""
"""What stood before the period."""
ASKED: Final = f"""
SELECT d.sequence, d.cause, d.occasion AS decided_occasion, d.decided_for, d.resident, d.debt_help, d.household_id,
 d.person_id,
 {", ".join(f"s.{name}" for name in READ_BY_TRIAGE)}
FROM decision d JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
WHERE d.municipality = %s AND d.received_on BETWEEN %s AND %s AND s.revision = 1
"""
"""Signals of the period that were never revised."""
REVISED: Final = """
SELECT DISTINCT d.signal_id FROM decision d JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
WHERE d.municipality = %s AND d.received_on BETWEEN %s AND %s AND s.revision > 1
"""
BECAME: Final = """
SELECT d.sequence, d.signal_id, d.household_id, d.disposition, d.case_id,
 (d.decided_for AT TIME ZONE 'Europe/Amsterdam')::date AS decided_on, o.tray, o.channel, o.deadline,
 d.contract, d.partner_id, s.reference_key, d.policy_version, d.kind, d.amount_cents, d.resident,
 o.opens, o.several, o.clock_from,
 coalesce(s.revision = 1 AND d.occasion = 'received', false) AND NOT EXISTS (
  SELECT 1 FROM signal_move m WHERE m.municipality = d.municipality AND m.signal_id = d.signal_id
 ) AS said_once,
 (d.rules_version, d.definitions_version) = (%s, %s) AS is_current
FROM decision d CROSS JOIN LATERAL json_to_record(d.outcome)
 AS o (tray text, channel text, deadline date, opens boolean, several boolean, clock_from date)
LEFT JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
WHERE d.municipality = %s AND d.received_on BETWEEN %s AND %s ORDER BY d.sequence
"""
AMONG: Final = " AND d.household_id = ANY(%s::uuid[])"
"""Of the households that a policy reaches alone."""
MET_BY_THEM: Final = """
 AND d.signal_id IN (
 SELECT n.signal_id FROM decision n WHERE n.municipality = %s AND n.household_id = ANY(%s::uuid[])
 UNION SELECT n.signal_id FROM decision n WHERE n.municipality = %s AND n.contract = ANY(%s::bigint[])
 UNION SELECT n.id FROM unnest(%s::uuid[], %s::text[]) AS arrears (partner_id, reference_key)
 JOIN signal n ON n.municipality = %s AND n.partner_id = arrears.partner_id AND n.reference_key = arrears.reference_key
 )
"""
WHERE_THEY_ARE: Final = """
SELECT signal_id, household_id FROM match_record WHERE municipality = %s AND signal_id = ANY(%s::uuid[])
UNION SELECT signal_id, household_id FROM signal_move WHERE municipality = %s AND signal_id = ANY(%s::uuid[])
"""
WORKED_ON: Final = "SELECT sequence, kind, case_id FROM case_event WHERE municipality = %s"


DISPOSITIONS: Final[Mapping[str, Disposition]] = MappingProxyType({str(one): one for one in Disposition})
TRAYS: Final[Mapping[str, Tray]] = MappingProxyType({str(one): one for one in Tray})
CHANNELS: Final[Mapping[str, Channel]] = MappingProxyType({str(one): one for one in Channel})
SIGNAL_KINDS: Final[Mapping[str, SignalKind]] = MappingProxyType({str(one): one for one in SignalKind})
"""By their words: a look in a table is a third of the work of a call of the class."""


class Period(NamedTuple):
    """Local days of receipt, both inclusive."""

    first: date
    last: date


def rehearse(
    connection: Connection, municipality: str, policy: Policy, period: Period, hours_per_week: float
) -> Rehearsal:
    """What `policy` would have done with the signals that are held of a period.

    `connection` is in no transaction; nothing is written.
    """
    body = Published(REHEARSED_VERSION, period.first, digest_of(policy), policy)
    with connection.begin():
        connection.exec_driver_sql(ONE_MOMENT)
        connection.exec_driver_sql(WITHOUT_HASTE)
        became = became_of(connection, municipality, period)
        stands = [standing(row) for row in became]
        part = _reached(connection, municipality, stands, policy)
        story = story_of(connection, municipality, period, body, part)
    before = world_of(one.place for one in stands)
    older = sum(not row.is_current for row in became)
    if part is None:
        return compared(before, rehearsed(story, body, period.last), hours_per_week, older)
    left = [one.place for one in stands if one.place.household in part.households]
    after = before.with_others(left, rerouted_by(policy, stands, part.households))
    return compared(before, rehearsed(story, body, period.last, after), hours_per_week, older)


def became_of(connection: Connection, municipality: str, period: Period) -> Sequence[Row[Any]]:
    """What became of the signals of a period, in the order of deciding."""
    return connection.exec_driver_sql(BECAME, (NOW.rules, NOW.definitions, municipality, *period)).all()


class ReachedPart(NamedTuple):
    """What is decided again: all of the period on these households; and by what its signals meet those of before.

    `days`: of the rest, where the policy lets signals wait, for those that wait wake by them.
    """

    households: frozenset[Id]
    contracts: Collection[int]
    arrears: Collection[tuple[Id, str]]
    days: Sequence[DayReached]


def _reached(
    connection: Connection, municipality: str, stands: Sequence[StandingDecision], policy: Policy
) -> ReachedPart | None:
    """What the policy may touch; None where that is most of all, so that leaving out the rest spares nothing."""

    def elsewhere(signals: Collection[Id]) -> Iterable[tuple[Id, Id]]:
        return _where(connection, municipality, signals)

    versions = {one.version: one.policy for one in policies_of(connection, [municipality])[municipality]}
    homes = reached(stands, versions, policy, elsewhere)
    there = [one for one in stands if one.place.household in homes]
    if len(there) > MOST_SHARE * len(stands):
        return None
    names = [one.names for one in there]
    arrears = {(partner, reference) for _, _, (partner, reference) in names if reference}
    days = list(days_left_out(stands, homes)) if policy.parking else []
    return ReachedPart(homes, {contract for _, contract, _ in names}, arrears, days)


def _where(connection: Connection, municipality: str, signals: Collection[Id]) -> Iterator[tuple[Id, Id]]:
    """On which households these signals are by now, and where they came since they were decided on."""
    names = list(signals)
    rows = connection.exec_driver_sql(WHERE_THEY_ARE, (municipality, names, municipality, names))
    return ((row.signal_id, row.household_id) for row in rows)


def standing(row: Any) -> StandingDecision:
    """A row of `BECAME`, taken apart by place: there are hundreds of thousands."""
    sequence, signal, _, _, _, _, _, _, _, contract, partner, reference, *rest, said_once, is_current = row
    policy, kind, amount, resident, opens, several, clock_from = rest
    return StandingDecision(
        sequence,
        placed_as_stored(row),
        (signal, contract, (partner, reference)),
        policy,
        SIGNAL_KINDS[kind],
        amount,
        ResidentAnswer(resident) if resident else None,
        opens,
        bool(several),
        clock_from,
        said_once and is_current,
    )


def story_of(
    connection: Connection, municipality: str, period: Period, policy: Published, part: ReachedPart | None = None
) -> list[Any]:
    """What stood before the period as it was, the signals of the period to be decided again, and what workers did.

    `part`: of these alone.
    """
    among, homes = ("", []) if part is None else (AMONG, [list(part.households)])
    asked = (municipality, *period, *homes)
    stood = _stood_before(connection, municipality, period, part)
    once = connection.exec_driver_sql(ASKED + among, asked).all()
    revised = connection.exec_driver_sql(REVISED + among, asked).scalars().all()
    again = [one for one in history(connection, municipality, revised) if not isinstance(one, StoredCaseEvent | Moved)]
    events = connection.exec_driver_sql(WORKED_ON, (municipality,)).all()
    return [
        *(_stood(row) for row in stood),
        *(_to_decide(row, policy) for row in once),
        *again,
        *moves_of(connection, municipality),
        *(StoredCaseEvent(row.sequence, row.kind, row.case_id) for row in events),
        *(part.days if part else ()),
    ]


def _stood_before(
    connection: Connection, municipality: str, period: Period, part: ReachedPart | None
) -> Sequence[Row[Any]]:
    here = (municipality, period.first)
    if part is None:
        return connection.exec_driver_sql(STOOD, here).all()
    partners, references = [one for one, _ in part.arrears], [one for _, one in part.arrears]
    met = (municipality, list(part.households), municipality, list(part.contracts), partners, references, municipality)
    return connection.exec_driver_sql(STOOD + MET_BY_THEM, (*here, *met)).all()


def _stood(row: Row[Any]) -> StoodDecision:
    return StoodDecision(row.sequence, as_decided(row), row.outcome)


def _to_decide(row: Row[Any], policy: Published) -> StoredDecision:
    question = Question(row.cause, Occasion(row.decided_occasion), row.decided_for)
    return StoredDecision(row.sequence, as_then(as_undecided(row, question), row), policy, NOW, b"", {})


def placed_as_stored(row: Any) -> RehearsedPlace:
    """A row of `BECAME`."""
    _, signal, home, disposition, case, day, tray, channel, deadline, *_ = row
    header = TRAYS.get(tray), CHANNELS.get(channel), deadline
    return RehearsedPlace(signal, home, DISPOSITIONS[disposition], case, day, *header)
