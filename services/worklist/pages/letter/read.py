"""What the letters to the residents of a case need: each resident's own reports, and no others."""

from typing import Any

from sqlalchemy import Connection, and_, exists, select

from plumbing.record.tables import decision, disposition, partner, signal, withdrawal
from schemas.ids import Id
from schemas.vocabulary.decisions import Disposition
from services.worklist.pages.case.case_page import CasePage
from services.worklist.pages.letter.addressees import Addressee, addressees


def read_addressees(connection: Connection, municipality: str, case: CasePage) -> list[Addressee]:
    """Who gets a letter about the case, and what was reported of them."""
    return addressees(case.contacts, _reported(connection, municipality, case.line.case_id))


def _reported(connection: Connection, municipality: str, case_id: Id) -> list[Any]:
    """The reports that are in the case now, oldest first; what its company took back is reported no more."""
    numbered = and_(decision.c.municipality == municipality, decision.c.sequence == disposition.c.sequence)
    same = and_(signal.c.municipality == municipality, signal.c.id == disposition.c.signal_id)
    in_case = and_(
        disposition.c.municipality == municipality,
        disposition.c.case_id == case_id,
        disposition.c.disposition == Disposition.IN_CASE,
    )
    taken_back = exists().where(withdrawal.c.municipality == municipality, withdrawal.c.cause == signal.c.asked)
    query = (
        select(decision, signal.c.birth_date, partner.c.name.label("partner_name"))
        .select_from(disposition)
        .join(decision, numbered)
        .join(signal, same)
        .join(partner, partner.c.id == signal.c.partner_id)
        .where(in_case, ~taken_back)
        .order_by(decision.c.received_on, decision.c.sequence)
    )
    return list(connection.execute(query).all())
