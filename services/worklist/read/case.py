"""Everything the case page shows, read in one transaction of one municipality."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from domain.cases.acts import Unknown
from domain.cases.read import case_with_work
from domain.law.calendar import local_date
from plumbing.record.tables import (
    attempt,
    case_file,
    decision,
    disposition,
    milestone,
    offer,
    partner,
    policy,
    signal,
    worker,
)
from schemas.ids import Id
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.worklist.history import newest_first, of_attempts, of_milestones, of_offers, of_signals
from services.worklist.read.lines import case_lines, first_to_name
from services.worklist.read.people import people
from services.worklist.read.view import CaseView, DecisionLine, OfferLine, SignalLine
from services.worklist.words.reasons import read_reasons
from services.worklist.words.wording import full_name


def read_case(connection: Connection, municipality: str, case_id: Id, now: datetime) -> CaseView:
    """The case with its signals, people, work and history. Raises Unknown."""
    state = case_with_work(connection, (municipality, case_id))
    found = case_lines(connection, municipality, now, case_file.c.id == case_id, limit=1)
    if not found:
        raise Unknown
    household = _household_signals(connection, municipality, case_id)
    signals = [row for row in household if row.case_id == case_id]
    attempts, offers, milestones = (
        _rows(connection, table, municipality, case_id) for table in (attempt, offer, milestone)
    )
    names = _worker_names(connection, municipality)
    known = people(sorted(household, key=first_to_name), case_id)
    persons = {record: person.name for person in known for record in person.ids}
    first = signals[0].id if signals else None
    return CaseView(
        line=found[0],
        state=state,
        signals=[_signal(row) for row in signals],
        people=known,
        offers=[OfferLine(row.id, OfferKind(row.kind), row.made_on, OfferAnswer(row.answer)) for row in offers],
        decisions=[_decision(row) for row in reversed(signals)],
        history=newest_first(
            of_signals(signals, first),
            of_attempts(attempts, names, persons),
            of_offers(offers, names),
            of_milestones(milestones, names),
        ),
    )


def _household_signals(connection: Connection, municipality: str, case_id: Id) -> list[Any]:
    """Signals of everybody on the address, oldest first, each with its partner and its decision."""
    place = select(case_file.c.household_id).where(case_file.c.municipality == municipality, case_file.c.id == case_id)
    columns = (
        signal,
        partner.c.name.label("partner_name"),
        decision.c.case_id,
        decision.c.person_id,
        decision.c.sequence,
        decision.c.decided_for,
        decision.c.policy_version,
        decision.c.matcher_version,
        decision.c.definitions_version,
        decision.c.input_digest,
        decision.c.reasons,
        decision.c.recorded_at.label("decided_at"),
    )
    joined = (
        disposition.join(signal, _same(signal.c.id, disposition.c.signal_id, signal))
        .join(partner, partner.c.id == signal.c.partner_id)
        .join(decision, _same(decision.c.sequence, disposition.c.sequence, decision))
    )
    mine = and_(disposition.c.municipality == municipality, disposition.c.household_id == place.scalar_subquery())
    query = select(*columns).select_from(joined).where(mine).order_by(signal.c.received_at, decision.c.sequence)
    return list(connection.execute(query).all())


def _same(one: ColumnElement[Any], other: ColumnElement[Any], table: Table) -> ColumnElement[bool]:
    return and_(table.c.municipality == disposition.c.municipality, one == other)


def _rows(connection: Connection, table: Table, municipality: str, case_id: Id) -> list[Any]:
    mine = and_(table.c.municipality == municipality, table.c.case_id == case_id)
    return list(connection.execute(select(table).where(mine).order_by(table.c.recorded_at)).all())


def _worker_names(connection: Connection, municipality: str) -> Mapping[Id, str]:
    rows = connection.execute(select(worker.c.id, worker.c.name).where(worker.c.municipality == municipality))
    return {row.id: row.name for row in rows}


def _signal(row: Any) -> SignalLine:
    return SignalLine(
        id=row.id,
        partner=row.partner_name,
        partner_kind=PartnerKind(row.partner_kind),
        name=full_name(row),
        periods=row.periods_missed,
        arrears_since=row.arrears_since,
        cents=row.amount_cents,
        received_on=local_date(row.received_at),
        kind=SignalKind(row.kind),
        planned_on=row.planned_date,
        stage=Stage(row.stage) if row.stage else None,
        revised=row.revision > 1,
    )


def _decision(row: Any) -> DecisionLine:
    return DecisionLine(
        partner=row.partner_name,
        sequence=row.sequence,
        decided_for=row.decided_for,
        policy_version=row.policy_version,
        matcher_version=row.matcher_version,
        definitions_version=row.definitions_version,
        digest=row.input_digest.hex(),
        reasons=read_reasons(row.reasons),
    )


def policy_names(connection: Connection, municipality: str) -> Mapping[int, str]:
    """Name of each version of the municipality's policy."""
    rows = connection.execute(select(policy.c.version, policy.c.body).where(policy.c.municipality == municipality))
    return {row.version: str(row.body.get("name", "")) for row in rows}
