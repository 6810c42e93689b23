"""What partners get to read: deliveries and receipts with Dutch names, and of a signal only that it arrived."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Row

from domain.intake.checks.faults import Code, Fault, outward
from domain.intake.checks.findings import FieldFinding, FindingCode, outward_finding
from domain.intake.files.wrong_kind import REFUSED_HALFWAY
from schemas.ids import Id
from schemas.vocabulary.quarantine import Settlement
from schemas.vocabulary.signals import DeliveryFormat, DeliveryState, Outcome
from services.ingest.accept import Receipt, Taken

COUNT_NAMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.ACCEPTED: "aantalGeaccepteerd",
        Outcome.DUPLICATE: "aantalDubbel",
        Outcome.REVISED: "aantalHerzien",
        Outcome.SUPERSEDED: "aantalAchterhaald",
        Outcome.REJECTED: "aantalGeweigerd",
    }
)
DELIVERY_HEAD: Final = (
    "SELECT id, state, received_at, lines, format, mapping, refused_lines FROM delivery WHERE id = %s"
)
OUTCOME_COUNTS: Final = "SELECT outcome, count(*) FROM receipt WHERE delivery_id = %s GROUP BY outcome"
PAGE_OF_RECEIPTS: Final = """
SELECT r.line, r.outcome, r.signal_id, r.errors, r.findings, r.beside_at, r.kept_until,
 e.settlement, e.settled_at, e.signal_id AS became
FROM (
 SELECT * FROM receipt WHERE delivery_id = %s AND outcome = ANY(%s) AND line > %s ORDER BY line LIMIT %s OFFSET %s
) r
LEFT JOIN quarantine_end e ON e.delivery_id = r.delivery_id AND e.line = r.line
ORDER BY r.line"""
ALL_OUTCOMES: Final = [*Outcome]
OUTCOMES: Final[Mapping[str, Outcome]] = MappingProxyType({one.value: one for one in Outcome})
BESIDE_NAMES: Final[Mapping[Outcome, str]] = MappingProxyType(
    {Outcome.REVISED: "vervangt", Outcome.SUPERSEDED: "geldigSinds"}
)
"""What the moment of the other content is called: of what was replaced, and of what stands."""
SIGNAL_RECEIPT: Final = """
SELECT id, reference, municipality, signal_date, received_at, revision FROM signal
WHERE municipality = ANY(%s) AND id = %s"""


def delivery_answer(taken: Taken) -> dict[str, Any]:
    """A delivery with its counts and, as far as they exist, its receipts."""
    counts = Counter(receipt.outcome for receipt in taken.receipts)
    return delivery_head(taken.id, taken.state, taken.received_at, taken.lines, counts) | {
        "ontvangstbewijzen": [receipt_answer(one) for one in taken.receipts]
    }


def file_answer(taken: Taken) -> dict[str, Any]:
    """A file that was taken in and is still to be read."""
    answer = delivery_answer(taken)
    return {name: answer[name] for name in ("leveringId", "status", "ontvangenOp", "aantalRegels")}


def read_taken(connection: Connection, delivery_id: Id, state: DeliveryState) -> Taken:
    """A request or file of the partner in scope as it was answered, in `state`, when it was taken in."""
    row = connection.exec_driver_sql(DELIVERY_HEAD, (delivery_id,)).one()
    is_request = row.format == DeliveryFormat.JSON
    receipts = read_receipts(connection, delivery_id, ALL_OUTCOMES, row.lines) if is_request else []
    return Taken(row.id, state, row.received_at, row.lines, receipts)


def read_receipts(
    connection: Connection, delivery_id: Id, outcomes: Sequence[Outcome], most: int, passed: int = 0, behind: int = 0
) -> list[Receipt]:
    """At most so many receipts with these outcomes, in order of line, `behind` a line; so many `passed` over."""
    return [_as_receipt(one) for one in _receipt_rows(connection, delivery_id, outcomes, most, passed, behind)]


def _receipt_rows(
    connection: Connection, delivery_id: Id, outcomes: Sequence[Outcome], most: int, passed: int = 0, behind: int = 0
) -> Sequence[Row[Any]]:
    return connection.exec_driver_sql(PAGE_OF_RECEIPTS, (delivery_id, list(outcomes), behind, most, passed)).all()


def _as_receipt(row: Row[Any]) -> Receipt:
    line, outcome, signal_id, errors, findings, beside, kept_until = tuple[Any, ...](row)[:7]
    faults = _faults(errors) if errors else ()
    return Receipt(
        line, OUTCOMES[outcome], signal_id, faults, _findings(findings) if findings else (), beside, kept_until
    )


def find_delivery(
    connection: Connection, delivery_id: Id, page: int, size: int, outcomes: Sequence[Outcome] = ALL_OUTCOMES
) -> dict[str, Any] | None:
    """A delivery of the partner in scope with one page (from 1) of its receipts with these outcomes, or None."""
    row = connection.exec_driver_sql(DELIVERY_HEAD, (delivery_id,)).first()
    if row is None:
        return None
    counts = {
        Outcome(outcome): count for outcome, count in connection.exec_driver_sql(OUTCOME_COUNTS, (delivery_id,)).all()
    }
    rows = _receipt_rows(connection, delivery_id, outcomes, size, (page - 1) * size)
    answer = delivery_head(row.id, DeliveryState(row.state), row.received_at, row.lines, counts)
    if row.refused_lines:
        answer[COUNT_NAMES[Outcome.REJECTED]] += row.refused_lines
        answer["reden"] = REFUSED_HALFWAY
    by_mapping = {"kolomindeling": row.mapping} if row.mapping else {}
    paging = {"pagina": page, "paginaGrootte": size}
    told = [_told_later(one) for one in rows]
    return answer | by_mapping | paging | {"ontvangstbewijzen": told}


def find_signal(connection: Connection, signal_id: Id, municipalities: Sequence[str]) -> dict[str, Any] | None:
    """The receipt of one signal of the partner in scope, or None; nothing of what the municipality does with it."""
    row = connection.exec_driver_sql(SIGNAL_RECEIPT, (list(municipalities), signal_id)).first()
    if row is None:
        return None
    return {
        "signaalId": row.id,
        "kenmerk": row.reference,
        "gemeentecode": row.municipality,
        "signaaldatum": row.signal_date,
        "ontvangenOp": row.received_at,
        "herziening": row.revision,
    }


def delivery_head(
    delivery_id: Id, state: DeliveryState, received_at: datetime, lines: int, counts: Mapping[Outcome, int]
) -> dict[str, Any]:
    """What is said of a delivery as a whole: how far it is, and its counts."""
    return {
        "leveringId": delivery_id,
        "status": state.dutch,
        "ontvangenOp": received_at,
        "aantalRegels": lines,
    } | {name: counts.get(outcome, 0) for outcome, name in COUNT_NAMES.items()}


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """One receipt as partners read it."""
    answer: dict[str, Any] = {"regel": receipt.line, "uitkomst": receipt.outcome.dutch}
    if receipt.signal_id:
        answer["signaalId"] = receipt.signal_id
    if receipt.beside:
        answer[BESIDE_NAMES[receipt.outcome]] = receipt.beside
    if receipt.faults:
        answer["fouten"] = [outward(fault) for fault in receipt.faults]
    if receipt.kept_until:
        answer["bewaardTot"] = receipt.kept_until
    if receipt.findings:
        answer["bevindingen"] = [outward_finding(finding) for finding in receipt.findings]
    return answer


def _told_later(row: Row[Any]) -> dict[str, Any]:
    """A receipt as it reads now: of a refused record that came to its end, how, instead of until when it is kept."""
    receipt = _as_receipt(row)
    if row.settlement is None:
        return receipt_answer(receipt)
    end = {"wijze": Settlement(row.settlement).dutch, "afgehandeldOp": row.settled_at}
    became = {"signaalId": row.became} if row.became else {}
    return receipt_answer(receipt._replace(kept_until=None)) | {"afhandeling": end | became}


def _faults(errors: Iterable[Mapping[str, Any]]) -> tuple[Fault, ...]:
    return tuple(Fault(error["field"], Code(error["code"]), error.get("how_many")) for error in errors)


def _findings(found: Iterable[Mapping[str, str]]) -> tuple[FieldFinding, ...]:
    return tuple(FieldFinding(one["field"], FindingCode(one["code"])) for one in found)
