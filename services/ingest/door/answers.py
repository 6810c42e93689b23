"""What partners get to read: deliveries and receipts with Dutch names, and of a signal only that it arrived."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection

from domain.intake.checks.faults import Code, Fault, outward
from domain.intake.checks.findings import FieldFinding, FindingCode, outward_finding
from domain.intake.files.wrong_kind import REFUSED_HALFWAY
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState, Outcome
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
DELIVERY_HEAD: Final = "SELECT id, state, received_at, lines, mapping, refused_lines FROM delivery WHERE id = %s"
OUTCOME_COUNTS: Final = "SELECT outcome, count(*) FROM receipt WHERE delivery_id = %s GROUP BY outcome"
PAGE_OF_RECEIPTS: Final = """
SELECT line, outcome, signal_id, errors, findings FROM receipt WHERE delivery_id = %s
ORDER BY line LIMIT %s OFFSET %s"""
SIGNAL_RECEIPT: Final = """
SELECT id, reference, municipality, signal_date, received_at, revision FROM signal
WHERE municipality = ANY(%s) AND id = %s"""


def delivery_answer(taken: Taken) -> dict[str, Any]:
    """A delivery with its counts and, as far as they exist, its receipts."""
    counts = Counter(receipt.outcome for receipt in taken.receipts)
    return _delivery(taken.id, taken.state, taken.received_at, taken.lines, counts) | {
        "ontvangstbewijzen": [_receipt(receipt) for receipt in taken.receipts]
    }


def file_answer(taken: Taken) -> dict[str, Any]:
    """A file that was taken in and is still to be read."""
    answer = delivery_answer(taken)
    return {name: answer[name] for name in ("leveringId", "status", "ontvangenOp", "aantalRegels")}


def find_delivery(connection: Connection, delivery_id: Id, page: int, size: int) -> dict[str, Any] | None:
    """A delivery of the partner in scope with one page (from 1) of its receipts, or None."""
    row = connection.exec_driver_sql(DELIVERY_HEAD, (delivery_id,)).first()
    if row is None:
        return None
    counts = {
        Outcome(outcome): count for outcome, count in connection.exec_driver_sql(OUTCOME_COUNTS, (delivery_id,)).all()
    }
    found = connection.exec_driver_sql(PAGE_OF_RECEIPTS, (delivery_id, size, (page - 1) * size)).all()
    receipts = [
        Receipt(one.line, Outcome(one.outcome), one.signal_id, _faults(one.errors or ()), _findings(one.findings or ()))
        for one in found
    ]
    answer = _delivery(row.id, DeliveryState(row.state), row.received_at, row.lines, counts)
    if row.refused_lines:
        answer[COUNT_NAMES[Outcome.REJECTED]] += row.refused_lines
        answer["reden"] = REFUSED_HALFWAY
    by_mapping = {"kolomindeling": row.mapping} if row.mapping else {}
    paging = {"pagina": page, "paginaGrootte": size}
    return answer | by_mapping | paging | {"ontvangstbewijzen": [_receipt(one) for one in receipts]}


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


def _delivery(
    delivery_id: Id, state: DeliveryState, received_at: datetime, lines: int, counts: Mapping[Outcome, int]
) -> dict[str, Any]:
    return {
        "leveringId": delivery_id,
        "status": state.dutch,
        "ontvangenOp": received_at,
        "aantalRegels": lines,
    } | {name: counts.get(outcome, 0) for outcome, name in COUNT_NAMES.items()}


def _receipt(receipt: Receipt) -> dict[str, Any]:
    answer: dict[str, Any] = {"regel": receipt.line, "uitkomst": receipt.outcome.dutch}
    if receipt.signal_id:
        answer["signaalId"] = receipt.signal_id
    if receipt.faults:
        answer["fouten"] = [outward(fault) for fault in receipt.faults]
    if receipt.findings:
        answer["bevindingen"] = [outward_finding(finding) for finding in receipt.findings]
    return answer


def _faults(errors: Iterable[Mapping[str, str]]) -> tuple[Fault, ...]:
    return tuple(Fault(error["field"], Code(error["code"])) for error in errors)


def _findings(found: Iterable[Mapping[str, str]]) -> tuple[FieldFinding, ...]:
    return tuple(FieldFinding(one["field"], FindingCode(one["code"])) for one in found)
