"""The monthly letter: the same numbers in every form, in B1, and nothing that a program runs."""

import csv
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest

from domain.intake.checks.faults import TEXTS, Code
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.report.partners.letter import as_csv, as_html, letter
from services.report.partners.quality import PartnerMonth, counts
from services.report.partners.render import FORMS
from services.report.partners.supply import Supply, SupplyState, Usual

MONTH = PartnerMonth(
    partner_id="00000000-0000-4000-8000-0000000000f1",
    name="Vonkelveld & Zn <Energie>",
    kind=PartnerKind.ENERGY,
    month=date(2026, 3, 1),
    deliveries=2,
    outcomes={Outcome.ACCEPTED: 90, Outcome.DUPLICATE: 5, Outcome.REJECTED: 3},
    supply=Supply(SupplyState.ON_TIME, date(2026, 3, 10), date(2026, 3, 10)),
    refused={("postcode", "onjuiste-vorm"): 1, ("", "aantal-kolommen"): 2},
    found={("telefoonnummer", "niet-te-bellen"): 7},
    repeats=4,
    without_phone=11,
)


def test_every_form_has_every_number() -> None:
    page, lines = as_html(letter(MONTH)), list(csv.reader(StringIO(as_csv(letter(MONTH))), delimiter=";"))
    numbers = [str(number) for number in counts(MONTH).values()]
    assert [line[1] for line in lines[1 : len(numbers) + 1]] == numbers
    assert all(f"<td>{number}</td>" in page for number in numbers)


def test_what_is_wrong_most_often_stands_first_with_its_words() -> None:
    assert [one[:2] for one in letter(MONTH).wrong] == [("hele regel", "2"), ("postcode", "1"), ("telefoonnummer", "7")]
    assert letter(MONTH).wrong[1][2] == TEXTS[Code.WRONG_FORM]


def test_a_name_is_never_read_as_markup() -> None:
    page = as_html(letter(MONTH))
    assert "<Energie>" not in page
    assert "Vonkelveld &amp; Zn &lt;Energie&gt;" in page


def test_the_paper_is_a_tagged_pdf_for_screen_readers() -> None:
    paper = FORMS["pdf"](letter(replace(MONTH, name="#panic() $x$ *y* @z")))
    assert paper.startswith(b"%PDF-")
    assert b"pdfuaid" in paper
    assert b"/StructTreeRoot" in paper or b"/ObjStm" in paper


@pytest.mark.parametrize("mark", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_of_the_csv_is_a_formula(mark: str) -> None:
    strange = replace(MONTH, refused={(mark, "onjuiste-vorm"): 1})
    assert f"'{mark}" in as_csv(letter(strange))


def test_a_month_without_a_mistake_is_thanked_for() -> None:
    made = letter(replace(MONTH, refused={}, found={}))
    assert made.wrong == ()
    assert "Dank u wel" in made.ending
    assert "Wat er niet klopte" not in as_html(made)


def test_a_late_and_an_unusual_delivery_are_asked_about_and_not_blamed() -> None:
    late = Supply(SupplyState.MISSING, None, date(2026, 3, 10), 4, Usual(100))
    large = Supply(SupplyState.ON_TIME, due=date(2026, 3, 10), usual=Usual(100), large=date(2026, 3, 12))
    assert "Wij verwachtten een levering op 10 maart 2026." in " ".join(letter(replace(MONTH, supply=late)).paragraphs)
    said = " ".join(letter(replace(MONTH, supply=large)).paragraphs)
    assert "De levering van 12 maart 2026 was ongewoon groot. Meestal zijn het 50 tot en met 300 regels." in said
    assert "Wij hebben alles gewoon verwerkt." in said


def test_what_was_not_agreed_is_said() -> None:
    unknown = letter(replace(MONTH, supply=Supply(SupplyState.UNKNOWN)))
    assert "niet afgesproken wanneer u levert" in " ".join(unknown.paragraphs)
