"""Two workers whose batches take longer than a balance of their group: each event is done once, or hardly more."""

import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

from kafka import KafkaProducer

from plumbing.running.settings import Settings
from schemas.topics import PARTITIONS
from tests.plumbing.transport.events import outgoing
from tests.running import until

EVENTS = 1_200
SECONDS_FOR_A_HUNDRED = 1.0
GROUP = "slow"


def started(settings: Settings, home: Path, topic: str) -> subprocess.Popen[bytes]:
    home.mkdir()
    arguments = [settings.kafka, str(home), GROUP, topic, str(SECONDS_FOR_A_HUNDRED)]
    command = [sys.executable, "-W", "ignore", "-m", "tests.plumbing.transport.slow_worker", *arguments]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log)


def done(*homes: Path) -> Counter[str]:
    files = [home / "done" for home in homes if (home / "done").exists()]
    return Counter(line for file in files for line in file.read_text(encoding="utf-8").splitlines())


def test_two_slow_workers_share_the_work_and_do_not_do_it_for_ever(settings: Settings, tmp_path: Path) -> None:
    events = [outgoing() for _ in range(EVENTS)]
    with closing(KafkaProducer(bootstrap_servers=settings.kafka)) as producer:
        for number, event in enumerate(events):
            producer.send(event.topic, event.payload.encode(), partition=number % PARTITIONS)
        producer.flush()
    ours = {event.id for event in events}
    homes = [tmp_path / "first", tmp_path / "second"]
    with ExitStack() as workers:
        for home in homes:
            worker = started(settings, home, events[0].topic)
            workers.callback(worker.wait)
            workers.callback(worker.kill)
            until(lambda: len(done(homes[0])) >= 100, 60)
        until(lambda: ours <= set(done(*homes)), 90)
        time.sleep(5.0)  # Whoever was expelled would now begin with the same work again.
        found = {name: times for name, times in done(*homes).items() if name in ours}
    assert sum(found.values()) <= 2 * EVENTS
    assert max(found.values()) <= 3
