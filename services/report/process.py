"""The exporter process: keeps the figures in memory up to date and serves them on `/metrics`."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import Final

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from domain.figures.store import count_ledger
from domain.law.calendar import local_date
from plumbing.record.connect import unavailable
from plumbing.running.clock import Clock
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.running.stopping import run_until_stopped, wait_briefly
from services.report.exporter import Exporter
from services.report.gauges import PartnerLabels, State
from services.report.partners.read import known_partners, read_supply
from services.report.partners.supply import Supply
from services.report.store import catch_up, read_state
from services.report.totals import Totals

LOOK_EVERY: Final = 3.0
"""Seconds between two looks at new facts."""
LEDGER_EVERY: Final = 15.0
LEDGER_SHARE: Final = 20.0
"""Counting the ledger reads the whole record: at most one part in twenty of the time goes to it."""

log = structlog.get_logger(__name__)


class Refresher:
    """Brings the exporter up to date, at most as often as it is asked."""

    def __init__(
        self, engine: Engine, exporter: Exporter, clock: Clock, *, now: Callable[[], float] = monotonic
    ) -> None:
        """`clock`: the record's time; `now`: seconds, for how often is looked."""
        self._engine = engine
        self._exporter = exporter
        self._clock = clock
        self._totals = Totals()
        self._now = now
        self._whole = State("")
        self._whole_due = 0.0
        self.fresh = False

    def why_not(self) -> tuple[str, ...]:
        """What keeps the figures from being shown."""
        return () if self.fresh else ("the figures are not fresh",)

    async def keep_fresh(self, stopped: asyncio.Event) -> None:
        """Refresh every three seconds until the process is asked to stop."""
        while not stopped.is_set():
            await asyncio.to_thread(self.refresh)
            await wait_briefly(stopped, LOOK_EVERY)

    def refresh(self) -> None:
        """Read what is new and show it; a database that is away leaves the last figures and makes it not ready."""
        try:
            self._exporter.show(self._read())
            self.fresh = True
        except SQLAlchemyError as error:
            if not unavailable(error):
                raise
            self.fresh = False
            log.warning("record_away", error=type(error).__name__)

    def _read(self) -> State:
        self._totals = catch_up(self._engine, self._totals)
        with self._engine.connect() as connection:
            state = read_state(connection, self._exporter.state)
        whole = self._counted_whole()
        return replace(state, sums=self._totals.sums, ledger=whole.ledger, supplies=whole.supplies)

    def _counted_whole(self) -> State:
        """What is counted over the whole record: the ledger, and how partners deliver."""
        begun = self._now()
        if self._whole.ledger is None or begun >= self._whole_due:
            self._whole = replace(self._whole, ledger=count_ledger(self._engine), supplies=self._supplies())
            ended = self._now()
            self._whole_due = ended + max(LEDGER_EVERY, LEDGER_SHARE * (ended - begun))
        return self._whole

    def _supplies(self) -> Mapping[PartnerLabels, Supply]:
        with self._engine.connect() as connection:
            partners = known_partners(connection)
            found = read_supply(connection, partners, local_date(self._clock()))
        return {(one.id, str(one.kind)): found[one.id] for one in partners}


def run(settings: Settings) -> None:
    """Serve the figures until SIGTERM or SIGINT. `settings.postgres_url` is the role `report`'s own."""
    with process("report", settings, pool_size=1) as this:
        exporter = Exporter()
        refresher = Refresher(this.engine, exporter, this.clock)
        with this.healthy(refresher.why_not, registry=exporter.registry()):
            run_until_stopped(refresher.keep_fresh)
