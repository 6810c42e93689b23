"""Refused records at the command line: what waits of each partner, and judging what waits of one again."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import typer
from sqlalchemy import Engine

from command.keys import keys_of
from domain.figures.sheet import Sheet
from plumbing.record.connect import transaction
from plumbing.record.secrecy import Secrecy
from plumbing.running.clock import record_clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from schemas.ids import Id
from services.ingest.mending.store import JudgedAgain, PartnerSuspended, judge_quarantine_again
from services.ingest.registry.store import Mappings, Partners
from services.ingest.store import Ports

STANDS_STILL: Final = "this partner is suspended: what it sent waits until `partner resume`, thirty days at most"
PARTNERS: Final = "SELECT id, name FROM partner ORDER BY name, id"
WAITING_BY_CODE: Final = """
SELECT q.municipality, one->>'code' AS code, count(DISTINCT q.id) AS number, min(q.kept_until) AS first_gone
FROM quarantine q CROSS JOIN LATERAL jsonb_array_elements(q.errors) one GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2"""


class WaitingCount(NamedTuple):
    """How many refused records of a partner wait in a municipality for one reason; the first goes after `until`."""

    partner: str
    municipality: str
    code: str
    number: int
    until: str


def count_waiting(engine: Engine, partner: str = "") -> list[WaitingCount]:
    """Of every partner, or of one by its id or name. `engine`: of the role ingest. Raises BadParameter."""
    return [one for name, shown in _partners(engine, partner) for one in _waiting_of(engine, name, shown)]


def replay_refused(settings: Settings, engine: Engine, partner: str) -> JudgedAgain:
    """Judge what waits of one partner again. Raises BadParameter for none, several, or one suspended."""
    found = _partners(engine, partner)
    if len(found) > 1:
        raise typer.BadParameter("several partners have this name: give the id")
    keys = keys_of(settings)
    secrecy = Secrecy.from_hex(keys["VROEGSIGNAAL_BSN_KEY"], keys["VROEGSIGNAAL_HASH_KEY"])
    partners, outbox = Partners(engine), Outbox(settings.source)
    # The relay publishes what stands in the outbox: a command has no publisher of its own.
    ports = Ports(engine, record_clock(engine), secrecy, outbox, lambda _: None, partners, Mappings(engine))
    known = partners.by_id(found[0][0])
    if known is None:
        raise typer.BadParameter("there is no such partner in the record")
    try:
        return judge_quarantine_again(ports, known)
    except PartnerSuspended:
        raise typer.BadParameter(STANDS_STILL) from None


def waiting_sheet(counts: Sequence[WaitingCount]) -> Sheet:
    """What waits, for a person."""
    headings = ("partner", "municipality", "reason", "records", "first goes after")
    return Sheet("Refused records", headings, [tuple(map(str, one)) for one in counts])


def waiting_json(counts: Sequence[WaitingCount]) -> list[dict[str, Any]]:
    """What waits, as JSON values."""
    return [one._asdict() for one in counts]


def _partners(engine: Engine, wanted: str) -> list[tuple[Id, str]]:
    with engine.connect() as connection:
        rows = [(row.id, row.name) for row in connection.exec_driver_sql(PARTNERS)]
    found = [row for row in rows if not wanted or wanted in row]
    if wanted and not found:
        raise typer.BadParameter("there is no such partner in the record")
    return found


def _waiting_of(engine: Engine, partner_id: Id, name: str) -> Iterator[WaitingCount]:
    with transaction(engine, partner=partner_id) as connection:
        for row in connection.exec_driver_sql(WAITING_BY_CODE).all():
            yield WaitingCount(name, row.municipality, row.code, row.number, row.first_gone.isoformat())
