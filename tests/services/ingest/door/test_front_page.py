"""The front page for people: what this is, how to deliver, sample files that are taken, and every code in words."""

import re
from datetime import timedelta
from html import unescape

import orjson
import pytest

from domain.intake.checks.faults import TEXTS
from domain.intake.checks.findings import FINDING_TEXTS
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.ingest.door.front_page.samples import HEADING_OF, SAMPLE_MAPPING
from services.ingest.door.openapi_texts import OUTCOME_TEXTS
from services.ingest.door.problems import PROBLEM_TEXTS
from tests.services.ingest.builders import Office
from tests.services.ingest.door.test_api import JSON
from tests.shipped_mappings import read_mappings

PAGES = {"nl": "/", "en": "/en"}


def text_of(office: Office, path: str) -> str:
    """What a reader sees of a page."""
    answer = office.ask("GET", path)
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.mark.parametrize(("language", "path"), PAGES.items())
def test_the_page_is_for_people_in_their_language_and_needs_no_key_and_no_script(
    office: Office, language: str, path: str
) -> None:
    answer = office.ask("GET", path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert "<script" not in answer.text
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    other = next(one for one in PAGES if one != language)
    assert f'<a href="{PAGES[other]}" lang="{other}"' in answer.text


@pytest.mark.parametrize("path", PAGES.values())
def test_every_field_outcome_error_finding_and_problem_stands_there_in_words(office: Office, path: str) -> None:
    text = text_of(office, path)
    outcomes = {one.dutch: OUTCOME_TEXTS[one] for one in Outcome}
    codes = {str(code): words for texts in (TEXTS, FINDING_TEXTS, outcomes) for code, words in texts.items()}
    assert [code for code, words in codes.items() if f" {code} " not in text or words not in text] == []
    assert [status for status, words in PROBLEM_TEXTS.items() if str(status) not in text or words[1] not in text] == []
    assert [one.dutch for one in SIGNAL_FIELDS.values() if f" {one.dutch} " not in text] == []


def test_both_languages_have_the_same_parts_and_links(office: Office) -> None:
    pages = [office.ask("GET", path).text for path in PAGES.values()]
    parts = [re.findall(r'id="([^"]+)"', page) for page in pages]
    assert parts[0] == parts[1]
    inner = [sorted(set(re.findall(r'href="(/v1[^"]*|/voor[^"]*|#[^"]*)"', page))) for page in pages]
    assert inner[0] == inner[1]
    assert {link.removeprefix("#") for link in inner[0] if link.startswith("#")} <= set(parts[0])


@pytest.mark.parametrize(
    "path", ["/opmaak.css", "/voorbeelden/signalen.json", "/voorbeelden/signalen.csv", "/v1/openapi.json"]
)
def test_every_link_of_the_page_leads_somewhere(office: Office, path: str) -> None:
    assert f'href="{path}"' in office.ask("GET", "/").text
    assert office.ask("GET", path).status_code == 200


@pytest.mark.parametrize("days", [0, 100, 1_000])
def test_the_sample_files_are_taken_as_they_stand_on_any_day(office: Office, days: int) -> None:
    office.now += timedelta(days=days)
    energy = office.joins(PartnerKind.ENERGY, places=["0363"])
    sample = office.ask("GET", "/voorbeelden/signalen.json").content
    answer = office.ask("POST", "/v1/signalen?proef=ja", sample, x_api_key=energy.key, content_type=JSON)
    assert [one["uitkomst"] for one in answer.json()["ontvangstbewijzen"]] == ["geaccepteerd"]
    assert "fouten" not in answer.text
    path = "/v1/leveringen?kolomindeling=energie-csv&proef=ja"
    content = office.ask("GET", "/voorbeelden/signalen.csv").content
    answer = office.ask("POST", path, content, x_api_key=energy.key, content_type="text/csv")
    assert [one["uitkomst"] for one in answer.json()["ontvangstbewijzen"]] == ["geaccepteerd"]


def test_the_sample_is_a_signal_of_today(office: Office) -> None:
    (signal,) = orjson.loads(office.ask("GET", "/voorbeelden/signalen.json").content)["signalen"]
    assert signal["signaaldatum"] == "2026-03-17"


@pytest.mark.parametrize("path", ["/v1", "/v1/"])
def test_whoever_looks_at_the_version_is_led_to_the_page(office: Office, path: str) -> None:
    answer = office.ask("GET", path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["api-version"]


def test_command_lines_name_the_address_that_was_asked_and_no_other_words(office: Office) -> None:
    assert "https://ingest.test/v1/signalen?proef=ja" in office.ask("GET", "/").text
    assert "kwaad" not in office.ask("GET", "/", host="kwaad.example/$(rm)").text


def test_the_headings_of_the_sample_are_those_of_the_mapping_that_ships() -> None:
    assert {heading: name for name, heading in HEADING_OF.items()} == read_mappings()[SAMPLE_MAPPING].columns
