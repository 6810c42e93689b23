"""The demo's workers: turn what `simulation` decides into the commands that the worklist's pages use."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row

from domain.cases.acts import Act, CloseCase, EstablishPlan, RecordAttempt, RecordOffer, RecordTalk, Worker
from domain.cases.commands import close_case, establish_plan, record_attempt, record_offer, record_talk
from domain.cases.tasks import take
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.transport.outbox import Outbox
from schemas.envelope import ZERO_OIN, Told
from schemas.ids import Id, as_bytes, event_id
from schemas.vocabulary.cases import CaseShape, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from simulation.casework import Action, Attempt, CaseView, Close, FirstTalk, Offer, PlanEstablished
from simulation.places import Municipality
from simulation.workers import capacity, day_of_work

CASES: Final = """
SELECT c.*, t.state AS task_state, f.partner_kind AS first_kind, f.reference AS first_reference, f.person_id, f.signals
FROM case_file c
JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
JOIN LATERAL (
 SELECT d.partner_kind, d.reference, d.person_id, count(*) OVER () AS signals FROM disposition d
 WHERE d.municipality = c.municipality AND d.case_id = c.id ORDER BY d.sequence LIMIT 1
) f ON true
WHERE c.closed_at IS NULL OR EXISTS (
 SELECT 1 FROM offer o WHERE o.municipality = c.municipality AND o.case_id = c.id AND o.answer = 'accepted'
)
"""
ATTEMPTS: Final = "SELECT case_id, kind, reached, held_on, part_of_day FROM attempt ORDER BY recorded_at, id"
OFFERS: Final = "SELECT case_id, kind, answer, made_on FROM offer ORDER BY recorded_at, id"
MILESTONES: Final = "SELECT case_id, kind, held_on FROM milestone ORDER BY recorded_at, id"
WORKERS: Final = "SELECT id, name FROM worker ORDER BY name"
Command = Callable[[Connection, Worker, Any, datetime], list[Told]]


def _attempt(act: Attempt, who: dict[str, Any], person: Id | None) -> Act:
    return RecordAttempt(
        **who, kind=act.kind, reached=act.reached, held_on=act.day, part_of_day=act.part_of_day, person_id=person
    )


COMMANDS: Final[Mapping[type, tuple[Callable[..., Act], Command]]] = MappingProxyType(
    {
        Attempt: (_attempt, record_attempt),
        Offer: (lambda a, who, _: RecordOffer(**who, kind=a.kind, answer=a.answer, made_on=a.day), record_offer),
        FirstTalk: (lambda a, who, _: RecordTalk(**who, held_on=a.day), record_talk),
        PlanEstablished: (lambda a, who, _: EstablishPlan(**who, held_on=a.day), establish_plan),
        Close: (lambda a, who, _: CloseCase(**who, result=a.result), close_case),
    }
)
"""Each simulated action with the command it becomes."""


@dataclass
class Seen:
    """A case as the simulated worker sees it, with what the command needs besides."""

    view: CaseView
    case_id: Id
    person_id: Id
    in_queue: bool


class Team:
    """The workers of all municipalities. Cases opened after `untouched_from` are left, but a crisis never is."""

    def __init__(self, engine: Engine, seed: int, oin: str, untouched_from: date) -> None:
        """`engine` connects as the role worklist."""
        self._engine, self._seed, self._untouched = engine, seed, untouched_from
        self._outbox = Outbox(f"urn:nld:oin:{oin or ZERO_OIN}:systeem:vroegsignaal")

    def work(self, place: Municipality, day: date, now: datetime) -> None:
        """One working day of one municipality, within its capacity."""
        with transaction(self._engine, municipalities=(place.code,)) as connection:
            cases = {seen.view.key: seen for seen in _cases(connection)}
            staff = [Worker(place.code, row.id, row.name) for row in connection.exec_driver_sql(WORKERS)]
        ours = [
            seen.view
            for seen in cases.values()
            if seen.view.opened_on <= self._untouched or seen.view.tray is Tray.CRISIS
        ]
        for view, actions in day_of_work(ours, day, self._seed, capacity(place.residents)):
            who = staff[int.from_bytes(as_bytes(event_id(cases[view.key].case_id, "worker")), "big") % len(staff)]
            self._act(who, cases[view.key], actions, now)

    def _act(self, worker: Worker, seen: Seen, actions: tuple[Action, ...], now: datetime) -> None:
        with transaction(self._engine, municipalities=(worker.municipality,)) as connection:
            events: list[Told] = []
            if seen.in_queue:
                take(connection, worker, event_id(seen.case_id, "take"), seen.case_id, now)
            for number, action in enumerate(actions):
                token = event_id(seen.case_id, f"{action!r}{number}")
                make, command = COMMANDS[type(action)]
                act = make(action, {"token": token, "case_id": seen.case_id}, seen.person_id)
                events += command(connection, worker, act, now)
            self._outbox.write(connection, events, now)


def _cases(connection: Connection) -> list[Seen]:
    attempts, offers, milestones = (_by_case(connection, sql) for sql in (ATTEMPTS, OFFERS, MILESTONES))
    return [
        Seen(
            _view(row, attempts[row.id], offers[row.id], {one.kind: one.held_on for one in milestones[row.id]}),
            row.id,
            row.person_id,
            row.task_state == "queued",
        )
        for row in connection.exec_driver_sql(CASES).all()
    ]


def _by_case(connection: Connection, sql: str) -> Mapping[Id, list[Row[Any]]]:
    found: dict[Id, list[Row[Any]]] = defaultdict(list)
    for row in connection.exec_driver_sql(sql):
        found[row.case_id].append(row)
    return found


def _view(row: Row[Any], attempts: list[Row[Any]], offers: list[Row[Any]], milestones: Mapping[str, date]) -> CaseView:
    shape = CaseShape.SEVERAL if row.several else CaseShape.SUCCESSIVE if row.successive else CaseShape.SINGLE
    return CaseView(
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
        first_talk=milestones.get("first-talk"),
        plan=milestones.get("plan-established"),
        closed=milestones.get("closed"),
    )
