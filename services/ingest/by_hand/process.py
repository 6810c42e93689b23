"""The thread that takes in what workers typed, within a second, and once a day removes refused records that are old."""

import time
from collections.abc import Callable
from datetime import date
from threading import Event, Thread
from typing import Final

import structlog

from domain.law.calendar import local_date
from plumbing.running.steps import Steps
from schemas.ids import Id
from services.ingest.by_hand.store import Waiting, take_entry, waiting_entries
from services.ingest.mending.store import sweep
from services.ingest.store import Ports

ENTRIES_EVERY_SECONDS: Final = 0.5
PAUSE_AFTER_FAILURE_SECONDS: Final = 30.0
log = structlog.get_logger(__name__)


class HandWorker:
    """Takes entries one at a time; one on which it fails waits, others go on. Several processes share the work."""

    def __init__(self, ports: Ports, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic`: seconds, for the pause of an entry that failed."""
        self._ports, self._monotonic = ports, monotonic
        self._paused: dict[Id, float] = {}
        self._swept_on: date | None = None
        self._stopping = Event()
        self._steps = Steps("hand-worker")
        self._thread = Thread(target=self._run, name="hand-worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the entry at hand and stop."""
        self._stopping.set()
        self._thread.join()

    def why_not(self) -> tuple[str, ...]:
        """Why what workers typed is not taken, when it is not."""
        return () if self._thread.is_alive() else ("what workers typed is not taken",)

    def round(self) -> int:
        """Take what waits, and sweep when a day began; gives how many entries were taken."""
        self._steps.ask(self._sweep_daily)
        return sum(self._take(one) for one in self._steps.ask(waiting_entries, self._ports) or ())

    def _sweep_daily(self) -> None:
        today = local_date(self._ports.clock())
        if self._swept_on != today:
            if number := sweep(self._ports):
                log.info("quarantine-swept", number=number)
            self._swept_on = today

    def _take(self, one: Waiting) -> bool:
        if self._stopping.is_set() or self._paused.get(one[1], 0.0) > self._monotonic():
            return False
        taken = self._steps.ask(take_entry, self._ports, one)
        if taken is None:
            self._paused[one[1]] = self._monotonic() + PAUSE_AFTER_FAILURE_SECONDS
        else:
            self._paused.pop(one[1], None)
        return bool(taken)

    def _run(self) -> None:
        with self._steps:
            while not self._stopping.is_set():
                self.round()
                self._stopping.wait(ENTRIES_EVERY_SECONDS)
