"""The demo: two municipalities that do not exist, delivered through the real front doors, day by day up to yesterday.

Simulated time stands in the record (`simulated_clock`), so an interrupted load goes on where it was.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import Engine, text

from command.demo_post import comes_by_post, type_letter
from command.demo_residents import write_residents
from command.demo_scenes import play_scenes, publish_policy
from command.demo_workers import Team
from command.engines import opened
from command.home import address
from command.installation import Installation
from command.plant import plant
from command.registers import upload
from command.seed import Seed
from domain.intake.files.mapping import parse_mapping
from domain.law.calendar import AMSTERDAM, local_date
from plumbing.record.tables import metadata
from plumbing.running.settings import CHECKOUT, Settings
from plumbing.transport.outbox import Outbox
from schemas.envelope import ZERO_OIN
from schemas.ids import Id
from schemas.vocabulary.registers import Register
from simulation.chance import dice
from simulation.files import delivery_csv, delivery_json, delivery_xlsx
from simulation.partners import Way, partners, seed_file
from simulation.places import DEMO
from simulation.scenes import STAGE, scene_deliveries
from simulation.stream import Delivery, deliveries

SEED: Final = 2026
DAYS: Final = 92
UNTOUCHED: Final = timedelta(days=14)
"""Cases of the last two weeks wait in the queue, so that a visitor finds work to do."""
MORNING, EVENING = day_time(7, 30), day_time(18, 30)
MAPPING_FILES: Final = CHECKOUT / "deploy" / "mappings"
PATIENCE: Final = 60.0
MONTHLY: Final = 5
"""From so many records on a delivery is a monthly file."""
FILES_PATH: Final = "/v1/leveringen"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

UNFINISHED_DAY: Final = """
SELECT (SELECT count(*) FROM unsettled_signal WHERE NOT stuck)
 + (SELECT count(*) FROM delivery WHERE state <> 'done')
 + (SELECT count(*) FROM hand_entry)
 + (SELECT count(*) FROM undispatched_case WHERE dispatch_at IS NULL OR dispatch_at <= :now)
 + (SELECT count(*) FROM lagging_task)
 + (SELECT count(*) FROM parking WHERE ended_by IS NULL AND due_at <= :now)
"""


class DemoStalled(Exception):
    """A day of the demo did not come to rest in time."""


@dataclass
class Courier:
    """Delivers to ingest as partners do, each its own way, with the slips of people and programs.

    `folder`: the watched folder, where a partner with a folder puts its monthly file; a single signal comes by post,
    the rest it uploads. `worklist`: an engine of that role, for who types letters.
    """

    client: httpx.Client
    keys: Mapping[Id, str]
    folder: Path
    worklist: Engine

    def deliver(self, delivery: Delivery, now: datetime) -> None:
        """Send one delivery. Raises HTTPStatusError when it is refused as a whole."""
        if comes_by_post(delivery):
            type_letter(self.worklist, delivery, now)
            return
        partner = delivery.partner
        rng = dice(SEED, "saved", partner.kind, delivery.municipality.code, delivery.day)
        if partner.mapping is None:
            self._send(delivery, "/v1/signalen", delivery_json(delivery, rng), "application/json")
            return
        written = (MAPPING_FILES / f"{partner.mapping}.yaml").read_text(encoding="utf-8")
        mapping = parse_mapping(written).model_dump()
        if partner.way is Way.WORKBOOK:
            self._send(delivery, FILES_PATH, delivery_xlsx(delivery, mapping, rng), WORKBOOK_TYPE)
        elif partner.way is Way.FOLDER and len(delivery.records) >= MONTHLY:
            self._put(delivery, delivery_csv(delivery, mapping, rng))
        else:
            self._send(delivery, FILES_PATH, delivery_csv(delivery, mapping, rng), "text/csv")

    def _send(self, delivery: Delivery, path: str, content: bytes, kind: str) -> None:
        headers = {"X-API-Key": self.keys[delivery.partner.id], "Content-Type": kind}
        named = {"kolomindeling": delivery.partner.mapping} if delivery.partner.mapping else {}
        self.client.post(path, content=content, params=named, headers=headers).raise_for_status()

    def _put(self, delivery: Delivery, content: bytes) -> None:
        """Put a file in the folder, under its name once it is whole, and wait until it was taken."""
        partner = delivery.partner
        place = self.folder / partner.id / str(partner.mapping)
        place.mkdir(parents=True, exist_ok=True)
        file = place / f"{delivery.municipality.code}-{delivery.day}.csv"
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(content)
        unfinished.rename(file)
        until = time.monotonic() + PATIENCE
        while file.exists():
            if time.monotonic() > until:
                raise DemoStalled(f"nobody took the file of {delivery.day} from the folder; see the logs")
            time.sleep(0.05)


def watched_folder(settings: Settings) -> Path:
    """Where the demo's partners put files; made when it is not there."""
    found = settings.drop_folder or settings.home / "drop"
    found.mkdir(parents=True, exist_ok=True)
    return found


def loaded(home: Path) -> bool:
    """Whether the demo was loaded before: then nothing is loaded twice."""
    return (home / "demo-loaded").exists()


def load_demo(installation: Installation, console: Console, stopped: threading.Event) -> None:
    """Load the demo, or what an interrupted load left; returns early when asked to stop."""
    last = local_date(datetime.now(UTC)) - timedelta(days=1)
    first = last - timedelta(days=DAYS - 1)
    keys, calendar = _planted(installation, first), _calendar(first, last)
    front_door = f"http://{address(installation.settings.home, 'ingest')}"
    with (
        opened(installation.admin_url) as superuser,
        installation.engine("simulate") as clock,
        installation.engine("worklist") as worklist,
        httpx.Client(base_url=front_door, timeout=30) as client,
        _progress(console) as progress,
    ):
        folder = watched_folder(installation.settings)
        oin = installation.environment.get("VROEGSIGNAAL_OIN") or ZERO_OIN
        outbox = Outbox(f"urn:nld:oin:{oin}:systeem:vroegsignaal")
        team = Team(worklist, SEED, outbox, last - UNTOUCHED)
        day = max(first, _reached(clock) or first)
        bar = progress.add_task("Three months of signals and work", total=DAYS, completed=(day - first).days)
        while day <= last and not stopped.is_set():
            evening = _one_day(
                day, calendar.get(day, []), Courier(client, keys, folder, worklist), team, clock, superuser
            )
            play_scenes(worklist, outbox, last, evening)
            _await_rest(superuser, evening)
            progress.advance(bar)
            day += timedelta(days=1)
        if not stopped.is_set():
            _finish(clock, superuser, installation.settings.home)


def _planted(installation: Installation, first: date) -> dict[Id, str]:
    """Plant municipalities, partners and workers, and what one town chose and knows; gives each partner's API key.

    Also where a load goes on.
    """
    seed = Seed.model_validate(seed_file(DEMO, partners(SEED)))
    with installation.engine("admin") as engine:
        with engine.begin() as connection:
            keys = plant(connection, seed, renew_keys=True).keys
            publish_policy(connection, first)
        upload_residents(installation.settings, engine)
    return keys


def upload_residents(settings: Settings, engine: Engine) -> None:
    """Let one town know who lives there; the list with names is gone again, also where it is refused."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "residents.csv"
        write_residents(path, STAGE, SEED)
        upload(settings, engine, STAGE.code, Register.RESIDENTS, path)


def _calendar(first: date, last: date) -> Mapping[date, list[Delivery]]:
    """What partners deliver on each day."""
    found: dict[date, list[Delivery]] = {}
    for place in DEMO:
        for delivery in deliveries(place, SEED, first, last):
            found.setdefault(delivery.day, []).append(delivery)
    for delivery in scene_deliveries(SEED, last):
        found.setdefault(delivery.day, []).append(delivery)
    return found


def _one_day(
    day: date, sent: list[Delivery], courier: Courier, team: Team, clock: Engine, superuser: Engine
) -> datetime:
    """Partners deliver, everything is settled and dispatched, workers record in the evening what they did that day.

    Gives the moment of that evening.
    """
    morning, evening = (datetime.combine(day, at, AMSTERDAM).astimezone(UTC) for at in (MORNING, EVENING))
    _set_clock(clock, morning)
    for delivery in sent:
        courier.deliver(delivery, morning)
    _await_rest(superuser, morning)
    _set_clock(clock, evening)
    for place in DEMO:
        team.work(place, day, evening)
    return evening


def _await_rest(superuser: Engine, now: datetime) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with superuser.connect() as connection:
            if not connection.execute(text(UNFINISHED_DAY), {"now": now}).scalar_one():
                return
        if time.monotonic() > until:
            raise DemoStalled(f"the demo did not come to rest on {local_date(now)}; see the logs")
        time.sleep(0.02)


def _set_clock(clock: Engine, moment: datetime | None) -> None:
    """Set simulated time; None gives the wall clock back."""
    with clock.begin() as connection:
        connection.execute(
            text(
                'INSERT INTO simulated_clock ("only", now) VALUES (true, :now) '
                'ON CONFLICT ("only") DO UPDATE SET now = EXCLUDED.now'
            ),
            {"now": moment},
        )


def _reached(clock: Engine) -> date | None:
    with clock.connect() as connection:
        moment = connection.execute(text("SELECT now FROM simulated_clock")).scalar_one_or_none()
    return local_date(moment) if moment else None


def _finish(clock: Engine, superuser: Engine, home: Path) -> None:
    """Give the wall clock back, and let the planner know the tables."""
    _set_clock(clock, None)
    with superuser.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"ANALYZE {', '.join(metadata.tables)}"))
    (home / "demo-loaded").touch()


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("days"),
        TimeRemainingColumn(),
        console=console,
    )
