"""What a letter to one resident needs: this resident's own reports that are in the case, and no others."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from domain.cases.acts import Unknown
from domain.cases.read import IS_STILL_THERE
from plumbing.record.tables import case_signal, decision, partner, signal
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.worklist.pages.case.people import PersonLine
from services.worklist.pages.case.read import read_case
from services.worklist.pages.letter.resident_letter import OwnReport, threshold_told
from services.worklist.pages.shared.case_line import CaseLine


def read_addressee(
    connection: Connection, municipality: str, case_id: Id, person: Id, now: datetime
) -> tuple[CaseLine, PersonLine, list[OwnReport]]:
    """The case, who the letter is to, and what was reported of that resident. Raises Unknown.

    Without a birth date two of one name may be father and son: then only what this one record stands for is told.
    """
    case = read_case(connection, municipality, case_id, now)
    who = next((one for one in case.contacts if person in one.ids), None)
    if who is None:
        raise Unknown
    ids = who.ids if who.birth_date else frozenset({person})
    return case.line, who, [_report(row) for row in _own_rows(connection, municipality, case_id, ids)]


def _own_rows(connection: Connection, municipality: str, case_id: Id, persons: Collection[Id]) -> list[Any]:
    numbered = and_(
        decision.c.municipality == case_signal.c.municipality, decision.c.sequence == case_signal.c.sequence
    )
    same = and_(signal.c.municipality == case_signal.c.municipality, signal.c.id == case_signal.c.signal_id)
    mine = and_(
        case_signal.c.municipality == municipality,
        case_signal.c.case_id == case_id,
        case_signal.c.person_id.in_(persons),
        IS_STILL_THERE,
    )
    query = (
        select(decision, partner.c.name.label("partner_name"))
        .select_from(case_signal)
        .join(decision, numbered)
        .join(signal, same)
        .join(partner, partner.c.id == signal.c.partner_id)
        .where(mine)
        .order_by(decision.c.received_on, decision.c.sequence)
    )
    return list(connection.execute(query).all())


def _report(row: Any) -> OwnReport:
    return OwnReport(
        partner=row.partner_name,
        partner_kind=PartnerKind(row.partner_kind),
        kind=SignalKind(row.kind),
        amount_cents=row.amount_cents,
        arrears_since=row.arrears_since,
        received_on=row.received_on,
        planned_on=row.planned_date,
        threshold_cents=threshold_told(row.reasons),
    )
