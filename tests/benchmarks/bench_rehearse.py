"""A rehearsal beside deciding live: `python -m tests.benchmarks.bench_rehearse [SIGNALS]`.

Live is what triage does in its process: batches of a thousand references, read, decided and written on the embedded
PostgreSQL, without the broker. The rehearsal is the command's: read, decided again, compared. In turns, in one run.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil

from plumbing.record.connect import transaction
from plumbing.running.memory import keep_memory
from plumbing.transport.outbox import Outbox
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.vocabulary.partners import PartnerKind
from services.triage.process import settle_batch
from services.triage.rehearse.read import Period, rehearse
from tests.builders import SOURCE, Town, a_signal
from tests.database import embedded_database

BATCH = 1_000
DOORS_PER_SIGNAL = 4.5
"""So that one signal in ten shares its household with an earlier one, as in `vroegsignaal bench`."""
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
EUR_75 = Policy(name="vanaf 75 euro", threshold_cents=7_500)
QUICKER = Policy.model_validate(
    {
        "name": "vlugger en lichter",
        "approach": {"crisis": "visit", "several": "phone", "single": "letter"},
        "clocks": {"crisis_working_days": 2, "ordinary_days": 14},
    }
)
"""Sends every case elsewhere; what becomes of signals is as it was."""
OTHERWISE = Policy.model_validate(
    {"name": "alles anders", "repeat_months": 1, "clocks": {"crisis_working_days": 2, "ordinary_days": 14}}
)
"""Touches every signal, so that everything is decided again."""
KINDS = (PartnerKind.WATER, PartnerKind.ENERGY, PartnerKind.LANDLORD, PartnerKind.HEALTH_INSURER)


def accepted(town: Town, signals: int) -> list[dict[tuple[str, Id], Id]]:
    """Signals of a municipality that triage has not seen, in batches."""
    chance, doors = random.Random(15), int(signals * DOORS_PER_SIGNAL)
    batches = []
    for _ in range(signals // BATCH):
        made = [
            a_signal(
                postcode=f"{1000 + chance.randrange(9000)}ZZ",
                house_number=str(1 + chance.randrange(max(1, doors // 9000))),
                amount_cents=chance.randrange(2_000, 40_000),
            )
            for _ in range(BATCH)
        ]
        receipts = town.deliver(*made, kind=chance.choice(KINDS))
        batches.append({("9901", one.signal_id): one.signal_id for one in receipts if one.signal_id})
    return batches


class Took(NamedTuple):
    """Seconds by the clock, and of CPU: this process and PostgreSQL."""

    clock: float
    cpu: float


def timed(home: Path, work: Callable[[], None]) -> Took:
    """What `work` takes."""
    began, used = time.perf_counter(), cpu(home)
    work()
    return Took(time.perf_counter() - began, cpu(home) - used)


def cpu(home: Path) -> float:
    """CPU seconds of this process and of the PostgreSQL that lives in `home`."""
    (written,) = home.rglob("postmaster.pid")
    server = psutil.Process(int(written.read_text().split()[0]))
    return time.process_time() + sum(sum(one.cpu_times()[:2]) for one in (server, *server.children()))


def live(town: Town, batches: list[dict[tuple[str, Id], Id]]) -> None:
    """Decide on all of them."""
    outbox = Outbox(SOURCE)
    for batch in batches:
        with transaction(town.record.engine("triage")) as connection:
            settle_batch(connection, outbox, batch, lambda: town.now)


def rehearsed(town: Town, policy: Policy) -> None:
    """Rehearse a policy on what was decided."""
    with town.record.engine("triage").connect() as connection:
        found = rehearse(connection, "9901", policy, QUARTER, hours_per_week=400)
    sys.stdout.write(f"  {found.signals} signals, approaches {dict(found.before.approaches)} -> ")
    sys.stdout.write(f"{dict(found.after.approaches)}, late {found.before.late} -> {found.after.late}\n")


def main() -> None:
    """Three turns: live, and each policy twice."""
    signals = int(sys.argv[1]) if len(sys.argv) > 1 else 24_000
    keep_memory()
    for turn in range(1, 4):
        with tempfile.TemporaryDirectory() as folder, embedded_database(Path(folder)) as database:
            home, town = Path(folder), Town(database).found("9901", "9902")
            batches = accepted(town, signals)
            took = timed(home, partial(live, town, batches))
            for policy in (EUR_75, QUICKER, OTHERWISE):
                again = min(timed(home, partial(rehearsed, town, policy)) for _ in range(2))
                sys.stdout.write(
                    f"turn {turn}: {policy.name}: live {took.clock:.2f} s, rehearsal {again.clock:.2f} s, "
                )
                sys.stdout.write(
                    f"{took.clock / again.clock:.1f} times as fast; CPU {took.cpu / again.cpu:.1f} times\n"
                )


if __name__ == "__main__":
    main()
