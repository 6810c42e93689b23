"""Sums of all facts, kept in memory and brought up to date with what was committed since, each fact exactly once.

A fact carries the transaction that wrote it. A reader takes the transactions from where it stopped up to the oldest
one that is still open: all of those have ended, so none of their facts can turn up later behind the reader's back.
"""

from collections import Counter
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, Row, text

from domain.law.definitions import CURRENT
from schemas.vocabulary.figures import FactKind

HORIZON: Final = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
AHEAD: Final = text(
    "SELECT 1 FROM fact WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint LIMIT 1"
)
ENDED: Final = text(
    "SELECT municipality, kind, partner_kind, CASE WHEN kind = :with_code THEN coalesce(code, '') ELSE '' END AS code, "
    "sum(amount)::bigint AS amount FROM fact "
    "WHERE transaction >= :seen AND transaction < :horizon AND definitions_version = :definitions GROUP BY 1, 2, 3, 4"
)
WITH_CODE: Final = FactKind.SIGNAL_SETTLED
"""The one kind whose code (the disposition) is a label."""


class Sum(NamedTuple):
    """What one sum is of; `code` only for settled signals."""

    municipality: str
    kind: str
    partner_kind: str
    code: str = ""


class FactsFromElsewhere(RuntimeError):
    """Facts carry transactions that this server has not reached: restored from a dump (docs/figures.md)."""


class Totals:
    """The sums. `catch_up` may be called from one thread; `sums` is replaced whole, so any thread may read it."""

    def __init__(self, engine: Engine, *, definitions: str = CURRENT.version) -> None:
        self._engine = engine
        self._definitions = definitions
        self._seen = 0
        self.sums: Counter[Sum] = Counter()

    def catch_up(self) -> None:
        """Add the facts of all transactions that ended since the last time (the first time: of all)."""
        # One snapshot for the horizon and the rows below it.
        engine = self._engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection, connection.begin():
            if self._seen == 0:
                _refuse_facts_from_elsewhere(connection)
            horizon = int(connection.execute(HORIZON).scalar_one())
            rows = self._ended_before(connection, horizon)
        added = Counter({Sum(row.municipality, row.kind, row.partner_kind, row.code): int(row.amount) for row in rows})
        if added:
            sums = self.sums.copy()
            sums.update(added)
            self.sums = sums
        self._seen = horizon

    def _ended_before(self, connection: Connection, horizon: int) -> list[Row[tuple[str, str, str, str, int]]]:
        values = {
            "seen": self._seen,
            "horizon": horizon,
            "definitions": self._definitions,
            "with_code": WITH_CODE,
        }
        return list(connection.execute(ENDED, values).all())


def _refuse_facts_from_elsewhere(connection: Connection) -> None:
    if connection.execute(AHEAD).first() is not None:
        raise FactsFromElsewhere("facts of a restored database must be given a transaction of this server")
