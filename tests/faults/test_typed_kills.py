"""Killing ingest while workers type: every entry becomes one signal with one answer, and nothing is left."""

import signal
from pathlib import Path
from typing import Any

import pytest

from command.installation import Installation
from domain.figures.store import count_ledger
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.record.tables import hand_entry
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from plumbing.running.clock import system_clock
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.quarantine import HandEntryKind
from services.worklist.pages.enter.store import ONCE
from tests.builders import Town, partner_id
from tests.faults.test_kills import kept_running
from tests.running import database_of, running, until

pytestmark = pytest.mark.real
ENTRIES = 150
KILLS = (30, 70, 110)


def an_entry(number: int) -> dict[str, Any]:
    now = system_clock()
    record = {
        "gemeentecode": "9901",
        "kenmerk": f"BRIEF-{number}",
        "klantnummer": f"K-{number}",
        "achternaam": "Postzegel",
        "huisnummer": str(1 + number),
        "postcode": "1000AA",
        "bedragInCenten": 12_500,
        "ontstaansdatum": "2026-01-10",
        "aantalPerioden": 2,
        "signaaldatum": local_date(now).isoformat(),
    }
    return {
        "municipality": "9901",
        "id": new_id(),
        "kind": HandEntryKind.TYPED,
        "partner_id": partner_id(PartnerKind.WATER),
        "worker_id": new_id(),
        "received_on": local_date(now),
        "content": record,
        "typed_at": now,
    }


def leave(town: Town, row: dict[str, Any]) -> None:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        insert(connection, hand_entry, [row], conflict=ONCE)


def taken(installation: Installation, town: Town) -> bool:
    kept_running(installation)
    return town.rows("SELECT count(*) AS n FROM hand_entry") == [{"n": 0}]


def test_what_is_typed_while_ingest_is_killed_is_neither_lost_nor_doubled(tmp_path: Path) -> None:
    with running(tmp_path / "home", "ingest") as installation:
        town = Town(database_of(installation)).found("9901")
        entries = [an_entry(number) for number in range(ENTRIES)]
        for number, row in enumerate(entries):
            leave(town, row)
            if number in KILLS:
                installation.children["ingest"].stop(signal.SIGKILL)
                installation.keep_running()
        until(lambda: taken(installation, town), 120)
        for row in entries[:20]:
            leave(town, row)
        until(lambda: taken(installation, town), 60)
        answers = town.rows("SELECT id, outcome FROM hand_answer")
        assert {str(one["id"]) for one in answers} == {str(row["id"]) for row in entries}
        assert {one["outcome"] for one in answers} == {"accepted"}
        counts = "SELECT (SELECT count(*) FROM signal) AS s, (SELECT count(*) FROM delivery) AS d"
        assert town.rows(counts) == [{"s": ENTRIES, "d": ENTRIES}]
        ledger = count_ledger(town.record.engine("report"))
        assert (ledger.delivered, ledger.accepted, ledger.unaccounted["typed"]) == (ENTRIES, ENTRIES, 0)
