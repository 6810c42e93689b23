"""`vroegsignaal quarantine`: what waits of each partner without a person in it, and judging it again."""

import json
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from command.cli import app
from schemas.topics import Pushed, feed_topic
from schemas.vocabulary.partners import PartnerKind
from services.ingest.feeds.store import set_aside, take_message
from tests.database import Database
from tests.services.ingest.builders import BSN, TOWN, Member, Office, a_record

KEYS = {"VROEGSIGNAAL_BSN_KEY": "11" * 32, "VROEGSIGNAAL_HASH_KEY": "22" * 32}


@pytest.fixture
def office(record: Database) -> Office:
    return Office(record)


def runs(office: Office, home: Path, *words: str) -> Result:
    env = {"VROEGSIGNAAL_HOME": str(home), "VROEGSIGNAAL_POSTGRES_URL": office.record.superuser_url, **KEYS}
    return CliRunner().invoke(app, ["quarantine", *words], env=env)


def refused(office: Office) -> Member:
    """A partner of whom two records wait, of which one for a BSN without a basis."""
    water = office.joins(PartnerKind.WATER)
    office.delivers(water, a_record(burgerservicenummer=BSN, achternaam="Waterkip"), a_record(postcode="x"))
    return water


def test_the_list_counts_by_partner_municipality_and_reason_and_shows_nobody(office: Office, tmp_path: Path) -> None:
    refused(office)
    done = runs(office, tmp_path, "list", "--json")
    (bsn, postcode) = sorted(json.loads(done.stdout), key=lambda one: str(one["code"]))
    assert bsn == {
        "partner": "Partner water",
        "municipality": TOWN,
        "code": "niet-toegestaan",
        "number": 1,
        "until": "2026-04-16",
    }
    assert (postcode["code"], postcode["number"]) == ("onjuiste-vorm", 1)
    assert "Waterkip" not in done.stdout
    assert "niet-toegestaan" in runs(office, tmp_path, "list", "--partner", "Partner water").stdout


def test_replay_takes_in_what_was_mended_once(office: Office, tmp_path: Path) -> None:
    water = refused(office)
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE agreement SET bsn_basis = 'Wgs 8c'")
    first = runs(office, tmp_path, "replay", "--partner", water.id, "--json")
    assert json.loads(first.stdout) == {"judged": 2, "accepted": 1}
    assert "1 judged again, 0 taken in" in runs(office, tmp_path, "replay", "--partner", "Partner water").stdout
    assert (office.count("signal"), office.count("outbox")) == (1, 1)


def test_replay_of_a_partner_that_is_suspended_waits(office: Office, tmp_path: Path) -> None:
    water = refused(office)
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE agreement SET bsn_basis = 'Wgs 8c'")
        connection.exec_driver_sql("UPDATE partner SET suspended_at = clock_timestamp()")
    done = runs(office, tmp_path, "replay", "--partner", water.id)
    assert (done.exit_code, office.count("signal")) == (2, 0)
    assert "partner resume" in " ".join(done.stderr.replace("│", " ").split())


def test_a_partner_that_is_not_there_or_not_alone_is_refused(office: Office, tmp_path: Path) -> None:
    office.joins(PartnerKind.WATER)
    office.joins(PartnerKind.WATER)
    for words in (("list", "--partner", "Niemand"), ("replay", "--partner", "Niemand")):
        assert runs(office, tmp_path, *words).exit_code == 2
    assert runs(office, tmp_path, "replay", "--partner", "Partner water").exit_code == 2


def test_messages_that_were_refused_as_a_whole_are_listed_by_their_place_without_what_they_held(
    office: Office, tmp_path: Path
) -> None:
    member = office.joins()
    held = {"signalen": [a_record(achternaam="Waterkip"), a_record()]}
    topic = feed_topic(member.id).name
    take_message(office.ports, Pushed(topic, 0, 4, 1_773_741_600_000, b"Waterkip"))
    set_aside(office.ports, Pushed(topic, 0, 5, 1_773_741_601_000, orjson.dumps(held)))
    done = runs(office, tmp_path, "messages", "--json")
    newest, oldest = json.loads(done.stdout)
    assert newest == {
        "topic": topic,
        "partition": 0,
        "offset": 5,
        "taken_at": "2026-03-17T10:00:01+00:00",
        "code": "niet-verwerkt",
        "records": 2,
    }
    assert (oldest["offset"], oldest["code"], oldest["records"]) == (4, "geen-json", 1)
    shown = runs(office, tmp_path, "messages").stdout
    assert "geen-json" in shown
    assert "Waterkip" not in done.stdout + shown
