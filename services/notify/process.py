"""The notify process: wakes on triaged cases and passed dispatch windows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from domain.store import write
from plumbing.record.connect import BY_KEY_IN_A_BATCH, transaction
from plumbing.record.published_policies import policies_of
from plumbing.running.clock import Clock
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.transport.fates import Work
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Batch, Outbox
from plumbing.transport.stuck import forget_overtaken
from schemas.envelope import CloudEvent
from schemas.events import EVENTS, CaseTriaged, DispatchDue, OverrideLapsed
from schemas.ids import checked
from schemas.policy.form import DispatchWindow
from schemas.policy.published import in_force
from services.notify.dispatch import CaseName, Cause, Steps, change_of_steps, changed_by_others, name_of
from services.notify.planner.next_step import NextStep, OpenCase, when_due, when_triaged
from services.notify.store import HELD, KEPT_OPEN, end_overrides, open_cases

Woken = Mapping[CaseName, Cause]
Next = Callable[[OpenCase, DispatchWindow], NextStep]
Plan = Callable[[Connection, Woken], Steps]


def plan_triaged(connection: Connection, woken: Woken) -> Steps:
    """The next step of each case that triage opened or changed.

    What is only dispatched need not wait for triage; what triage may change too is read again once it is held.
    """
    steps = _steps(connection, open_cases(connection, woken, sql=KEPT_OPEN), when_triaged)
    changed = changed_by_others(steps)
    if not changed:
        return steps
    held = _steps(connection, open_cases(connection, changed, sql=HELD), when_triaged)
    return [*(one for one in steps if name_of(one[0]) not in set(changed)), *held]


def plan_due(connection: Connection, woken: Woken) -> Steps:
    """The next step of each case whose window has passed.

    Held: what triage decides at this moment wakes `plan_triaged`, perhaps in another process, and must find the task.
    """
    return _steps(connection, open_cases(connection, woken, sql=HELD), when_due)


def _steps(connection: Connection, found: Sequence[OpenCase], next_step: Next) -> Steps:
    policies = policies_of(connection, {one.municipality for one in found})
    windows = [in_force(policies[one.municipality], one.case.opened_on).policy.dispatch_window for one in found]
    return [(one, next_step(one, window)) for one, window in zip(found, windows, strict=True)]


def notify(engine: Engine, outbox: Outbox, clock: Clock, plan: Plan) -> Work:
    """The work of notify: `plan` the cases that a batch of events names, and do it.

    Once more when another process made one of the tasks at the same moment: by then it stands there to be found.
    """

    def once(events: Sequence[CloudEvent]) -> Batch | None:
        woken = {_case(event): Cause(event.id, event.trace_id) for event in events}
        with transaction(engine) as connection:
            return take_steps(connection, outbox, plan, woken, clock())

    def work(events: Sequence[CloudEvent]) -> Batch | None:
        try:
            return once(events)
        except IntegrityError:
            return once(events)

    return work


def take_steps(connection: Connection, outbox: Outbox, plan: Plan, woken: Woken, now: datetime) -> Batch | None:
    """Take the next step of each case that was woken, at `now` (UTC), in the open transaction."""
    change = change_of_steps(plan(connection, woken), woken, now)
    forget_overtaken(connection, "notify", woken)
    return write(connection, outbox, change, now)


def lapse(engine: Engine, clock: Clock) -> Work:
    """The work of ending what workers put otherwise than the rules: the rules' header takes its place again."""

    def work(events: Sequence[CloudEvent]) -> Batch | None:
        cases = {_case(event) for event in events}
        with transaction(engine) as connection:
            end_overrides(connection, cases, clock())
            forget_overtaken(connection, "notify", cases)
        return None

    return work


def _case(event: CloudEvent) -> CaseName:
    return str(event.data["municipality"]), checked(event.data["caseId"])


def run(settings: Settings) -> None:
    """Consume until stopped."""
    with process("notify", settings, planner=BY_KEY_IN_A_BATCH) as this:
        outbox = Outbox(settings.source)
        works = {
            EVENTS[CaseTriaged].topic: notify(this.engine, outbox, this.clock, plan_triaged),
            EVENTS[DispatchDue].topic: notify(this.engine, outbox, this.clock, plan_due),
            EVENTS[OverrideLapsed].topic: lapse(this.engine, this.clock),
        }
        consumer = Consumer(this.name, settings, this.engine, works, outbox)
        with this.healthy(consumer.why_not):
            consumer.run()
