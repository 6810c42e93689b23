"""A consumer whose work fails after some events, as when the database goes away: run as a process of its own.

Arguments: broker, home, group, topic, events that succeed. Writes how many were done to the file `done` in its home.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine

from plumbing.running.settings import Settings
from plumbing.transport.fates import Unavailable
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Outbox
from schemas.envelope import CloudEvent

LET_IT_COMMIT_SECONDS: Final = 2.0
"""Several times as long as Faust waits between two commits: what is done is acknowledged when the work fails."""


def main(kafka: str, home: str, group: str, topic: str, enough: int) -> None:
    """Consume until the work fails; Faust ends the process with code 1."""
    done = 0

    def work(events: Sequence[CloudEvent]) -> None:
        nonlocal done
        if done >= enough:
            time.sleep(LET_IT_COMMIT_SECONDS)
            raise Unavailable
        done += len(events)
        (Path(home) / "done").write_text(str(done), encoding="utf-8")

    settings = Settings(home=Path(home), kafka=kafka, embedded_broker=True)
    Consumer(
        group, settings, create_engine("postgresql+psycopg://nowhere"), {topic: work}, Outbox(settings.source)
    ).run()


if __name__ == "__main__":
    broker, place, name, where, number = sys.argv[1:]
    main(broker, place, name, where, int(number))
