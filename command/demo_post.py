"""Letters of the demo: what a partner sends by post is typed by a coordinator, as the page of the worklist does it."""

from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from domain.cases.acts import Worker
from plumbing.record.connect import transaction
from schemas.ids import event_id
from schemas.vocabulary.quarantine import HandEntryKind
from services.worklist.pages.enter.store import LeftEntry, leave_entry
from simulation.partners import Way
from simulation.stream import Delivery

COORDINATOR_OF_TOWN: Final = "SELECT id, name FROM worker WHERE role = 'coordinator' ORDER BY name LIMIT 1"


def comes_by_post(delivery: Delivery) -> bool:
    """Whether it is a letter: a single signal of a partner that sends its monthly file over the watched folder."""
    return delivery.partner.way is Way.FOLDER and len(delivery.records) == 1 and not delivery.spoilt


def type_letter(engine: Engine, delivery: Delivery, now: datetime) -> None:
    """Type it on the day on which it came. `engine` connects as the role worklist."""
    (record,) = delivery.records
    place, partner = delivery.municipality.code, delivery.partner.id
    token = event_id(partner, f"letter {place} {record['kenmerk']} {delivery.day}")
    with transaction(engine, municipalities=(place,)) as connection:
        found = connection.exec_driver_sql(COORDINATOR_OF_TOWN).one()
        entry = LeftEntry(HandEntryKind.TYPED, partner, delivery.day, record)
        leave_entry(connection, Worker(place, found.id, found.name), token, entry, now)
