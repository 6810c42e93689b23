"""Dutch rules for APIs that no linter sees in a description: what real answers look like."""

import re
from datetime import datetime
from typing import Any

import pytest
from httpx import Response

from plumbing.record.tables import metadata
from tests.architecture.checkout import ROOT
from tests.services.ingest.builders import Member, Office, a_record

MOMENTS = ("Op", "Sinds", "vervangt")


def all_answers(office: Office, member: Member) -> list[Response]:
    """One answer of every way to read, and some refusals."""
    delivery = (
        office.delivers(member, a_record(kenmerk="R-1")),
        office.delivers(member, a_record(kenmerk="R-1", huisnummer="9")),
    )
    name = office.rows("SELECT id::text AS id FROM delivery ORDER BY arrival DESC LIMIT 1")[0]["id"]
    signal = delivery[0][0]["signaalId"]
    paths = (f"/v1/leveringen/{name}", "/v1/leveringen", f"/v1/signalen/{signal}", "/v1/openapi.json", "/", "/v1/niets")
    return [*(office.reads(member, path) for path in paths), office.ask("GET", "/v1/leveringen")]


def moments(part: Any) -> list[str]:
    """Every moment in an answer."""
    if isinstance(part, list):
        return [one for below in part for one in moments(below)]
    if not isinstance(part, dict):
        return []
    here = [value for name, value in part.items() if isinstance(value, str) and name.endswith(MOMENTS)]
    return here + [one for below in part.values() for one in moments(below)]


def test_no_answer_sets_a_cookie(office: Office) -> None:
    assert [one.url for one in all_answers(office, office.joins()) if "set-cookie" in one.headers] == []


def test_reading_changes_nothing(office: Office) -> None:
    water = office.joins()
    office.delivers(water, a_record())
    tables = {name: office.rows(f'SELECT t::text AS row FROM "{name}" t ORDER BY 1') for name in metadata.tables}
    for path in ("/v1/leveringen", "/v1/openapi.json", "/", "/voorbeelden/signalen.json"):
        office.reads(water, path)
    assert tables == {
        name: office.rows(f'SELECT t::text AS row FROM "{name}" t ORDER BY 1') for name in metadata.tables
    }


def test_every_moment_in_an_answer_has_its_zone(office: Office) -> None:
    answers = [one for one in all_answers(office, office.joins()) if "json" in one.headers["content-type"]]
    found = [moment for answer in answers[:3] for moment in moments(answer.json())]
    assert len(found) >= 5
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", moment) for moment in found)
    assert all(datetime.fromisoformat(moment).tzinfo for moment in found)


def test_the_changelog_is_published_with_the_software() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("header", ["server", "x-powered-by"])
def test_no_header_tells_what_we_are_made_of(office: Office, header: str) -> None:
    assert [one.url for one in all_answers(office, office.joins()) if header in one.headers] == []
