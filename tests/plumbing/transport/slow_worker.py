"""A member of a group whose work takes long, as on a slow record: run as a process of its own.

Arguments: broker, home, group, topic, seconds for each hundred events. Writes the ids of what it did to `home/done`.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine

from plumbing.running.settings import Settings
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Outbox
from schemas.envelope import CloudEvent


def main(kafka: str, home: str, group: str, topic: str, seconds: float) -> None:
    """Consume until it is stopped."""

    def work(events: Sequence[CloudEvent]) -> None:
        time.sleep(seconds * len(events) / 100)
        with (Path(home) / "done").open("a", encoding="utf-8") as done:
            done.writelines(f"{event.id}\n" for event in events)

    settings = Settings(home=Path(home), kafka=kafka, embedded_broker=True, batch_size=200)
    engine = create_engine("postgresql+psycopg://nowhere")
    Consumer(group, settings, engine, {topic: work}, Outbox(settings.source)).run()


if __name__ == "__main__":
    broker, place, name, where, each = sys.argv[1:]
    main(broker, place, name, where, float(each))
