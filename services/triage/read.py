"""The history of a municipality, read to be decided on again (`services.triage.replay`)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from plumbing.record.published_policies import Policies, policies_of
from plumbing.record.tables import case_event, decision, signal, signal_revision
from plumbing.record.tables.intake import READ_BY_TRIAGE, REVISION_OF_TRIAGE
from schemas.ids import Id
from schemas.policy.published import Published
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from services.triage.known import Question, Versions
from services.triage.questions.read import as_it_was, as_undecided
from services.triage.replay import Replayed, StoredCaseEvent, StoredDecision, replayed

ONE_MOMENT: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
WITHOUT_HASTE: Final = "SET LOCAL idle_in_transaction_session_timeout = 0"
"""Reading the history of a large municipality takes a while between two statements, and locks nothing."""


def replay(connection: Connection, municipality: str) -> Replayed:
    """Decide again on everything of a municipality, as it is at one moment, and compare (role triage, reads only).

    `connection` is in no transaction: deciding anew takes minutes where a transaction may be idle for seconds.
    """
    with connection.begin():
        connection.exec_driver_sql(ONE_MOMENT)
        connection.exec_driver_sql(WITHOUT_HASTE)
        stored = history(connection, municipality)
    return replayed(municipality, stored)


def history(connection: Connection, municipality: str) -> list[StoredDecision | StoredCaseEvent]:
    """Everything that was decided in a municipality, and what workers did that binds the rules."""
    policies, contents = policies_of(connection, [municipality]), _contents(connection, municipality)
    mine = decision.c.municipality == municipality
    decisions = connection.execute(select(decision).where(mine).order_by(decision.c.sequence)).all()
    events = connection.execute(select(case_event).where(case_event.c.municipality == municipality)).all()
    stored = [_stored(row, contents[row.signal_id, row.revision], policies) for row in decisions]
    return [*stored, *(StoredCaseEvent(e.sequence, e.kind, e.case_id) for e in events)]


def _stored(row: Row[Any], content: Any, policies: Policies) -> StoredDecision:
    question = Question(row.cause, Occasion(row.occasion), row.decided_for)
    versions = Versions(row.rules_version, row.matcher_version, row.definitions_version)
    policy = _policy_version(policies[row.municipality], row.policy_version)
    undecided = as_undecided(content, question).answered(
        ResidentAnswer(row.resident) if row.resident else None,
        DebtHelpAnswer(row.debt_help) if row.debt_help else None,
    )
    return StoredDecision(row.sequence, undecided, policy, versions, bytes(row.input_digest), row.outcome)


def _policy_version(versions: Sequence[Published], version: int) -> Published:
    return next(one for one in versions if one.version == version)


def _contents(connection: Connection, municipality: str) -> dict[tuple[Id, int], Any]:
    """Each signal as it was at each revision: replaced content comes from the history."""
    named = [signal.c[name] for name in READ_BY_TRIAGE]
    rows = connection.execute(select(*named).where(signal.c.municipality == municipality))
    current = {row.id: row for row in rows}
    history = connection.execute(
        select(*(signal_revision.c[name] for name in REVISION_OF_TRIAGE))
        .where(signal_revision.c.municipality == municipality)
        .order_by(signal_revision.c.signal_id, signal_revision.c.revision)
    ).all()
    found: dict[tuple[Id, int], Any] = {(row.id, row.revision): row for row in current.values()}
    known_at: dict[Id, datetime] = {}
    for row in history:
        found[row.signal_id, row.revision] = as_it_was(current[row.signal_id], row, known_at.get(row.signal_id))
        known_at[row.signal_id] = row.replaced_at
    return found
