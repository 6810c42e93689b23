"""The form in which something is asked says what is meant; what may be two things is asked as both."""

from datetime import date

import pytest

from services.worklist.pages.search.question import (
    CHARACTERS,
    BirthDate,
    CaseNumber,
    Phone,
    PostcodeAndHouse,
    Question,
    Words,
    questions,
)

BORN = BirthDate((date(1968, 11, 4),))
LANDLINE, MOBILE = Phone("224000317"), Phone("600574617")
EXAMPLES: dict[Question, list[str]] = {
    BORN: [
        *("04-11-1968", "4-11-1968", "4/11/1968", "04.11.1968", "4 11 1968", "04111968", "1968-11-04", "1968/11/4"),
        *("4 november 1968", "4 nov 1968", "4 nov. 1968", "4 NOVEMBER 1968", "4-nov-1968", "4november1968"),
        "4 November 1968",
    ],
    BirthDate((date(1968, 3, 4),)): ["4 mrt 1968", "4 maart 1968", "4 March 1968", "4. mar. 1968"],
    BirthDate((date(1912, 3, 4), date(2012, 3, 4))): ["4-3-12", "04/03/12", "4 maart 12"],
    BirthDate(()): ["31-02-1968", "31 februari 1968", "45-11-1968", "20260855", "00-00-0000"],
    LANDLINE: [
        *("0224-000317", "0224 000317", "(0224) 000317", "(0224)000317", "0224000317", "0224-00 03 17", "0224/000317"),
        *("+31224000317", "+31 224 000317", "+31 (0)224 000317", "0031 224 000317", "0031224000317", "224000317"),
        *("tel 0224-000317", "Tel. 0224 000317", "+31-224-000317", "0224.000317"),
    ],
    MOBILE: ["06-00574617", "06 00 57 46 17", "+31 6 00574617", "0031600574617", "+31 (0)6 00574617", "600574617"],
    CaseNumber(2026, 855): ["2026-0855", "2026-855", "zaak 2026-0855", "Zaaknummer 2026-0855", "case 2026-0855"],
    CaseNumber(None, 855): ["zaak 855", "zaak 0855"],
    PostcodeAndHouse("4512AB", None): ["4512AB", "4512 ab"],
    PostcodeAndHouse("4512AB", "6"): [
        *("4512 AB 6", "4512AB, 6", "4512ab6", "4512 AB 6-B", "4512ab-6", "4512 AB 6 B", "4512ab6b", "4512 AB/6"),
        *(
            "4512 AB nr 6",
            "4512AB nr. 6",
            "4512 AB, huisnummer 6",
            "4512 AB no 6 bis",
            "4512AB 6 2 hoog",
            "4512ab t/o 6",
        ),
    ],
    Words(("kerkstraat", "27"), None, "4512AB"): [
        *("kerkstraat 27 4512AB", "Kerkstraat 27, 4512ab", "4512AB kerkstraat 27", "kerkstraat nr 27 4512AB"),
        "kerkstraat 27 B 4512AB",
    ],
    Words(("6",), None, "4512AB"): ["6 4512AB", "nr 6, 4512AB"],
    Words(("6", "jansen"), None, "4512AB"): ["4512AB 6 jansen"],
    Words(("t", "hoen"), None): ["'t hoen", "\N{RIGHT SINGLE QUOTATION MARK}t Hoen", "'T HOEN"],
    Words(("jansen", "de", "vries"), None): ["jansen-de vries", "Jansen\N{EN DASH}de Vries"],
    Words(("jansen",), BORN): ["jansen 4-11-1968", "4 nov 1968 jansen", "jansen, 04111968"],
    Words(("kerkstraat", "27"), None): ["kerkstraat 27"],
    Words(("van", "der", "velde", "4512"), None): ["van der velde 4512"],
}


@pytest.mark.parametrize(
    ("text", "meant"), [(text, meant) for meant, texts in EXAMPLES.items() for text in texts], ids=str
)
def test_each_form_is_read_as_what_it_is(text: str, meant: Question) -> None:
    assert questions(text) == [meant]
    assert questions(f"  {text} ") == [meant]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12345", {CaseNumber(2026, 12345), Phone("202612345")}),
        ("1224-000317", {CaseNumber(1224, 317), Phone("224000317")}),
        ("10031912", {BirthDate((date(1912, 3, 10),))}),
        ("kerkstraat 4512 de", {Words(("kerkstraat",), None, "4512DE"), Words(("kerkstraat", "4512", "de"), None)}),
        ("20121003", {BirthDate((date(1003, 12, 20), date(2012, 10, 3)))}),
    ],
)
def test_what_may_be_two_things_is_asked_as_both(text: str, meant: set[Question]) -> None:
    assert set(questions(text)) == meant


@pytest.mark.parametrize("text", ["", " ", "w", "6", "855", "12-1968", "27-06", "6a", "²²²²-²", "0224-0003"])
def test_what_is_too_short_or_a_number_alone_asks_nothing(text: str) -> None:
    assert questions(text) == []


def test_no_more_is_asked_than_a_person_types() -> None:
    (asked,) = questions("Jansen " * 1_000)
    assert isinstance(asked, Words)
    assert len(" ".join(asked.words)) <= CHARACTERS
