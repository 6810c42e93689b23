"""An administrator of Waterdal with her browser, and partners that have an agreement."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import delete

from plumbing.record import tables
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import BERGEN
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor

BEGUN = date(2020, 1, 1)


def without_agreements(day: Waterdal) -> Waterdal:
    """The day of Waterdal before a partner agreed to anything."""
    with day.desk.engine.begin() as connection:
        connection.execute(delete(tables.agreement))
    return day


@contextmanager
def an_administrator(day: Waterdal, served: Served) -> Iterator[Visitor]:
    """Mira, signed in."""
    mira = day.desk.worker("Mira Dekker", role="administrator")
    with a_visitor(served, mira) as visitor:
        yield visitor


def agreed(day: Waterdal, kind: PartnerKind, municipality: str = "", **terms: Any) -> Id:
    """A partner with an agreement with Waterdal, or with another municipality."""
    partner_id = day.desk.partner(kind)
    usual = {"valid_from": BEGUN, "valid_to": None, "bsn_basis": None, "birth_date_basis": None}
    place = {"municipality": municipality or day.desk.municipality, "partner_id": partner_id}
    day.desk.insert(tables.agreement, **place, **(usual | terms))
    return partner_id


def rows(day: Waterdal, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the record."""
    with day.desk.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


NEIGHBOUR = BERGEN
