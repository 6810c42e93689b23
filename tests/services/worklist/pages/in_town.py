"""Pages of a town in which triage decides: a worker who looks at them, and triage that answers what they ask."""

from collections.abc import Iterator

import pytest

from domain.cases.acts import Worker
from plumbing.record import tables
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Outbox, events_in
from schemas.envelope import CloudEvent
from services.triage.process import triage
from services.triage.questions.read import asked_anew
from tests.builders import SOURCE, Town
from tests.services.worklist.builders import NOW
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor


@pytest.fixture
def here(town: Town) -> Town:
    """The town, at the moment that the pages have."""
    town.now = NOW
    return town


@pytest.fixture
def anna(here: Town, served: Served) -> Iterator[Visitor]:
    """A worker of it, signed in."""
    worker = Worker("9901", new_id(), "Anna de Wit")
    row = {"municipality": "9901", "id": worker.id, "name": worker.name, "role": "worker"}
    with here.record.engine("admin").begin() as connection:
        insert(connection, tables.worker, [row])
    with a_visitor(served, worker) as visitor:
        yield visitor


def answer_questions(town: Town) -> None:
    """Let triage meet what the pages told."""
    rows = town.rows("SELECT events FROM outbox")
    events = [CloudEvent.model_validate_json(one.payload) for row in rows for one in events_in(str(row["events"]))]
    asked = [one for one in events if one.type.endswith("question-asked.v1")]
    triage(town.record.engine("triage"), Outbox(SOURCE), lambda: town.now, asked_anew)(asked)
