"""A consumer whose work fails after some events, as when the database goes away: run as a process of its own.

Arguments: broker, home, group, topic, events that succeed. Writes how many were done to the file `done` in its home.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine

from schemas.envelope import CloudEvent
from services.running.settings import Settings
from services.transport.consume import Consumer
from services.transport.fates import Unavailable
from services.transport.outbox import Outbox


def main(kafka: str, home: str, group: str, topic: str, enough: int) -> None:
    """Consume until the work fails; Faust ends the process with code 1."""
    done = 0

    def work(events: Sequence[CloudEvent]) -> None:
        nonlocal done
        if done >= enough:
            raise Unavailable
        done += len(events)
        (Path(home) / "done").write_text(str(done), encoding="utf-8")

    settings = Settings(home=Path(home), kafka=kafka, embedded_broker=True)
    Consumer(group, settings, create_engine("postgresql+psycopg://nowhere"), {topic: work}, Outbox()).run()


if __name__ == "__main__":
    broker, place, name, where, number = sys.argv[1:]
    main(broker, place, name, where, int(number))
