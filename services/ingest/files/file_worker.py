"""The file worker: reads stored chunks in the background, also those a killed process left behind.

Each chunk is one transaction with one receipt for every line, so nothing is done twice; a delivery is locked while
one of its chunks is read, so several ingest processes share the work.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Event, Thread
from typing import Final, NamedTuple, ParamSpec, TypeVar

import structlog
from sqlalchemy import Connection, Row

from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.running.logging import code_location
from plumbing.transport.outbox import Batch
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState
from services.ingest.accept import Judged, accept
from services.ingest.checks.judge import judge
from services.ingest.files.chunks import unpacked
from services.ingest.intake import Intake
from services.ingest.registry import Partner, Partners
from services.ingest.rows import Origin

IDLE_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 30.0
PENDING: Final = "SELECT id, partner_id, received_at FROM delivery WHERE state <> 'done' ORDER BY received_at, id"
LOCK: Final = "SELECT id FROM delivery WHERE id = %s AND state <> 'done' FOR UPDATE SKIP LOCKED"
NEXT: Final = """
SELECT c.body, count(*) OVER () AS left FROM delivery_chunk c WHERE c.delivery_id = %s AND NOT EXISTS (
  SELECT FROM receipt r WHERE r.delivery_id = c.delivery_id AND r.line = c.first_line) ORDER BY c.number LIMIT 1"""
FAILURE: Final = "UPDATE delivery SET failure = %s WHERE id = %s"
DONE: Final = "UPDATE delivery SET state = %s, failure = NULL WHERE id = %s"
P = ParamSpec("P")
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Pending(NamedTuple):
    """A delivery that still has chunks to read."""

    id: Id
    partner_id: Id
    received_at: datetime


def pending(intake: Intake) -> list[Pending]:
    """Deliveries of all partners that are not done, oldest first."""
    with transaction(intake.engine) as connection:
        return [Pending(*row) for row in connection.exec_driver_sql(PENDING).all()]


def read_next_chunk(intake: Intake, partners: Partners, one: Pending) -> bool:
    """Read the next chunk of a delivery in one transaction; False when another process has it or it is done."""
    partner = partners.by_id(one.partner_id)
    if partner is None:
        raise LookupError("a delivery without its partner")
    now = intake.clock()

    def work(connection: Connection) -> tuple[bool, Batch | None]:
        if connection.exec_driver_sql(LOCK, (one.id,)).first() is None:
            return False, None
        found = connection.exec_driver_sql(NEXT, (one.id,)).first()
        events = _accept(connection, intake, partner, one, found, now) if found else None
        if found is None or found.left == 1:
            connection.exec_driver_sql("DELETE FROM delivery_chunk WHERE delivery_id = %s", (one.id,))
            connection.exec_driver_sql(DONE, (DeliveryState.DONE, one.id))
        return True, events

    return intake.in_transaction(one.partner_id, work)


def _accept(
    connection: Connection, intake: Intake, partner: Partner, one: Pending, found: Row[bytes, int], now: datetime
) -> Batch | None:
    rows = unpacked(bytes(found[0]))
    verdicts = judge([candidate for _, candidate in rows], partner.on(local_date(one.received_at)))
    records = [Judged(line, verdict) for (line, _), verdict in zip(rows, verdicts, strict=True)]
    origin = Origin(one.partner_id, partner.kind, one.id, one.received_at)
    return accept(connection, intake.desk, origin, records, now)[1]


def note_failure(intake: Intake, one: Pending) -> None:
    """Mark a delivery that could not be read further, for whoever looks after the installation."""
    with transaction(intake.engine, partner=one.partner_id) as connection:
        connection.exec_driver_sql(FAILURE, ("reading failed, see the log", one.id))


class FileWorker:
    """A thread that reads pending deliveries one chunk at a time; a delivery on which it fails waits, others go on."""

    def __init__(self, intake: Intake, partners: Partners, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic`: seconds, for the pause of a delivery that failed."""
        self._intake, self._partners, self._monotonic = intake, partners, monotonic
        self._paused: dict[Id, float] = {}
        self._stopping, self._wake = Event(), Event()
        self._executor = ThreadPoolExecutor(1, "file-chunk")
        self._thread = Thread(target=self._run, name="file-worker", daemon=True)

    def start(self) -> None:
        """Begin; what a killed process left is read first."""
        self._thread.start()

    def wake(self) -> None:
        """Say that a file came in."""
        self._wake.set()

    def stop(self) -> None:
        """Finish the chunk at hand and stop."""
        self._stopping.set()
        self._wake.set()
        self._thread.join()

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def round(self) -> bool:
        """Read one chunk of every pending delivery; whether anything was read."""
        ready = [one for one in self._ask(pending, self._intake) or () if self._may_read(one)]
        return sum(self._read(one) for one in ready) > 0

    def _may_read(self, one: Pending) -> bool:
        return self._paused.get(one.id, 0.0) <= self._monotonic() and not self._stopping.is_set()

    def _read(self, one: Pending) -> bool:
        done = self._ask(read_next_chunk, self._intake, self._partners, one)
        if done is None:
            self._paused[one.id] = self._monotonic() + PAUSE_SECONDS
            self._ask(note_failure, self._intake, one)
        return bool(done)

    def _ask(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Result of `work`, or None when it failed: a bug on one file must not stop the others."""
        step = self._executor.submit(work, *args, **kwargs)
        error = step.exception()
        if error is None:
            return step.result()
        log.error("file-worker-failed", step=work.__name__, error=type(error).__name__, location=code_location(error))
        return None

    def _run(self) -> None:
        with self._executor:
            while not self._stopping.is_set():
                self._wake.clear()
                if not self.round():
                    self._wake.wait(IDLE_SECONDS)
