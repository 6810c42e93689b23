"""Accept judged records: each signal is stored once under its natural key, and every record gets its receipt.

One transaction holds delivery, signals, revisions, receipts, facts and outbox (docs/architecture.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from domain.figures.facts import Fact
from domain.figures.store import record as record_facts
from domain.law.calendar import local_date
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import receipt, signal
from plumbing.record.write import insert
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.events import SignalAccepted
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.ingest import store as stored
from services.ingest.checks.faults import Code, Fault
from services.ingest.checks.judge import Verdict
from services.ingest.rows import Key, Origin, natural_key, question_of, signal_rows


class Receipt(NamedTuple):
    """The answer to the record on one line of a delivery."""

    line: int
    outcome: Outcome
    signal_id: Id | None = None
    faults: tuple[Fault, ...] = ()


class Judged(NamedTuple):
    """A record's line in its delivery (from 1) and what the checks made of it."""

    line: int
    verdict: Verdict


@dataclass(frozen=True)
class Desk:
    """What accepting needs besides the database: keys and the outbox."""

    secrecy: Secrecy
    outbox: Outbox


@dataclass
class Placed:
    """Where the signals of a batch ended up, by natural key; what is nowhere was refused."""

    accepted: dict[Key, Id] = field(default_factory=dict)
    revised: dict[Key, tuple[Id, int]] = field(default_factory=dict)
    duplicate: dict[Key, Id] = field(default_factory=dict)
    refused: dict[Key, Code] = field(default_factory=dict)

    def receipt(self, judged: Judged, first_lines: dict[Key, int]) -> Receipt:
        """The receipt of one record; the same record later in the batch is a duplicate of the first."""
        line, verdict = judged
        if not isinstance(verdict, Signal):
            return Receipt(line, Outcome.REJECTED, faults=verdict)
        key = natural_key(verdict)
        again = first_lines[key] != line
        if key in self.accepted:
            return Receipt(line, Outcome.DUPLICATE if again else Outcome.ACCEPTED, self.accepted[key])
        if key in self.revised:
            return Receipt(line, Outcome.DUPLICATE if again else Outcome.REVISED, self.revised[key][0])
        if key in self.duplicate:
            return Receipt(line, Outcome.DUPLICATE, self.duplicate[key])
        return Receipt(line, Outcome.REJECTED, faults=(Fault("kenmerk", self.refused[key]),))


def accept(
    connection: Connection, desk: Desk, origin: Origin, records: Sequence[Judged], now: datetime
) -> tuple[list[Receipt], Batch | None]:
    """Store what the verdicts allow, in the open transaction (scope: the partner). `now`: moment of recording, UTC.

    Gives the receipts in order of line, and the chunk of events to hand to the publisher after the commit.
    """
    first_lines: dict[Key, int] = {}
    signals: dict[Key, Signal] = {}
    for line, verdict in records:
        if isinstance(verdict, Signal):
            key = natural_key(verdict)
            first_lines.setdefault(key, line)
            signals.setdefault(key, verdict)
    placed = _place(connection, desk, origin, signals)
    receipts = [placed.receipt(record, first_lines) for record in records]
    shared = {"delivery_id": origin.delivery_id, "partner_id": origin.partner_id}
    insert(connection, receipt, [_receipt_row(one) for one in receipts], shared=shared)
    record_facts(connection, _accepted_facts(placed.accepted, origin), now)
    return receipts, desk.outbox.write(connection, _told(placed, origin), now)


def _place(connection: Connection, desk: Desk, origin: Origin, signals: dict[Key, Signal]) -> Placed:
    """Insert in order of key, so that two deliveries at once wait for each other instead of deadlocking."""
    if not signals:
        return Placed()
    keys = sorted(signals)
    by_key = dict(zip(keys, signal_rows([signals[key] for key in keys], origin, desk.secrecy), strict=True))
    done, failed = stored.write_all_or_each(
        connection,
        list(by_key.values()),
        lambda rows: insert(
            connection, signal, rows, shared=stored.of_all(origin), conflict=stored.ONCE, returning="id"
        ),
    )
    if len(done) == len(by_key):
        return Placed(accepted={key: row["id"] for key, row in by_key.items()})
    inserted, lost = {row.id for row in done}, {row["id"] for row in failed}
    placed = Placed(accepted={key: row["id"] for key, row in by_key.items() if row["id"] in inserted})
    placed.refused = {key: Code.NOT_STORED for key, row in by_key.items() if row["id"] in lost}
    known = {key: row["content_hash"] for key, row in by_key.items() if row["id"] not in inserted | lost}
    if known:
        _compare(connection, desk, origin, placed, known, signals)
    return placed


def _compare(
    connection: Connection,
    desk: Desk,
    origin: Origin,
    placed: Placed,
    known: Mapping[Key, bytes],
    signals: Mapping[Key, Signal],
) -> None:
    """Tell duplicates from revisions among signals that were there already, and revise.

    What was received earlier than the content that stands there never replaces it: it is answered as a duplicate.
    """
    there = stored.find(connection, origin.partner_id, list(known))
    there |= stored.lock(connection, {key: one.id for key, one in there.items() if one.content_hash != known[key]})
    placed.duplicate = {
        key: one.id for key, one in there.items() if one.content_hash == known[key] or origin.received_at < one.known_at
    }
    changed = {key: one.id for key, one in there.items() if key not in placed.duplicate}
    next_revision = {one.id: one.revision + 1 for one in there.values()}
    here = stored.already_in_delivery(connection, origin.delivery_id, list(changed.values()))
    placed.refused |= {key: Code.CONTRADICTION for key, signal_id in changed.items() if signal_id in here}
    fresh = [
        stored.replacement(signals[key], changed[key], known[key], desk.secrecy, next_revision[changed[key]], origin)
        for key in changed
        if key not in placed.refused
    ]
    done, failed = stored.write_all_or_each(
        connection, fresh, lambda rows: stored.revise(connection, rows, origin.received_at)
    )
    done_ids, lost = {row.id for row in done}, {row["id"] for row in failed}
    placed.revised = {key: (one, next_revision[one]) for key, one in changed.items() if one in done_ids}
    placed.refused |= {key: Code.NOT_STORED for key, one in changed.items() if one in lost}


def _receipt_row(one: Receipt) -> dict[str, Any]:
    errors = [{"field": fault.field, "code": fault.code} for fault in one.faults]
    return {
        "line": one.line,
        "outcome": one.outcome,
        "signal_id": one.signal_id,
        "errors": errors or None,
    }


def _accepted_facts(accepted: Mapping[Key, Id], origin: Origin) -> list[Fact]:
    day = local_date(origin.received_at)
    return [
        Fact(
            signal_id,
            key[0],
            FactKind.SIGNAL_ACCEPTED,
            partner_kind=origin.partner_kind,
            cohort_date=day,
            held_on=day,
        )
        for key, signal_id in accepted.items()
    ]


def _told(placed: Placed, origin: Origin) -> list[Told]:
    told = [(key[0], signal_id, 1) for key, signal_id in placed.accepted.items()]
    told += [(key[0], signal_id, revision) for key, (signal_id, revision) in placed.revised.items()]
    kind = PartnerKind(origin.partner_kind)
    return [
        Told(
            SignalAccepted(municipality=municipality, signal_id=signal_id, revision=revision, partner_kind=kind),
            question_of(signal_id, revision),
            signal_id,
            signal_id,
        )
        for municipality, signal_id, revision in told
    ]
