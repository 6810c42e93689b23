"""What every act does alike: done once, never on a stale page, counted on its case, its task kept, and told."""

from datetime import date
from typing import Any

from domain.cases.act import AnyRecording, Refused, Stale
from domain.cases.refusals import Refusal
from domain.cases.task import CaseTask, kept
from domain.cases.tell import contact_recorded
from domain.change import Change, Row, together
from schemas.vocabulary.cases import CaseEventKind


def is_recorded(asked: AnyRecording) -> bool:
    """Whether this was recorded before, with these answers."""
    return asked.act.record in asked.work.recorded


def turn_down(asked: AnyRecording, refusal: Refusal | None) -> None:
    """Raises Stale when the page no longer shows the case as it is, and Refused for a reason."""
    seen = asked.act.seen
    if seen and (seen.header, seen.work) != (asked.case.version, asked.work.version):
        raise Stale
    if refusal:
        raise Refused(refusal)


def events_of(asked: AnyRecording) -> list[CaseEventKind]:
    """The events that get a number: the first touch, and what the act is itself."""
    touch = [CaseEventKind.TOUCHED] if _is_first_touch(asked) else []
    return touch + ([asked.act.binds] if asked.act.binds else [])


def _is_first_touch(asked: AnyRecording) -> bool:
    return asked.act.touches and not asked.case.touched


def numbered(asked: AnyRecording, kind: CaseEventKind, held_on: date) -> Row:
    """The row of one of `events_of`; replay reads them in the order of their numbers."""
    return {
        "municipality": asked.worker.municipality,
        "sequence": asked.first + events_of(asked).index(kind),
        "case_id": asked.case.id,
        "kind": kind,
        "held_on": held_on,
    }


def new_row(asked: AnyRecording, **columns: Any) -> Row:
    """The row of what the act records, with who recorded it and when."""
    return {
        "municipality": asked.worker.municipality,
        "id": asked.act.record,
        "case_id": asked.case.id,
        **columns,
        "worker_id": asked.worker.id,
        "recorded_at": asked.now,
    }


def counted(asked: AnyRecording, **columns: Any) -> Change:
    """One act more on the case; `columns`: what else changes of its row."""
    touched = [numbered(asked, CaseEventKind.TOUCHED, asked.today)] if _is_first_touch(asked) else []
    row = {
        "municipality": asked.worker.municipality,
        "id": asked.case.id,
        "work_version": asked.work.version + 1,
        "touched_at": asked.work.touched_at or (asked.now if asked.act.touches else None),
        "coordinator": asked.work.coordinator or asked.worker.id,
        **columns,
    }
    return Change(rows={"case_event": touched}, updates={"case_file": [row]})


def task_becomes(asked: AnyRecording, task: CaseTask | None) -> Change:
    """The task of the case as it is from now on; nothing when it stays as it was."""
    if task is None or task == asked.work.task:
        return Change()
    key = {"municipality": asked.worker.municipality, "case_id": asked.case.id}
    return Change(updates={"task": [key | task._asdict()]})


def task_kept(asked: AnyRecording) -> CaseTask | None:
    """The task of the case, with the worker who recorded something unless a colleague holds it."""
    return kept(asked.work.task, asked.worker.id, asked.now) if asked.work.task else None


def completed(asked: AnyRecording, own: Change, **columns: Any) -> Change:
    """What is recorded (`own`), with all that follows; `columns`: what else changes of the case row."""
    told = Change(told=[contact_recorded(asked)])
    return together([counted(asked, **columns), own, task_becomes(asked, task_kept(asked)), told])
