"""What is not at rest yet, and what is lost or double in the end."""

from collections.abc import Iterable

from kafka.errors import KafkaError

from command.home import not_ready
from domain.figures.store import count_ledger
from plumbing.transport.topics import admin, progress
from services.relay.rounds import UNDONE
from services.relay.undone.work import UndoneWork
from tests.builders import Town
from tests.faults.schedules.partner import Delivery
from tests.faults.schedules.world import World
from tests.oracle import DOUBLES

OF_THE_RECORD = """
SELECT (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM stuck) AS stuck,
 (SELECT count(*) FROM case_file) - (SELECT count(*) FROM task) AS undispatched
"""
STORED = "SELECT municipality, reference, signal_date::text FROM signal"
Unrest = dict[str, object]


def unrest(world: World, town: Town) -> Unrest:
    """Name -> number or word of all that keeps an installation from being at rest; empty when it is."""
    found: Unrest = {**count_ledger(town.record.engine("report")).unaccounted, **town.rows(OF_THE_RECORD)[0]}
    found |= {f"lag of {work.topic}": lag_of(world.installation.kafka, work) for work in UNDONE}
    home = world.installation.settings.home
    found |= {f"{name} is not ready": "; ".join(not_ready(home, name)) for name in world.installation.children}
    return {name: number for name, number in found.items() if number}


def lag_of(kafka: str, work: UndoneWork) -> int | str:
    """Messages that a group has not read, or why nobody can tell."""
    try:
        with admin(kafka) as client:
            known = work.topic in client.list_topics()
            return progress(client, work.group, work.topic).lag if known else "no topic"
    except (KafkaError, OSError) as error:
        return type(error).__name__


def lost(town: Town, sent: Iterable[Delivery]) -> int:
    """Signals for which a partner has its answer and that are not in the record."""
    stored = {tuple(row.values()) for row in town.rows(STORED)}
    records = [record for one in sent for record in one.records]
    keys = {(record["gemeentecode"], record["kenmerk"], record["signaaldatum"]) for record in records}
    return len(keys - stored)


def doubles(town: Town) -> int:
    """Things that stand double in the record."""
    return len(town.rows(DOUBLES))
