"""What the process `report` reads: new facts, the facts of a cohort, and counts of the record; as role `report`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, Engine, text

from domain.figures.indicators import COHORT_KINDS, Cohort, CohortFigures, SummedFacts, cohort_figures
from domain.figures.metrics import METRICS_VERSION
from plumbing.record.connect import transaction
from schemas.vocabulary.figures import FactKind
from services.report.gauges import State
from services.report.totals import KIND_BY_DEFINITION, KINDS_BY_CODE, Sum, Totals, add_facts

OLDEST_OPEN: Final = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
AHEAD: Final = text(
    "SELECT 1 FROM fact WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint LIMIT 1"
)
ENDED: Final = text(
    "SELECT municipality, kind, partner_kind, "
    "CASE WHEN kind = ANY(:by_code) THEN coalesce(code, '') ELSE '' END AS code, "
    "CASE WHEN kind = :defined THEN definitions_version ELSE '' END AS definition, "
    "sum(amount)::bigint AS amount FROM fact WHERE transaction >= :seen AND transaction < :horizon "
    "AND (definitions_version = :definitions OR kind = :defined) GROUP BY 1, 2, 3, 4, 5"
)
COHORT_FACTS: Final = text(
    "SELECT kind, partner_kind, definitions_version = :definitions AS defined_so, sum(amount)::int AS amount FROM fact "
    "WHERE municipality = :municipality AND cohort_date BETWEEN :first AND :last AND recorded_at <= :as_of "
    "AND kind = ANY(:kinds) GROUP BY 1, 2, 3"
)
KNOWN_KINDS: Final = text(
    "SELECT m.code, p.kind FROM municipality m "
    "LEFT JOIN agreement a ON a.municipality = m.code LEFT JOIN partner p ON p.id = a.partner_id GROUP BY 1, 2"
)
KNOWN_MUNICIPALITY: Final = text("SELECT 1 FROM municipality WHERE code = :municipality")
OUTBOX_ROWS: Final = text("SELECT count(*) FROM outbox")


class FactsFromElsewhere(RuntimeError):
    """Facts carry transactions that this server has not reached: restored from a dump (docs/figures.md)."""


class UnknownMunicipality(LookupError):
    """No municipality with this code is in the record: zeros would be a wrong answer."""


def catch_up(engine: Engine, totals: Totals, *, definitions: str = METRICS_VERSION) -> Totals:
    """Add the facts of all transactions that ended since (to empty totals: of all), each fact exactly once.

    A fact carries the transaction that wrote it. Taken are those from where the totals stopped up to the oldest that
    is still open: all of these have ended, so none of their facts can turn up later behind the reader's back.
    Raises FactsFromElsewhere.
    """
    # One snapshot for the horizon and the rows below it.
    with engine.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
        if totals.horizon == 0:
            _refuse_facts_from_elsewhere(connection)
        horizon = int(connection.execute(OLDEST_OPEN).scalar_one())
        asked = {"seen": totals.horizon, "horizon": horizon, "definitions": definitions}
        kinds = {"by_code": list(KINDS_BY_CODE), "defined": KIND_BY_DEFINITION}
        rows = connection.execute(ENDED, asked | kinds).all()
    added = {Sum(*row[:-1]): int(row.amount) for row in rows}
    return add_facts(totals, added, horizon)


def _refuse_facts_from_elsewhere(connection: Connection) -> None:
    if connection.execute(AHEAD).first() is not None:
        raise FactsFromElsewhere(
            "the facts of this record were restored from a dump of another server: run `vroegsignaal migrate`"
        )


def read_state(connection: Connection, state: State) -> State:
    """The state with what is counted anew at every look: who is known, and what waits to be published."""
    return replace(
        state,
        known=_known_kinds(connection),
        outbox_rows=connection.execute(OUTBOX_ROWS).scalar_one(),
    )


def _known_kinds(connection: Connection) -> Mapping[str, frozenset[str]]:
    known: defaultdict[str, set[str]] = defaultdict(set)
    for code, kind in connection.execute(KNOWN_KINDS):
        known[code] |= {kind} - {None}
    return {code: frozenset(kinds) for code, kinds in known.items()}


def read_cohort(engine: Engine, cohort: Cohort) -> CohortFigures:
    """The indicators of a cohort, from facts recorded up to and including its as-of moment.

    The same cohort gives the same figures at any later time. Raises UnknownMunicipality.
    """
    asked = {**vars(cohort), "kinds": COHORT_KINDS}
    with transaction(engine) as connection:
        if connection.execute(KNOWN_MUNICIPALITY, asked).first() is None:
            raise UnknownMunicipality(cohort.municipality)
        rows = connection.execute(COHORT_FACTS, asked).all()
    facts = [SummedFacts(FactKind(row.kind), row.partner_kind, row.amount) for row in rows if row.defined_so]
    otherwise = sum(row.amount for row in rows if not row.defined_so and row.kind == FactKind.SIGNAL_ACCEPTED)
    return cohort_figures(cohort, facts, signals_defined_otherwise=otherwise)
