"""Taking signals back in the record: each asks triage anew, in one transaction with what tells it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.change import Change
from domain.store import write
from plumbing.record.tables import signal
from plumbing.record.tables.intake import QUESTION
from plumbing.record.write import Keys, parameters, rows_of, unnested
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.events import SignalAccepted
from schemas.ids import Id
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import WithdrawalOutcome
from services.ingest.signals.rows import Key
from services.ingest.signals.store import COMPARED
from services.ingest.store import Ports, in_transaction
from services.ingest.withdrawals.requests import Withdrawal, Withdrawn, question_of_withdrawal

NAMED_SIGNALS: Final = """
SELECT s.municipality, s.reference_key, s.signal_date, s.id, s.revision, s.occasion, s.partner_kind
FROM {sent} JOIN signal s USING (municipality, reference_key, signal_date) WHERE s.partner_id = %s
ORDER BY s.municipality, s.reference_key, s.signal_date FOR NO KEY UPDATE OF s"""
ASKED_AGAIN: Final = ("municipality", "id", *QUESTION)
QUESTION_REPLACED: Final = (
    f"UPDATE signal SET {', '.join(f'{name} = x.{name}' for name in QUESTION)}, stored_at = clock_timestamp() "
    f"FROM {unnested(signal, ASKED_AGAIN)} WHERE signal.municipality = x.municipality AND signal.id = x.id"
)


class Stored(NamedTuple):
    """A signal that a withdrawal names, as it stands in the record."""

    id: Id
    revision: int
    is_withdrawn: bool
    partner_kind: PartnerKind


def take_back(ports: Ports, partner_id: Id, asked: Sequence[Withdrawal]) -> list[Withdrawn]:
    """Withdraw every named signal of this partner; what was withdrawn before changes nothing. Blocks."""
    now = ports.clock()
    return in_transaction(
        ports, partner_id, lambda connection: withdraw(connection, ports.outbox, partner_id, asked, now)
    )


def withdraw(
    connection: Connection, outbox: Outbox, partner_id: Id, asked: Sequence[Withdrawal], now: datetime
) -> tuple[list[Withdrawn], Batch | None]:
    """The same in the open transaction (scope: the partner): the answers, and what to publish after the commit."""
    there = _stored(connection, partner_id, {one.key for one in asked})
    fresh = {one.key: one for one in asked if one.key in there and not there[one.key].is_withdrawn}
    answers = [_answer(line, one, there, fresh) for line, one in enumerate(asked, 1)]
    return answers, _ask_again(connection, outbox, there, fresh, now)


def _answer(line: int, one: Withdrawal, there: Mapping[Key, Stored], fresh: Mapping[Key, Withdrawal]) -> Withdrawn:
    """The same signal twice in one request is withdrawn once; the last reason stands."""
    if one.key not in there:
        return Withdrawn(line, WithdrawalOutcome.UNKNOWN)
    outcome = WithdrawalOutcome.WITHDRAWN if fresh.get(one.key) is one else WithdrawalOutcome.ALREADY
    return Withdrawn(line, outcome, there[one.key].id)


def _stored(connection: Connection, partner_id: Id, keys: set[Key]) -> dict[Key, Stored]:
    rows = rows_of(connection, NAMED_SIGNALS, partner_id, sent=Keys(signal, COMPARED, sorted(keys)))
    return {
        (row.municipality, row.reference_key, row.signal_date.isoformat()): Stored(
            row.id, row.revision, row.occasion == Occasion.WITHDRAWN, PartnerKind(row.partner_kind)
        )
        for row in rows
    }


def _ask_again(
    connection: Connection, outbox: Outbox, there: Mapping[Key, Stored], fresh: Mapping[Key, Withdrawal], now: datetime
) -> Batch | None:
    """A new question on each signal, and why; triage wakes on it as on any other."""
    if not fresh:
        return None
    asked = {key: question_of_withdrawal(there[key].id, there[key].revision) for key in fresh}
    questions = [
        {"municipality": key[0], "id": there[key].id, "asked": asked[key]}
        | {"occasion": Occasion.WITHDRAWN, "asked_at": now}
        for key in fresh
    ]
    connection.exec_driver_sql(QUESTION_REPLACED, parameters(signal, ASKED_AGAIN, questions))
    reasons = [
        {"municipality": key[0], "cause": asked[key], "signal_id": there[key].id}
        | {"reason": one.reason, "withdrawn_at": now}
        for key, one in fresh.items()
    ]
    told = [_told(key, there[key], cause) for key, cause in asked.items()]
    return write(connection, outbox, Change(rows={"withdrawal": reasons}, told=told), now)


def _told(key: Key, one: Stored, cause: Id) -> Told:
    data = SignalAccepted(municipality=key[0], signal_id=one.id, revision=one.revision, partner_kind=one.partner_kind)
    return Told(data, cause=cause, subject=one.id, trace=one.id)
