"""The file worker: reads stored chunks in the background, also those a killed process left behind.

Each chunk goes in one transaction with one receipt for every line, so nothing is done twice; a delivery is locked while
one of its chunks is read, so several ingest processes share the work.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from threading import Event, Thread
from typing import Final

from sqlalchemy import Connection

from domain.intake.checks.judge import judge_list
from domain.intake.checks.permissions import Partner
from domain.intake.files.sheets import KeptChunk
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.running.steps import Steps
from plumbing.transport.outbox import Batch
from schemas.ids import Id
from services.ingest.accept import Judged, Receipt
from services.ingest.files.store import (
    Pending,
    finish,
    has_wrong_kind,
    lock_delivery,
    note_failure,
    pending,
    refuse_rest,
    take_chunk,
)
from services.ingest.signals.rows import Origin
from services.ingest.store import Ports, accept, in_transaction
from services.ingest.webhooks.store import tell_when_done

IDLE_SECONDS: Final = 2.0
PAUSE_SECONDS: Final = 30.0
Accepted = tuple[list[Receipt], Batch | None]


def waiting(ports: Ports, besides: Sequence[Id] = ()) -> list[Pending]:
    """The oldest few deliveries of each partner that are not done, but for `besides`; oldest first."""
    with transaction(ports.engine) as connection:
        return pending(connection, besides)


def read_next_chunk(ports: Ports, one: Pending) -> bool:
    """Read the next chunk of a delivery in one transaction; False when another process has it or it is done."""
    partner = ports.partners.by_id(one.partner_id)
    if partner is None:
        raise LookupError("a delivery without its partner")

    def work(connection: Connection) -> tuple[bool, Batch | None]:
        if not lock_delivery(connection, one.id):
            return False, None
        unread = take_chunk(connection, ports.secrecy, one.id)
        receipts, batch = _accept(connection, ports, partner, one, unread.chunk) if unread else ([], None)
        done = unread is None or unread.last
        if not done and any(receipt.faults for receipt in receipts) and has_wrong_kind(connection, one.id):
            refuse_rest(connection, one.id)
            done = True
        if done:
            finish(connection, one.id)
            tell_when_done(connection, one.id, ports.clock())
        return True, batch

    return in_transaction(ports, one.partner_id, work)


def _accept(connection: Connection, ports: Ports, partner: Partner, one: Pending, chunk: KeptChunk) -> Accepted:
    sender = partner.on(local_date(one.received_at))
    checked = judge_list(chunk.records, chunk.candidates, chunk.found, sender)
    records = [Judged(line, *each) for line, each in zip(chunk.lines, checked, strict=True)]
    origin = Origin(one.partner_id, partner.kind, one.id, one.received_at, one.arrival)
    return accept(connection, ports.secrecy, ports.outbox, origin, records, ports.clock())


def mark_failed(ports: Ports, one: Pending) -> None:
    """Note on a delivery that it could not be read further."""
    with transaction(ports.engine, partner=one.partner_id) as connection:
        note_failure(connection, one.id)


class FileWorker:
    """A thread that reads pending deliveries: of each partner one chunk a turn, however many deliveries it has.

    A delivery on which it fails waits, others go on.
    """

    def __init__(self, ports: Ports, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`monotonic`: seconds, for the pause of a delivery that failed."""
        self._ports, self._monotonic = ports, monotonic
        self._paused: dict[Id, float] = {}
        self._turn = 0
        self._stopping, self._wake = Event(), Event()
        self._steps = Steps("file-worker")
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

    def why_not(self) -> tuple[str, ...]:
        """Why files are not read, when they are not."""
        return () if self._thread.is_alive() else ("files are not read",)

    def round(self) -> bool:
        """Read one chunk of every partner, of its oldest deliveries in turns; whether anything was read."""
        now = self._monotonic()
        self._paused = {one: until for one, until in self._paused.items() if until > now}
        self._turn += 1
        found = self._steps.ask(waiting, self._ports, list(self._paused)) or ()
        return sum([any(map(self._read, _begun_at(self._turn, those))) for those in _by_partner(found)]) > 0

    def _read(self, one: Pending) -> bool:
        if self._stopping.is_set():
            return False
        done = self._steps.ask(read_next_chunk, self._ports, one)
        if done is None:
            self._paused[one.id] = self._monotonic() + PAUSE_SECONDS
            self._steps.ask(mark_failed, self._ports, one)
        return bool(done)

    def _run(self) -> None:
        with self._steps:
            while not self._stopping.is_set():
                self._wake.clear()
                if not self.round():
                    self._wake.wait(IDLE_SECONDS)


def _by_partner(found: Iterable[Pending]) -> Iterable[list[Pending]]:
    those: dict[Id, list[Pending]] = {}
    for one in found:
        those.setdefault(one.partner_id, []).append(one)
    return those.values()


def _begun_at(turn: int, those: list[Pending]) -> list[Pending]:
    """The same, the next one first; the others follow for when somebody else has it."""
    first = turn % len(those)
    return those[first:] + those[:first]
