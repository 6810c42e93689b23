"""Reading deliveries back: all of a partner, newest first, and the receipts of one as JSON or as CSV."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from pydantic_core import PydanticCustomError
from sqlalchemy import Connection

from domain.law.calendar import AMSTERDAM
from plumbing.record.connect import transaction
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState, Outcome
from services.ingest.accept import Receipt
from services.ingest.door.answers import delivery_head, read_receipts
from services.ingest.door.receipts_csv import csv_lines, heading_line
from services.ingest.store import Ports

RECEIPTS_AT_ONCE: Final = 2_000
"""Of a CSV: read in one short transaction, so that a slow reader holds nothing."""
EARLIEST_DAY, LATEST_DAY = date(1000, 1, 1), date(9000, 1, 1)
"""Nothing was received outside these; what is asked beyond them is asked of them."""
PAGE_OF_DELIVERIES: Final = """
SELECT id, state, received_at, lines, channel, format FROM delivery
WHERE partner_id = %s AND received_at >= %s AND received_at < %s ORDER BY arrival DESC LIMIT %s OFFSET %s"""
COUNTS_OF_EACH: Final = """
SELECT delivery_id, outcome, count(*) FROM receipt WHERE delivery_id = ANY(%s) GROUP BY delivery_id, outcome"""
IS_THERE: Final = "SELECT true FROM delivery WHERE id = %s"


def wants_csv(accept: str) -> bool:
    """Whether a header Accept would rather have `text/csv` than JSON."""
    return _weight(accept, "text/csv") > max(_weight(accept, "application/json"), _weight(accept, "*/*"))


def _weight(accept: str, wanted: str) -> float:
    for one in accept.lower().split(","):
        kind, *parameters = (part.strip() for part in one.split(";"))
        if kind == wanted:
            weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
            return float(weights[0]) if weights and weights[0].replace(".", "", 1).isdecimal() else 1.0
    return 0.0


def day_of(text: object) -> object:
    """A day as yyyy-mm-dd and in no other form. Raises PydanticCustomError."""
    if isinstance(text, str) and len(text) == len("yyyy-mm-dd"):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise PydanticCustomError("date_form", "not a calendar date")


def outcome_of(word: object) -> Outcome:
    """An outcome by its word. Raises PydanticCustomError."""
    for one in Outcome:
        if one.dutch == word:
            return one
    raise PydanticCustomError("enum", "no outcome")


def list_deliveries(connection: Connection, partner_id: Id, day: date | None, page: int, size: int) -> dict[str, Any]:
    """One page (from 1) of the partner's deliveries, newest first; of one local day, or of all."""
    asked = min(max(day, EARLIEST_DAY), LATEST_DAY) if day else None
    first, last = (asked, asked + timedelta(days=1)) if asked else (EARLIEST_DAY, LATEST_DAY)
    values = (partner_id, _begin_of(first), _begin_of(last), size, (page - 1) * size)
    rows = connection.exec_driver_sql(PAGE_OF_DELIVERIES, values).all()
    counts: dict[Id, dict[Outcome, int]] = {row.id: {} for row in rows}
    for delivery_id, outcome, number in connection.exec_driver_sql(COUNTS_OF_EACH, (list(counts),)).all():
        counts[delivery_id][Outcome(outcome)] = number
    found = [
        delivery_head(row.id, DeliveryState(row.state), row.received_at, row.lines, counts[row.id]) for row in rows
    ]
    return {"pagina": page, "paginaGrootte": size, "leveringen": found}


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), AMSTERDAM)


def exists(ports: Ports, partner_id: Id, delivery_id: Id) -> bool:
    """Whether the partner has this delivery. Blocks."""
    with transaction(ports.engine, partner=partner_id) as connection:
        return connection.exec_driver_sql(IS_THERE, (delivery_id,)).first() is not None


def receipts_as_csv(ports: Ports, partner_id: Id, delivery_id: Id, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The parts of a CSV with all receipts with these outcomes. Blocks between the parts."""
    yield heading_line()
    behind = 0
    while receipts := _read_part(ports, partner_id, delivery_id, outcomes, behind):
        yield csv_lines(receipts)
        behind = receipts[-1].line


def _read_part(
    ports: Ports, partner_id: Id, delivery_id: Id, outcomes: Sequence[Outcome], behind: int
) -> list[Receipt]:
    with transaction(ports.engine, partner=partner_id) as connection:
        return read_receipts(connection, delivery_id, outcomes, RECEIPTS_AT_ONCE, behind=behind)
