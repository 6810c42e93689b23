"""Choosing a language."""

from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.visiting import Visitor, words


def test_the_language_is_chosen_by_form_and_kept(day: Waterdal, samira: Visitor) -> None:
    page = samira.send(samira.form(samira.get("/wachtrij"), "/taal"), {"taal": "en"})
    assert page.url.path == "/wachtrij"
    assert '<html lang="en">' in page.text
    assert "Take the next" in words(samira.get("/"))


def test_a_language_form_leads_nowhere_else(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/"), "/taal")
    for away in ("https://example.org/", "//example.org/", "/\\example.org"):
        answer = samira.send(form, {"taal": "nl", "terug": away}, follow=False)
        assert answer.headers["location"] == "/"
