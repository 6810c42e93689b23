"""The history of a municipality, read to be decided on again (`services.triage.replay`)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, ColumnElement, Connection, Row, any_, literal, select, true

from domain.law.definitions import DEFINITIONS
from plumbing.record.published_policies import Policies, policies_of
from plumbing.record.tables import case_event, case_move, decision, signal, signal_move, signal_revision
from plumbing.record.tables.intake import READ_BY_TRIAGE, REVISION_OF_TRIAGE
from schemas.ids import Id
from schemas.policy.published import Published
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from services.triage.known import Place, Question, Undecided, Versions
from services.triage.moves import Moved
from services.triage.questions.read import as_it_was, as_undecided
from services.triage.replay import NotReplayable, Replayed, StoodDecision, StoredCaseEvent, StoredDecision, replayed
from services.triage.rules.steps import STEPS
from services.triage.store import as_decided

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


Happened = StoredDecision | StoodDecision | StoredCaseEvent | Moved


def history(connection: Connection, municipality: str, signals: Collection[Id] | None = None) -> list[Happened]:
    """Everything that was decided in a municipality, and what workers did that binds the rules.

    `signals`: of these alone, with all that was done on the cases they were ever in.
    """
    policies, held = policies_of(connection, [municipality]), contents(connection, municipality, signals)
    mine = (decision.c.municipality == municipality) & _among(decision.c.signal_id, signals)
    decisions = connection.execute(select(decision).where(mine).order_by(decision.c.sequence)).all()
    cases = None if signals is None else {row.case_id for row in decisions if row.case_id}
    on_cases = (case_event.c.municipality == municipality) & _among(case_event.c.case_id, cases)
    events = connection.execute(select(case_event).where(on_cases)).all()
    return [
        *(_stored(row, held.get((row.signal_id, row.revision)), policies) for row in decisions),
        *moves_of(connection, municipality, signals),
        *(StoredCaseEvent(e.sequence, e.kind, e.case_id) for e in events),
    ]


def moves_of(connection: Connection, municipality: str, signals: Collection[Id] | None = None) -> list[Moved]:
    """Where signals and cases moved, in their order; `signals`: where these did, with all cases."""
    mine = (signal_move.c.municipality == municipality) & _among(signal_move.c.signal_id, signals)
    places: defaultdict[int, list[tuple[Id, Place]]] = defaultdict(list)
    for row in connection.execute(select(signal_move).where(mine)):
        places[row.sequence].append((row.signal_id, Place(row.household_id, row.person_id)))
    cases: defaultdict[int, list[tuple[Id, Id]]] = defaultdict(list)
    for row in connection.execute(select(case_move).where(case_move.c.municipality == municipality)):
        cases[row.sequence].append((row.case_id, row.household_id))
    numbers = sorted(places.keys() | cases.keys())
    return [Moved(number, tuple(places[number]), tuple(cases[number])) for number in numbers]


def _among(column: ColumnElement[Any], names: Collection[Id] | None) -> ColumnElement[bool]:
    """As one array: a statement binds 65,535 parameters at most, and a large municipality has more signals."""
    return true() if names is None else column == any_(literal(list(names), ARRAY(column.type)))


def _stored(row: Row[Any], content: Any, policies: Policies) -> StoredDecision | StoodDecision:
    question = Question(row.cause, Occasion(row.occasion), row.decided_for)
    versions = Versions(row.rules_version, row.matcher_version, row.definitions_version)
    policy = _policy_version(policies[row.municipality], row.policy_version)
    why = _not_replayable(content, policy, versions)
    if why or policy is None:
        return StoodDecision(row.sequence, as_decided(row), row.outcome, why or NotReplayable.POLICY_NOT_HELD)
    return StoredDecision(
        row.sequence,
        as_then(as_undecided(content, question), row),
        policy,
        versions,
        bytes(row.input_digest),
        row.outcome,
    )


def as_then(undecided: Undecided, row: Row[Any]) -> Undecided:
    """With who it was about, and what registers had said, when the decision in `row` was made."""
    return undecided._replace(place=Place(row.household_id, row.person_id)).answered(
        ResidentAnswer(row.resident) if row.resident else None,
        DebtHelpAnswer(row.debt_help) if row.debt_help else None,
    )


def _not_replayable(content: Any, policy: Published | None, versions: Versions) -> NotReplayable | None:
    """The first thing that is not there to decide with."""
    there = {
        NotReplayable.SIGNAL_NOT_HELD: content is not None,
        NotReplayable.POLICY_NOT_HELD: policy is not None,
        NotReplayable.RULES_UNKNOWN: versions.rules in STEPS,
        NotReplayable.DEFINITIONS_UNKNOWN: versions.definitions in DEFINITIONS,
    }
    return next((why for why, held in there.items() if not held), None)


def _policy_version(versions: Sequence[Published], version: int) -> Published | None:
    return next((one for one in versions if one.version == version), None)


def contents(connection: Connection, municipality: str, signals: Collection[Id] | None) -> dict[tuple[Id, int], Any]:
    """Each signal as it was at each revision: replaced content comes from the history."""
    named = [signal.c[name] for name in READ_BY_TRIAGE]
    mine = (signal.c.municipality == municipality) & _among(signal.c.id, signals)
    rows = connection.execute(select(*named).where(mine))
    current = {row.id: row for row in rows}
    history = connection.execute(
        select(*(signal_revision.c[name] for name in REVISION_OF_TRIAGE))
        .where(signal_revision.c.municipality == municipality, _among(signal_revision.c.signal_id, signals))
        .order_by(signal_revision.c.signal_id, signal_revision.c.revision)
    ).all()
    found: dict[tuple[Id, int], Any] = {(row.id, row.revision): row for row in current.values()}
    known_at: dict[Id, datetime] = {}
    for row in history:
        if row.signal_id in current:
            found[row.signal_id, row.revision] = as_it_was(current[row.signal_id], row, known_at.get(row.signal_id))
        known_at[row.signal_id] = row.replaced_at
    return found
