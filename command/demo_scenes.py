"""What workers do in the scenes of the demo, the policy of their town, and where a visitor finds each."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from rich.console import Console
from sqlalchemy import Connection, Engine

from command.home import address
from command.installation import Installation
from domain.cases.acts import OverrideCase, Worker
from domain.cases.store import perform
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.record.published_policies import policies_of, publish
from plumbing.transport.outbox import Outbox
from schemas.ids import event_id
from schemas.policy.form import Policy
from schemas.policy.publishing import already_said
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.decisions import OverturnReason
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from schemas.vocabulary.supposing import OverrideReason
from services.worklist.pages.to_check.read import open_signals_of
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from services.worklist.pages.unpicked.read import read_refusal
from services.worklist.pages.unpicked.store import overturn
from simulation.scenes import PARTS, STAGE, Part, Scene

POLICY: Final = Policy.model_validate(
    {
        "name": "Waterdal wacht en weegt",
        "parking": {"below_threshold": True, "days": 30},
        "registers": {"residents": "list", "debt_help": "worker"},
        "points": {
            "months_behind": {"each": 1, "at_most": 6},
            "partner_kinds": {"each": 3, "at_most": 9},
            "refused_before": {"points": 1},
            "bands": [
                {"band": "low", "from_points": 0, "urgency": 0},
                {"band": "middle", "from_points": 4, "urgency": 1},
                {"band": "high", "from_points": 8, "urgency": 2},
            ],
        },
    }
)
DECIDED_BY: Final = "college van burgemeester en wethouders"
ENDS_AFTER: Final = timedelta(days=28)
PLAYED: Final = """
SELECT s.id, d.case_id, d.person_id FROM signal s
JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
WHERE s.municipality = %s AND s.reference = %s
"""
COORDINATOR: Final = (
    "SELECT id, name FROM worker WHERE municipality = %s AND role = 'coordinator' ORDER BY name LIMIT 1"
)


class Play(NamedTuple):
    """A worker in the evening of a day, and what became of the signal of a part until then."""

    connection: Connection
    outbox: Outbox
    worker: Worker
    part: Part
    row: Any
    now: datetime


def _say_debt_help_knows(play: Play) -> None:
    given = WorkersAnswer(play.row.person_id, ResidentAnswer.RESIDENT, DebtHelpAnswer.KNOWN)
    signals = open_signals_of(play.connection, STAGE.code, play.row.person_id)
    answer(play.connection, play.outbox, play.worker, event_id(play.row.id, "answer"), given, signals, play.now)


def _pick_up_after_all(play: Play) -> None:
    refused = read_refusal(play.connection, STAGE.code, play.row.id)
    if refused:
        why = OverturnReason.ASKED_FOR_HELP
        overturn(play.connection, play.outbox, play.worker, refused, why, play.now, local_date(play.now))


def _put_in(tray: Tray | None, urgency: int | None, reason: OverrideReason) -> Callable[[Play], None]:
    def put(play: Play) -> None:
        act = OverrideCase(
            token=event_id(play.row.id, "override"),
            case_id=play.row.case_id,
            tray=tray,
            urgency=urgency,
            reason=reason,
            ends_on=local_date(play.now) + ENDS_AFTER,
        )
        perform(play.connection, play.outbox, play.worker, act, play.now)

    return put


ACTS_OF_SCENE: Final[Mapping[Scene, Callable[[Play], None]]] = MappingProxyType(
    {
        Scene.KNOWN_AT_DEBT_HELP: _say_debt_help_knows,
        Scene.OVERTURNED: _pick_up_after_all,
        Scene.OTHER_TRAY: _put_in(Tray.SEVERAL, None, OverrideReason.VULNERABLE),
        Scene.OTHER_PRIORITY: _put_in(None, 2, OverrideReason.KNOWN_TO_US),
    }
)
"""What a worker does with the signal of a scene, in the evening of the day on which it came."""


def publish_policy(connection: Connection, first: date) -> None:
    """Let the town of the scenes choose what it may, once (role admin)."""
    if already_said(policies_of(connection, [STAGE.code])[STAGE.code], POLICY, first) is None:
        publish(connection, STAGE.code, POLICY, first, DECIDED_BY)


def play_scenes(engine: Engine, outbox: Outbox, last: date, now: datetime) -> None:
    """What is done on this day with the signals that came. `engine` connects as the role worklist.

    Done twice it changes nothing.
    """
    days = (last - local_date(now)).days
    for part in PARTS:
        act = ACTS_OF_SCENE.get(part.scene)
        if act and part.days_before == days:
            with transaction(engine, municipalities=(STAGE.code,)) as connection:
                found = connection.exec_driver_sql(COORDINATOR, (STAGE.code,)).one()
                worker = Worker(STAGE.code, found.id, found.name)
                for row in connection.exec_driver_sql(PLAYED, (STAGE.code, part.reference)):
                    act(Play(connection, outbox, worker, part, row, now))


SHOWN_AT: Final[Mapping[Scene, tuple[str, str]]] = MappingProxyType(
    {
        Scene.SLEEPS: ("a signal that waits", "/niet-opgepakt#wacht"),
        Scene.WOKEN_BY_SECOND_KIND: ("a case that slept: what woke it", "/zaken/{case}/uitleg"),
        Scene.WOKEN_BY_ADDING_UP: ("another that woke because it added up", "/zaken/{case}/uitleg"),
        Scene.KNOWN_AT_DEBT_HELP: ("known at debt help, so not picked up", "/niet-opgepakt?dag={day}"),
        Scene.REFUSED: ("not picked up, and one that was after all", "/niet-opgepakt?dag={day}"),
        Scene.OTHER_TRAY: ("a case that a worker put in another tray", "/zaken/{case}"),
        Scene.OTHER_PRIORITY: ("a case that a worker gave another priority", "/zaken/{case}"),
    }
)
"""Where a scene is looked at."""
OTHER_PLACES: Final = (
    ("residents to check", "/te-controleren"),
    ("the policy in plain words", "/beleid"),
    ("what if the threshold were EUR 75: type 75", "/proefdraaien"),
)


def offer_tour(installation: Installation, console: Console) -> None:
    """Print what there is to see and where, for whoever signs in as the coordinator of the town."""
    with installation.engine("admin") as engine, engine.connect() as connection:
        who = connection.exec_driver_sql(COORDINATOR, (STAGE.code,)).one()
    with installation.engine("worklist") as engine, transaction(engine, municipalities=(STAGE.code,)) as connection:
        places = tour(connection)
    at = f"http://{address(installation.settings.home, 'worklist')}"
    console.print(f"To see in {STAGE.name}, signed in as {who.name}:", markup=False)
    for what, path in (*places, *OTHER_PLACES):
        console.print(f"  {what:<48} {at}{path}", soft_wrap=True, markup=False, highlight=False)


TOUR: Final = """
SELECT s.reference, d.case_id, (m.decided_for AT TIME ZONE 'Europe/Amsterdam')::date AS day FROM signal s
JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
JOIN decision m ON m.municipality = d.municipality AND m.sequence = d.sequence
WHERE s.municipality = %s AND s.reference = ANY(%s)
"""


def tour(connection: Connection) -> list[tuple[str, str]]:
    """What there is to see and the path of its page, of the scenes that were played."""
    last = {part.scene: part for part in PARTS}
    names = [part.reference for part in last.values()]
    rows = {row.reference: row for row in connection.exec_driver_sql(TOUR, (STAGE.code, names))}
    return [
        (SHOWN_AT[scene][0], SHOWN_AT[scene][1].format(case=row.case_id, day=row.day))
        for scene, part in last.items()
        if scene in SHOWN_AT and (row := rows.get(part.reference))
    ]
