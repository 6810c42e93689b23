"""Reading a form: every wrong field is named, and what no page of ours sends is forged."""

from datetime import date

import pytest

from plumbing.running.chance import new_id
from schemas.vocabulary.contacts import PartOfDay
from services.worklist.forms import Forged, FormReader


def test_fields_are_read_without_the_blanks_around_them() -> None:
    form = FormReader({"datum": " 2026-03-17 ", "dagdeel": "evening", "bereikt": "nee"})
    assert form.day("datum") == date(2026, 3, 17)
    assert form.choice("dagdeel", PartOfDay) is PartOfDay.EVENING
    assert not form.yes("bereikt")
    assert form.errors == {}


def test_every_wrong_field_is_named_and_what_was_typed_is_kept() -> None:
    typed = {"datum": "gisteren", "dagdeel": "night", "persoon": "iemand"}
    form = FormReader(typed)
    form.day("datum")
    form.choice("dagdeel", PartOfDay)
    form.yes("bereikt")
    form.chosen_id("persoon")
    assert form.errors == {"datum": "day", "dagdeel": "choose", "bereikt": "choose", "persoon": "choose"}
    assert form.values == typed


def test_nobody_in_particular_may_be_chosen() -> None:
    form = FormReader({"persoon": "niemand"})
    assert form.chosen_id("persoon") is None
    assert form.errors == {}


@pytest.mark.parametrize("fields", [{}, {"token": ""}, {"token": "1"}])
def test_a_hidden_field_that_our_page_cannot_have_sent_is_forged(fields: dict[str, str]) -> None:
    with pytest.raises(Forged):
        FormReader(fields).hidden_id("token")


def test_a_hidden_id_is_read() -> None:
    token = new_id()
    assert FormReader({"token": token}).hidden_id("token") == token
