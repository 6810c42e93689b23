"""Plays the schedules of seeds on Apache Kafka and PostgreSQL, one after the other, and prints a table.

.venv/bin/python -m tests.faults.schedules FIRST LAST [--patience SECONDS]
"""

# ruff: noqa: T201  (what it says is for the terminal)
import argparse
import shutil
import tempfile
from pathlib import Path

from tests.faults.schedules.faults import schedule
from tests.faults.schedules.rounds import AT_REST_WITHIN, Round, demand, play
from tests.faults.schedules.world import real_world

HEAD = "| Seed | Faults | Signals | Rest, s | Lost | Double | Holds |\n| --- | --- | --- | --- | --- | --- | --- |"


def main() -> None:
    """Play every seed and print each round at once, then the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("first", type=int)
    parser.add_argument("last", type=int)
    parser.add_argument("--patience", type=float, default=AT_REST_WITHIN, help="seconds to wait for rest at most")
    chosen = parser.parse_args()
    lines = [line(*by_hand(seed, chosen.patience)) for seed in range(chosen.first, chosen.last + 1)]
    print(HEAD, *lines, sep="\n")


def by_hand(seed: int, patience: float) -> tuple[Round, str]:
    """A round and whether everything held; where it did not its folder stays, and is named."""
    folder = Path(tempfile.mkdtemp(prefix=f"schedule-{seed}-"))
    with real_world(folder) as world:
        found = play(world, schedule(seed), patience)
        print(found, flush=True)
        try:
            demand(found, world)
        except AssertionError as broken:
            print(f"  does not hold: {str(broken).splitlines()[0][:200]}; see {folder}", flush=True)
            return found, "no"
    shutil.rmtree(folder)
    return found, "yes"


def line(found: Round, holds: str) -> str:
    """A row of the table."""
    rest = f"{found.rest:.0f}{'+' if found.left else ''}"
    falls = len(found.schedule.falls)
    return f"| {found.schedule.seed} | {falls} | {found.signals} | {rest} | {found.lost} | {found.double} | {holds} |"


if __name__ == "__main__":
    main()
