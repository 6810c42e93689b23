"""Everything the case page shows, read in one transaction of one municipality."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, case, func, not_, or_, select

from domain.cases.case import work_of
from domain.cases.read import BELONGS_ELSEWHERE, IS_STILL_THERE, case_with_work
from domain.law.calendar import local_date
from domain.planning.next_contact import next_contact
from domain.planning.norm import NORM
from domain.planning.read import cases_to_plan
from plumbing.record.tables import (
    attempt,
    case_file,
    case_signal,
    decision,
    disposition,
    milestone,
    offer,
    override,
    partner,
    signal,
    withdrawal,
    withdrawal_check,
    worker,
)
from schemas.ids import Id
from services.worklist.pages.case.case_page import CaseLink, CasePage, not_now, signal_line
from services.worklist.pages.case.history import (
    newest_first,
    of_attempts,
    of_checks,
    of_milestones,
    of_offers,
    of_overrides,
    of_signals,
    of_withdrawals,
)
from services.worklist.pages.case.people import people
from services.worklist.pages.shared.case_line import first_to_name
from services.worklist.pages.shared.read import one_line
from services.worklist.words.reasons import main_reasons, read_reasons

GOES_ON_IN: Final = """
SELECT c.id, c.number, c.opened_at FROM case_signal was
JOIN disposition d ON d.municipality = was.municipality AND d.signal_id = was.signal_id
 AND d.occasion IN ('merged', 'split') AND d.case_id <> was.case_id
JOIN case_file c ON c.municipality = d.municipality AND c.id = d.case_id
WHERE was.municipality = %s AND was.case_id = %s ORDER BY d.sequence DESC LIMIT 1
"""
"""The case to which the signals of another went when who is who turned out otherwise."""


def read_case(connection: Connection, municipality: str, case_id: Id, now: datetime) -> CasePage:
    """The case with its signals, people, work and history. Raises Unknown."""
    state = case_with_work(connection, (municipality, case_id))
    work = work_of(state)
    household = _household_signals(connection, municipality, case_id)
    signals = [row for row in household if row.of_case]
    attempts, offers, milestones, checks = (
        _rows(connection, table, municipality, case_id) for table in (attempt, offer, milestone, withdrawal_check)
    )
    names = _worker_names(connection, municipality)
    known = people(sorted(household, key=first_to_name), case_id)
    persons = {record: person.name for person in known for record in person.ids}
    first = signals[0].id if signals else None
    to_plan = cases_to_plan(connection, municipality, now, case_id)
    return CasePage(
        line=one_line(connection, municipality, now, case_id),
        version=f"{state.version}.{work.version}",
        reached=work.reached,
        refused=not_now(state),
        result=work.result,
        goes_on_in=_goes_on_in(connection, municipality, case_id) if state.closed else None,
        reasons=main_reasons(read_reasons(row.reasons) for row in reversed(signals)),
        signals=[signal_line(row, {one.signal_id: one.recorded_at for one in checks}) for row in signals],
        people=known,
        offers=sorted(work.offers, key=lambda offer: (offer.made_on, offer.id)),
        history=newest_first(
            of_signals(signals, first),
            of_attempts(attempts, names, persons),
            of_offers(offers, names),
            of_milestones(milestones, names),
            of_withdrawals(signals),
            of_checks(checks, names),
            of_overrides(_rows(connection, override, municipality, case_id), names),
        ),
        plan=next((next_contact(one, NORM, now) for one in to_plan), None),
    )


def _goes_on_in(connection: Connection, municipality: str, case_id: Id) -> CaseLink | None:
    found = connection.exec_driver_sql(GOES_ON_IN, (municipality, case_id)).one_or_none()
    return CaseLink(found.id, f"{local_date(found.opened_at).year}-{found.number:04d}") if found else None


def _household_signals(connection: Connection, municipality: str, case_id: Id) -> list[Any]:
    """Signals of the case and of everybody on the address, oldest first, each with its partner and its decision.

    Of a signal that was in the case, the last decision that put it there: by now it may be elsewhere. `case_id` is None
    of one that was taken out of the case: nobody is contacted for it. One that turned out to be about another household
    is shown there.
    """
    still_there = func.coalesce(IS_STILL_THERE, True)
    columns = (
        signal,
        partner.c.name.label("partner_name"),
        case_signal.c.signal_id.is_not(None).label("of_case"),
        case((still_there, decision.c.case_id)).label("case_id"),
        decision.c.person_id,
        func.coalesce(case_signal.c.disposition, decision.c.disposition).label("disposition"),
        decision.c.reasons,
        decision.c.recorded_at.label("decided_at"),
        withdrawal.c.reason.label("withdrawn"),
        withdrawal.c.withdrawn_at,
    )
    taken_back = and_(withdrawal.c.municipality == municipality, withdrawal.c.cause == signal.c.asked)
    of_case = and_(case_signal.c.municipality == municipality, case_signal.c.case_id == case_id)
    place = select(case_file.c.household_id).where(case_file.c.municipality == municipality, case_file.c.id == case_id)
    others = and_(
        disposition.c.municipality == municipality,
        disposition.c.household_id == place.scalar_subquery(),
        disposition.c.signal_id.not_in(select(case_signal.c.signal_id).where(of_case)),
    )
    query = (
        select(*columns)
        .join_from(decision, signal, and_(signal.c.municipality == municipality, signal.c.id == decision.c.signal_id))
        .join(partner, partner.c.id == signal.c.partner_id)
        .outerjoin(withdrawal, taken_back)
        .outerjoin(case_signal, and_(of_case, case_signal.c.sequence == decision.c.sequence))
        .where(
            decision.c.municipality == municipality,
            or_(
                decision.c.sequence.in_(select(case_signal.c.sequence).where(of_case, not_(BELONGS_ELSEWHERE))),
                decision.c.sequence.in_(select(disposition.c.sequence).where(others)),
            ),
        )
        .order_by(signal.c.received_at, decision.c.sequence)
    )
    return list(connection.execute(query).all())


def _rows(connection: Connection, table: Table, municipality: str, case_id: Id) -> list[Any]:
    mine = and_(table.c.municipality == municipality, table.c.case_id == case_id)
    return list(connection.execute(select(table).where(mine).order_by(table.c.recorded_at)).all())


def _worker_names(connection: Connection, municipality: str) -> Mapping[Id, str]:
    rows = connection.execute(select(worker.c.id, worker.c.name).where(worker.c.municipality == municipality))
    return {row.id: row.name for row in rows}
