"""The ports of the worklist: the record within one municipality, and events that leave once it is committed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from domain.cases.acts import Act, Worker
from domain.cases.store import perform
from plumbing.record.connect import transaction
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox, Submit


@dataclass(frozen=True)
class Ports:
    """What the worklist needs from outside."""

    settings: Settings
    engine: Engine
    clock: Clock
    submit: Submit
    outbox: Outbox

    def scope(self, worker: Worker) -> AbstractContextManager[Connection]:
        """A transaction that sees the worker's municipality alone."""
        return transaction(self.engine, municipalities=(worker.municipality,))

    def perform(self, worker: Worker, act: Act, now: datetime) -> None:
        """Do `act` in one transaction with its events in the outbox, then have them published."""
        with self.scope(worker) as connection:
            batch = perform(connection, self.outbox, worker, act, now)
        self.submit(batch)
