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
from services.ingest.quarantine.store import end_withdrawn
from services.ingest.signals.rows import Key
from services.ingest.signals.store import COMPARED
from services.ingest.store import Ports, in_transaction
from services.ingest.withdrawals.requests import Withdrawal, Withdrawn, question_of_withdrawal

NAMED_SIGNALS: Final = """
SELECT s.municipality, s.reference_key, s.signal_date, s.id, s.revision, s.occasion, s.partner_kind
FROM {sent} JOIN signal s USING (municipality, reference_key, signal_date) WHERE s.partner_id = %s
ORDER BY s.municipality, s.reference_key, s.signal_date FOR NO KEY UPDATE OF s"""
HAS_UNREAD: Final = "SELECT EXISTS (SELECT FROM delivery WHERE partner_id = %s AND state <> 'done')"
RECEIVED_BEFORE: Final = """
UPDATE signal SET withdrawn_after = (SELECT max(arrival) FROM delivery WHERE partner_id = %s)
WHERE municipality = ANY(%s) AND id = ANY(%s)"""
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
    """Withdraw every named signal of this partner; what was withdrawn before stays so. Blocks."""
    now = ports.clock()
    return in_transaction(
        ports, partner_id, lambda connection: withdraw(connection, ports.outbox, partner_id, asked, now)
    )


def withdraw(
    connection: Connection, outbox: Outbox, partner_id: Id, asked: Sequence[Withdrawal], now: datetime
) -> tuple[list[Withdrawn], Batch | None]:
    """The same in the open transaction (scope: the partner): the answers, and what to publish after the commit.

    What the partner sent before this and we have not read yet changes nothing of what it takes back here.
    """
    missing = _missing(connection, partner_id)
    last = {one.key: one for one in asked}
    there = _stored(connection, partner_id, set(last))
    _note_place(connection, partner_id, there)
    refused = end_withdrawn(connection, partner_id, sorted(last), now)
    fresh = {key: one for key, one in last.items() if key in there and not there[key].is_withdrawn}
    ended = {key: last[key] for key in refused.union(fresh)}
    answers = [_answer(line, one, there, ended, missing) for line, one in enumerate(asked, 1)]
    return answers, _ask_again(connection, outbox, there, fresh, now)


def _answer(
    line: int,
    one: Withdrawal,
    there: Mapping[Key, Stored],
    ended: Mapping[Key, Withdrawal],
    missing: WithdrawalOutcome,
) -> Withdrawn:
    """The same signal twice in one request is withdrawn once; the last reason stands."""
    known = there.get(one.key)
    if known is None and one.key not in ended:
        return Withdrawn(line, missing)
    outcome = WithdrawalOutcome.WITHDRAWN if ended.get(one.key) is one else WithdrawalOutcome.ALREADY
    return Withdrawn(line, outcome, known.id if known else None)


def _missing(connection: Connection, partner_id: Id) -> WithdrawalOutcome:
    """What is said of a signal that is not there. Asked before looking for it: what is read meanwhile is found."""
    has_unread = connection.exec_driver_sql(HAS_UNREAD, (partner_id,)).scalar_one()
    return WithdrawalOutcome.NOT_READ if has_unread else WithdrawalOutcome.UNKNOWN


def _note_place(connection: Connection, partner_id: Id, there: Mapping[Key, Stored]) -> None:
    """Give the withdrawal its place in the order of receipt: behind all that the partner sent so far."""
    if there:
        places, ids = sorted({key[0] for key in there}), [one.id for one in there.values()]
        connection.exec_driver_sql(RECEIVED_BEFORE, (partner_id, places, ids))


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
