"""The demo's workers: turn what `simulation` decides into the acts that workers do on the worklist's pages."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row

from domain.cases.acts import Act, CloseCase, EstablishPlan, RecordAttempt, RecordOffer, RecordTalk, TakeCase, Worker
from domain.cases.store import perform
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.transport.outbox import Outbox
from schemas.ids import Id, as_bytes, event_id
from schemas.vocabulary.cases import CaseShape, MilestoneKind, TaskState, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from simulation.casework import Action, Attempt, Close, FirstTalk, Offer, PlanEstablished, WorkersView
from simulation.places import Town
from simulation.workers import capacity, day_of_work

CASES_TO_WORK_ON: Final = """
SELECT c.*, t.state AS task_state, f.partner_kind AS first_kind, f.reference AS first_reference, f.person_id,
 (SELECT count(*) FROM case_signal d WHERE d.municipality = c.municipality AND d.case_id = c.id) AS signals
FROM case_file c
JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
JOIN case_trace r ON r.municipality = c.municipality AND r.case_id = c.id
JOIN disposition f ON f.municipality = r.municipality AND f.signal_id = r.signal_id
WHERE c.closed_at IS NULL OR EXISTS (
 SELECT 1 FROM offer o WHERE o.municipality = c.municipality AND o.case_id = c.id AND o.answer = 'accepted'
)
"""
ATTEMPTS_MADE: Final = "SELECT case_id, kind, reached, held_on, part_of_day FROM attempt ORDER BY recorded_at, id"
OFFERS_MADE: Final = "SELECT case_id, kind, answer, made_on FROM offer ORDER BY recorded_at, id"
MILESTONES_MADE: Final = "SELECT case_id, kind, held_on FROM milestone ORDER BY recorded_at, id"
WORKERS_BY_NAME: Final = "SELECT id, name FROM worker ORDER BY name"


def _attempt(act: Attempt, where: dict[str, Any], person: Id) -> Act:
    return RecordAttempt(
        **where, kind=act.kind, reached=act.reached, held_on=act.day, part_of_day=act.part_of_day, person_id=person
    )


ACT_OF_ACTION: Final[Mapping[type, Callable[[Any, dict[str, Any], Id], Act]]] = MappingProxyType(
    {
        Attempt: _attempt,
        Offer: lambda a, where, _: RecordOffer(**where, kind=a.kind, answer=a.answer, made_on=a.day),
        FirstTalk: lambda a, where, _: RecordTalk(**where, held_on=a.day),
        PlanEstablished: lambda a, where, _: EstablishPlan(**where, held_on=a.day),
        Close: lambda a, where, _: CloseCase(**where, result=a.result),
    }
)
"""Each simulated action as what a worker does. `where`: token and case."""


@dataclass
class CaseAtHand:
    """A case as the simulated worker sees it, with what an act needs besides."""

    view: WorkersView
    case_id: Id
    person_id: Id
    in_queue: bool


class Team:
    """The workers of all municipalities. Cases opened after `untouched_from` are left, but a crisis never is."""

    def __init__(self, engine: Engine, seed: int, outbox: Outbox, untouched_from: date) -> None:
        """`engine` connects as the role worklist."""
        self._engine, self._seed, self._outbox, self._untouched = engine, seed, outbox, untouched_from

    def work(self, place: Town, day: date, now: datetime) -> None:
        """One working day of one municipality, within its capacity."""
        with transaction(self._engine, municipalities=(place.code,)) as connection:
            cases = {seen.view.key: seen for seen in _cases(connection)}
            staff = [Worker(place.code, row.id, row.name) for row in connection.exec_driver_sql(WORKERS_BY_NAME)]
        ours = [
            seen.view
            for seen in cases.values()
            if seen.view.opened_on <= self._untouched or seen.view.tray is Tray.CRISIS
        ]
        for view, actions in day_of_work(ours, day, self._seed, capacity(place.residents)):
            who = staff[int.from_bytes(as_bytes(event_id(cases[view.key].case_id, "worker")), "big") % len(staff)]
            self._act(who, cases[view.key], actions, now)

    def _act(self, worker: Worker, seen: CaseAtHand, actions: tuple[Action, ...], now: datetime) -> None:
        with transaction(self._engine, municipalities=(worker.municipality,)) as connection:
            for act in _acts(seen, actions):
                perform(connection, self._outbox, worker, act, now)


def _acts(seen: CaseAtHand, actions: tuple[Action, ...]) -> Iterator[Act]:
    if seen.in_queue:
        yield TakeCase(token=event_id(seen.case_id, "take"), case_id=seen.case_id)
    for number, action in enumerate(actions):
        where = {"token": event_id(seen.case_id, f"{action!r}{number}"), "case_id": seen.case_id}
        yield ACT_OF_ACTION[type(action)](action, where, seen.person_id)


def _cases(connection: Connection) -> list[CaseAtHand]:
    attempts, offers, milestones = (_by_case(connection, sql) for sql in (ATTEMPTS_MADE, OFFERS_MADE, MILESTONES_MADE))
    return [
        CaseAtHand(
            _view(row, attempts[row.id], offers[row.id], {one.kind: one.held_on for one in milestones[row.id]}),
            row.id,
            row.person_id,
            row.task_state == TaskState.QUEUED,
        )
        for row in connection.exec_driver_sql(CASES_TO_WORK_ON).all()
    ]


def _by_case(connection: Connection, sql: str) -> Mapping[Id, list[Row[Any]]]:
    found: dict[Id, list[Row[Any]]] = defaultdict(list)
    for row in connection.exec_driver_sql(sql):
        found[row.case_id].append(row)
    return found


def _view(
    row: Row[Any], attempts: list[Row[Any]], offers: list[Row[Any]], milestones: Mapping[str, date]
) -> WorkersView:
    shape = CaseShape.SEVERAL if row.several else CaseShape.SUCCESSIVE if row.successive else CaseShape.SINGLE
    return WorkersView(
        key=f"{row.municipality} {row.first_kind} {row.first_reference} {local_date(row.opened_at)}",
        tray=Tray(row.tray),
        channel=Channel(row.channel),
        opened_on=local_date(row.opened_at),
        deadline=row.deadline,
        shape=shape,
        signals=row.signals,
        attempts=tuple(
            Attempt(Channel(one.kind), one.reached, one.held_on, PartOfDay(one.part_of_day)) for one in attempts
        ),
        offers=tuple(Offer(OfferKind(one.kind), OfferAnswer(one.answer), one.made_on) for one in offers),
        first_talk=milestones.get(MilestoneKind.FIRST_TALK),
        plan=milestones.get(MilestoneKind.PLAN_ESTABLISHED),
        closed=milestones.get(MilestoneKind.CLOSED),
    )
