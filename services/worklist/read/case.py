"""Everything the case page shows, read in one transaction of one municipality."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from schemas.vocabulary import EndResult, OfferAnswer, OfferKind, PartnerKind, SignalKind, Stage
from services.record.tables import (
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
from services.running.clock import local_date
from services.worklist.acts import Unknown
from services.worklist.case_row import CLOSED, CaseRow, read_work
from services.worklist.history import Entry, newest_first, of_attempts, of_milestones, of_offers, of_signals
from services.worklist.read.lines import Line, case_lines, first_to_name
from services.worklist.read.people import PersonView, people
from services.worklist.reasons import Reason, read_reasons
from services.worklist.wording import full_name


@dataclass(frozen=True)
class SignalLine:
    """What a company reported. Amount in euro cents."""

    id: UUID
    partner: str
    partner_kind: PartnerKind
    name: str
    periods: int
    arrears_since: date
    cents: int
    received_on: date
    kind: SignalKind
    planned_on: date | None
    stage: Stage | None
    revised: bool


@dataclass(frozen=True)
class OfferLine:
    """An offer and its answer."""

    id: UUID
    kind: OfferKind
    made_on: date
    answer: OfferAnswer


@dataclass(frozen=True)
class DecisionLine:
    """The decision on one signal, as it was stored."""

    partner: str
    sequence: int
    decided_for: datetime
    policy_version: int
    matcher_version: str
    definitions_version: str
    digest: str
    reasons: list[Reason]


@dataclass(frozen=True)
class CaseView:
    """A case with its surroundings."""

    line: Line
    row: CaseRow
    result: EndResult | None
    signals: list[SignalLine]
    people: list[PersonView]
    offers: list[OfferLine]
    decisions: list[DecisionLine]
    history: list[Entry]

    @property
    def contacts(self) -> list[PersonView]:
        """Those who are on a signal of this case: nobody else is contacted."""
        return [found for found in self.people if found.on_case]

    @property
    def open_offers(self) -> list[OfferLine]:
        """Offers that wait for an answer."""
        return [found for found in self.offers if found.answer is OfferAnswer.OPEN]


def read_case(connection: Connection, municipality: str, case_id: UUID, now: datetime) -> CaseView:
    """The case with its signals, people, work and history. Raises Unknown."""
    work = read_work(connection, municipality, case_id)
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
        row=work,
        signals=[_signal(row) for row in signals],
        people=known,
        offers=[OfferLine(row.id, OfferKind(row.kind), row.made_on, OfferAnswer(row.answer)) for row in offers],
        result=next((EndResult(row.result) for row in milestones if row.kind == CLOSED), None),
        decisions=[_decision(row) for row in reversed(signals)],
        history=newest_first(
            of_signals(signals, first),
            of_attempts(attempts, names, persons),
            of_offers(offers, names),
            of_milestones(milestones, names),
        ),
    )


def _household_signals(connection: Connection, municipality: str, case_id: UUID) -> list[Any]:
    """Signals of everybody on the address, oldest first, each with its partner and its decision."""
    place = select(case_file.c.household_id).where(case_file.c.municipality == municipality, case_file.c.id == case_id)
    columns = (
        signal,
        partner.c.name.label("partner_name"),
        disposition.c.case_id,
        disposition.c.person_id,
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


def _rows(connection: Connection, table: Table, municipality: str, case_id: UUID) -> list[Any]:
    mine = and_(table.c.municipality == municipality, table.c.case_id == case_id)
    return list(connection.execute(select(table).where(mine).order_by(table.c.recorded_at)).all())


def _worker_names(connection: Connection, municipality: str) -> Mapping[UUID, str]:
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
