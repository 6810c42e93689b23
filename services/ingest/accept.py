"""Accepting: from verdicts and places to receipts, and to the change that a delivery brings about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.change import Change, Row
from domain.figures.facts import Fact
from domain.intake.checks.faults import Fault
from domain.intake.checks.findings import FieldFinding
from domain.intake.checks.judge import Verdict
from domain.intake.quarantine import Kept, kept_signal, kept_until
from domain.law.calendar import local_date
from schemas.envelope import Told
from schemas.events import SignalAccepted
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryChannel, DeliveryFormat, DeliveryState, Outcome
from services.ingest.quarantine.rows import quarantine_row
from services.ingest.signals.placing import Place
from services.ingest.signals.rows import Key, Origin, natural_key


class Receipt(NamedTuple):
    """The answer to the record on one line of a delivery.

    `beside`: when the content that it replaced (revised) or that stands instead (superseded) was received, in UTC.
    """

    line: int
    outcome: Outcome
    signal_id: Id | None = None
    faults: tuple[Fault, ...] = ()
    findings: tuple[FieldFinding, ...] = ()
    beside: datetime | None = None
    kept_until: date | None = None
    kept: Kept | None = None


class Judged(NamedTuple):
    """A record's line in its delivery (from 1) and what the checks made of it."""

    line: int
    verdict: Verdict
    findings: tuple[FieldFinding, ...] = ()
    kept: Kept | None = None


class Taken(NamedTuple):
    """A delivery that stands in the record: its id, state, moment of receipt (UTC), number of records, receipts."""

    id: Id
    state: DeliveryState
    received_at: datetime
    lines: int
    receipts: Sequence[Receipt]


class First(NamedTuple):
    """A signal where it stands first in what is read at once."""

    line: int
    signal: Signal


def firsts(records: Iterable[Judged]) -> dict[Key, First]:
    """Every signal once, by natural key."""
    found: dict[Key, First] = {}
    for line, verdict, *_ in records:
        if isinstance(verdict, Signal):
            found.setdefault(natural_key(verdict), First(line, verdict))
    return found


def receipts_of(records: Sequence[Judged], first: Mapping[Key, First], placed: Mapping[Key, Place]) -> list[Receipt]:
    """The receipts in order of line."""
    return [_receipt(one, first, placed) for one in records]


def _receipt(judged: Judged, first: Mapping[Key, First], placed: Mapping[Key, Place]) -> Receipt:
    """The same record later in what is read at once is a duplicate of the first, or superseded like it."""
    line, verdict, findings, kept = judged
    if not isinstance(verdict, Signal):
        return Receipt(line, Outcome.REJECTED, faults=verdict, kept=kept)
    key = natural_key(verdict)
    place = placed[key]
    if place.code:
        return Receipt(line, Outcome.REJECTED, faults=(Fault("kenmerk", place.code),), kept=kept_signal(verdict))
    is_first = first[key].line == line
    outcome = place.outcome if is_first or place.outcome is Outcome.SUPERSEDED else Outcome.DUPLICATE
    beside = place.beside if outcome is place.outcome else None
    return Receipt(line, outcome, place.signal_id, findings=findings, beside=beside)


def with_last_day(receipt: Receipt, at: datetime) -> Receipt:
    """The receipt with the last day on which its record is kept, where it is. `at`: when it was refused, UTC."""
    return receipt._replace(kept_until=kept_until(at)) if receipt.kept and receipt.kept.record else receipt


def delivery_change(placed: Mapping[Key, Place], receipts: Sequence[Receipt], origin: Origin, at: datetime) -> Change:
    """What goes with signals that have their place: receipts, a fact for each new one, and what triage is told.

    What is kept of refused records goes along. `at`: the moment of recording, UTC.
    """
    return Change(
        rows={
            "receipt": [_receipt_row(one, origin) for one in receipts],
            "quarantine": [
                quarantine_row(one.line, coded(one.faults), one.kept, origin, at) for one in receipts if one.kept
            ],
        },
        facts=_accepted(placed, origin),
        told=_told(placed, PartnerKind(origin.partner_kind)),
    )


def _receipt_row(one: Receipt, origin: Origin) -> Row:
    return {
        "delivery_id": origin.delivery_id,
        "partner_id": origin.partner_id,
        "line": one.line,
        "outcome": one.outcome,
        "signal_id": one.signal_id,
        "errors": coded(one.faults),
        "findings": coded(one.findings),
        "beside_at": one.beside,
        "kept_until": one.kept_until,
    }


def coded(told: Iterable[Fault | FieldFinding]) -> list[dict[str, Any]] | None:
    """Errors or findings as they are kept: field and code, and how many; None for none."""
    return [{name: said for name, said in one._asdict().items() if said is not None} for one in told] or None


def _accepted(placed: Mapping[Key, Place], origin: Origin) -> list[Fact]:
    day, kind = local_date(origin.received_at), origin.partner_kind
    return [
        Fact(one.signal_id, key[0], FactKind.SIGNAL_ACCEPTED, partner_kind=kind, cohort_date=day, held_on=day)
        for key, one in placed.items()
        if one.outcome is Outcome.ACCEPTED and one.signal_id
    ]


def _told(placed: Mapping[Key, Place], kind: PartnerKind) -> list[Told]:
    return [
        Told(
            SignalAccepted(municipality=key[0], signal_id=name, revision=revision, partner_kind=kind),
            cause=asked,
            subject=name,
            trace=name,
        )
        for key, (_, name, asked, revision, *_) in placed.items()
        if name and asked
    ]


class Arriving(NamedTuple):
    """A delivery before the record has it: its state, number of records, and the mapping of a file with its version.

    `digest`: keyed, of a file that may come again by itself; a partner has no two deliveries with the same. `dropped`:
    what tells it from the same file that is put there once more.
    """

    state: DeliveryState
    lines: int = 0
    mapping: str | None = None
    format: DeliveryFormat = DeliveryFormat.JSON
    channel: DeliveryChannel = DeliveryChannel.API
    mapping_version: int | None = None
    digest: bytes | None = None
    dropped: str | None = None


def delivery_row(delivery_id: Id, partner_id: Id, received_at: datetime, arriving: Arriving) -> dict[str, Any]:
    """The row of a delivery, without the number that the record gives it."""
    return {
        "id": delivery_id,
        "partner_id": partner_id,
        "format": arriving.format,
        "channel": arriving.channel,
        "mapping": arriving.mapping,
        "mapping_version": arriving.mapping_version,
        "state": arriving.state,
        "received_at": received_at,
        "lines": arriving.lines,
        "digest": arriving.digest,
        "dropped": arriving.dropped,
    }
