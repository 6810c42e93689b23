"""`vroegsignaal bench`: signals per second from a partner's request to the task row, and CPU per signal and process.

Runs on the servers that the settings name (else on the embedded ones), in a data directory of its own.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import psutil
import typer
from sqlalchemy import Engine, text

from command.engines import opened
from command.home import address
from command.installation import Installation
from command.plant import plant
from command.seed import Seed, SeedAgreement, SeedMunicipality, SeedPartner
from command.traffic import MUNICIPALITIES, PER_REQUEST, bodies, send
from plumbing.record.published_policies import publish
from plumbing.record.tables import metadata
from schemas.ids import Id, event_id
from schemas.policy.form import Policy
from schemas.vocabulary.partners import PartnerKind

BENCH: Final[Id] = "5b0a57f5-43f4-5d64-9a0c-5c6f64b6b0ab"
WARM_UP: Final = 30_000
SOONEST, SELDOMEST = 0.1, 2.0
"""Seconds between two looks at how far the services are."""
POLICY_AT_ONCE: Final = Policy.model_validate({"name": "bench", "dispatch_window": {"kind": "none"}})
MEASURED_PROCESSES: Final = (
    ("ingest", "ingest"),
    ("triage", "triage"),
    ("triage-2", "triage"),
    ("notify", "notify"),
    ("relay", "relay"),
)


@dataclass(frozen=True)
class Measured:
    """`seconds` from the first request to the last task row; CPU in microseconds per signal by process."""

    signals: int
    seconds: float
    cpu: dict[str, float]

    @property
    def per_second(self) -> float:
        """Signals per second through the whole path."""
        return self.signals / self.seconds

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "signals": self.signals,
            "seconds": round(self.seconds, 2),
            "signalsPerSecond": round(self.per_second),
            "cpuMicrosecondsPerSignal": {name: round(value, 1) for name, value in self.cpu.items()},
        }

    def as_text(self) -> str:
        """Lines for a person."""
        head = f"{self.per_second:.0f} signals/s over {self.seconds:.2f} s ({self.signals} signals)"
        used = [f"  {name:<10} {cpu:>7.1f} microseconds of CPU per signal" for name, cpu in self.cpu.items()]
        return "\n".join([head, *used])


def measure(installation: Installation, seconds: int) -> Measured:
    """Warm up, then send for `seconds` seconds and wait until every signal has its disposition and task."""
    with opened(installation.admin_url) as engine:
        _refuse_used(engine)
        deliver = partial(send, key=_seed(installation), address=_started(installation))
        requests = list(bodies(random.Random(1), WARM_UP // PER_REQUEST + seconds * 10))
        _warm_up(engine, deliver, requests[: WARM_UP // PER_REQUEST])
        before, start = _cpu(installation), time.monotonic()
        sent = deliver(requests[WARM_UP // PER_REQUEST :], until=start + seconds) * PER_REQUEST
        _await_done(engine, WARM_UP + sent)
        elapsed, after = time.monotonic() - start, _cpu(installation)
        _verify(engine, WARM_UP + sent)
    return Measured(sent, elapsed, {name: (after[name] - before.get(name, 0.0)) / sent * 1e6 for name in after})


def _started(installation: Installation) -> str:
    """Start what is measured; gives the address of the front door."""
    for name, service in MEASURED_PROCESSES:
        installation.add(name, service)
    installation.await_ready()
    return f"http://{address(installation.settings.home, 'ingest')}"


def _warm_up(engine: Engine, deliver: Callable[[list[bytes]], int], requests: list[bytes]) -> None:
    """Caches fill, and the planner learns the tables."""
    deliver(requests)
    _await_done(engine, WARM_UP)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"ANALYZE {', '.join(metadata.tables)}"))


def _refuse_used(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.execute(text("SELECT 1 FROM signal LIMIT 1")).first():
            raise typer.BadParameter("the record holds signals; bench wants an empty one")


def _seed(installation: Installation) -> str:
    sender = SeedPartner(id=event_id(BENCH, "water"), name="Bench", kind=PartnerKind.WATER)
    seed = Seed(
        municipalities=tuple(SeedMunicipality(code=code, name=f"Bench {code}") for code in MUNICIPALITIES),
        partners=(sender,),
        agreements=tuple(
            SeedAgreement(partner=sender.id, municipality=code, valid_from=date(2020, 1, 1)) for code in MUNICIPALITIES
        ),
    )
    with installation.engine("admin") as engine, engine.begin() as connection:
        keys = plant(connection, seed).keys
        for code in MUNICIPALITIES:
            publish(connection, code, POLICY_AT_ONCE, date(2020, 1, 1))
    return keys[sender.id]


def _await_done(engine: Engine, signals: int, patience: float = 300.0) -> None:
    """Wait until `signals` are decided and every case has its task. Its own counting costs as little as can be."""
    until = time.monotonic() + patience
    _await_count(engine, "SELECT sum(last) FROM sequence", signals, until)
    with engine.connect() as connection:
        cases = connection.exec_driver_sql("SELECT count(*) FROM case_file").scalar_one()
    _await_count(engine, "SELECT count(*) FROM task", cases, until)


def _verify(engine: Engine, signals: int) -> None:
    """Raise RuntimeError unless every signal has its one disposition."""
    with engine.connect() as connection:
        settled = connection.exec_driver_sql("SELECT count(*) FROM disposition").scalar_one()
    if settled != signals:
        raise RuntimeError(f"{settled} dispositions for {signals} signals")


def _await_count(engine: Engine, sql: str, number: int, until: float) -> None:
    """Ask again when half of what is left should be done at the pace so far: counting takes the servers' time."""
    start, first = time.monotonic(), None
    while time.monotonic() < until:
        with engine.connect() as connection:
            count = int(connection.exec_driver_sql(sql).scalar_one() or 0)
        if count >= number:
            return
        first = count if first is None else first
        left = (number - count) * (time.monotonic() - start) / max(1, count - first)
        time.sleep(min(max(left / 2, SOONEST), SELDOMEST))
    raise TimeoutError("the signals were not all settled and dispatched in time")


def _cpu(installation: Installation) -> dict[str, float]:
    """CPU seconds so far of our processes, of the servers on this machine and of this sender."""
    used = {name: _seconds(child.process.pid) for name, child in installation.children.items() if child.process}
    used["sender"] = _seconds(os.getpid())
    for process in psutil.process_iter(["name", "cmdline"]):
        name = process.info["name"] or ""
        if name.startswith("postgres"):
            used["postgres"] = used.get("postgres", 0.0) + _seconds(process.pid)
        elif name.startswith("tansu") or "kafka.Kafka" in (process.info["cmdline"] or ()):
            used["broker"] = used.get("broker", 0.0) + _seconds(process.pid)
    return used


def _seconds(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
