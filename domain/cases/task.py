"""The task of a case: in the queue, or with one worker; two workers never hold the same one.

A task taken is held for a while; once its holder has recorded something, until it is given back or the case is closed.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from schemas.ids import Id
from schemas.vocabulary.cases import TaskState

LEASE: Final = timedelta(minutes=30)
"""How long a task that was taken waits for something to be recorded."""


class CaseTask(NamedTuple):
    """Where the task of a case is. `taken_until` (UTC) None: until it is given back or the case is closed."""

    state: TaskState
    assignee: Id | None = None
    taken_until: datetime | None = None


def waits_in_queue(task: CaseTask, now: datetime) -> bool:
    """Whether anybody may take it: nobody did, or the time of whoever did has passed (in SQL: `read.is_free`)."""
    lapsed = task.taken_until is not None and task.taken_until <= now
    return task.state is TaskState.QUEUED or (task.state is TaskState.TAKEN and lapsed)


def is_with(task: CaseTask | None, worker_id: Id) -> bool:
    """Whether this worker took it and did not give it back."""
    return task is not None and task.state is TaskState.TAKEN and task.assignee == worker_id


def taken(worker_id: Id, now: datetime) -> CaseTask:
    """The task once a worker takes it."""
    return CaseTask(TaskState.TAKEN, worker_id, now + LEASE)


def kept(task: CaseTask, worker_id: Id, now: datetime) -> CaseTask:
    """The task once a worker recorded something: a free one becomes the worker's, one of a colleague stays there."""
    mine = waits_in_queue(task, now) or is_with(task, worker_id)
    return CaseTask(TaskState.TAKEN, worker_id) if mine else task


def given_back() -> CaseTask:
    """The task once it is in the queue again."""
    return CaseTask(TaskState.QUEUED)


def finished(task: CaseTask) -> CaseTask:
    """The task once its case is closed; who held it last stays known."""
    return task._replace(state=TaskState.DONE)
