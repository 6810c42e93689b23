"""One crisis signal from POST to its task row at 100/s: `python -m tests.benchmarks.bench_latency --reference TREE`.

In turns with a checkout of 0.1.0 (its own `.venv`, else this one), each turn on an Apache Kafka and an embedded
PostgreSQL of its own; at most .6 of its median. Prints every turn and the median of the ratios: figures of a shared
machine mean nothing by themselves (docs/bench.md).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Final, NamedTuple

from tests.real import ROOT, real_kafka

TURN: Final = Path(__file__).with_name("latency_turn.py")
AT_MOST: Final = 0.6
"""Of the median of 0.1.0."""


class Turn(NamedTuple):
    """Milliseconds of one turn."""

    p50: float
    p95: float

    def __str__(self) -> str:
        return f"p50 {self.p50:6.1f} ms   p95 {self.p95:6.1f} ms"


def turn(tree: Path, seconds: int) -> Turn:
    """Measure a tree once. Raises CalledProcessError with what it said where it fails."""
    own = tree / ".venv" / "bin" / "python"
    python = str(own) if own.exists() else sys.executable
    with tempfile.TemporaryDirectory() as folder, real_kafka(Path(folder)) as kafka:
        made = subprocess.run(
            [python, str(TURN), str(tree), kafka, str(seconds)],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree)},
            stdout=subprocess.PIPE,
            check=True,
        )
    milliseconds = json.loads(made.stdout.splitlines()[-1])
    return Turn(median(milliseconds), quantiles(milliseconds, n=20)[-1])


def main() -> None:
    """Measure in turns and compare."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--reference", type=Path, help="a checkout of 0.1.0; without it only this tree is measured")
    asked.add_argument("--turns", type=int, default=3)
    asked.add_argument("--seconds", type=int, default=20)
    given = asked.parse_args()
    ratios = []
    for _ in range(given.turns):
        before = turn(given.reference.resolve(), given.seconds) if given.reference else None
        now = turn(ROOT, given.seconds)
        sys.stdout.write(f"reference {before}\nthis tree {now}\n" if before else f"this tree {now}\n")
        sys.stdout.flush()
        if before:
            ratios.append(now.p50 / before.p50)
    if ratios:
        sys.stdout.write(f"ratio of the medians: {median(ratios):.2f} (at most {AT_MOST})\n")
        sys.exit(median(ratios) > AT_MOST)


if __name__ == "__main__":
    main()
