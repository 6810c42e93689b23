"""What every page has: language, title, headings in order, ids once, and headers that keep it private."""

import re
from itertools import pairwise

import pytest

from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.visiting import Visitor, addresses


def test_every_page_has_a_language_a_title_and_headings_in_order(day: Waterdal, samira: Visitor) -> None:
    for path in [*addresses(day), "/aanmelden", "/geen-pagina"]:
        text = samira.get(path).text
        assert '<html lang="nl">' in text, path
        assert re.search(r"<title>[^<]+ - Vroegsignaal", text), path
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_id_is_there_once_and_every_reference_has_its_id(day: Waterdal, samira: Visitor) -> None:
    for path in addresses(day):
        text = samira.get(path).text
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        named = re.findall(r'\b(?:for|aria-labelledby|aria-describedby)="([^"]+)"', text)
        inside = re.findall(r'href="#([^"]+)"', text)
        assert set(named) | set(inside) <= set(ids), path


def test_no_name_of_a_person_stands_in_an_address(day: Waterdal, samira: Visitor) -> None:
    names = ("bruin", "mulder", "oostra", "jansen", "lindelaan", "4512ab", "samira", "idrissi")
    for path in addresses(day):
        for address in re.findall(r'\b(?:href|action|src)="([^"]*)"', samira.get(path).text):
            assert not any(name in address.lower() for name in names), (path, address)


def test_pages_are_never_stored_and_run_no_script(day: Waterdal, samira: Visitor) -> None:
    for path in addresses(day):
        answer = samira.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_stylesheets_may_be_kept_by_the_browser(samira: Visitor) -> None:
    address = re.findall(r'href="(/static/worklist.css[^"]*)"', samira.get("/").text)[0]
    assert "immutable" in samira.get(address).headers["cache-control"]


@pytest.mark.parametrize("path", ["/static/niets.css", "/static/worklist.cs?v=1", "/static/", "/static"])
def test_a_file_that_is_not_there_is_never_kept(samira: Visitor, path: str) -> None:
    answer = samira.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize("path", ["/static", "/wachtrij/", "/aanmelden/"])
def test_no_answer_leads_to_a_host_that_the_request_names(samira: Visitor, path: str) -> None:
    answer = samira.client.get(path, headers={"Host": "elders.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert "elders.example" not in f"{answer.headers} {answer.text}"
