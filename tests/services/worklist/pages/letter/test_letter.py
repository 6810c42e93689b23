"""The letter to a resident: plain, without reproach, and about nobody else."""

import re
from datetime import date

import pytest

from domain.cases.acts import Worker
from schemas.ids import Id, event_id
from schemas.signals import Signal
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.worklist.pages.letter.render import as_page, as_sheet
from services.worklist.pages.letter.resident_letter import OwnReport, ResidentLetter, resident_letter
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording
from tests.builders import PARTNERS, Town, a_signal
from tests.domain.cases.waterdal import Waterdal
from tests.services.triage.test_withdrawing import settled, takes_back
from tests.services.worklist.builders import a_signal_taken_back
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor

TODAY = date(2026, 3, 17)
ANNA = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")
AT_THE_KADE = {"postcode": "4512AB", "house_number": "14", "street": "Kade", "town": "Waterdal"}
REPROACHES = ("schuld", "wanbetal", "fraude", "boete", "u moet", "verplicht", "fout van u", "incasso", "straf")
LONGEST_SENTENCE = 20
"""Words; B1 asks for fifteen on average."""


def report(**changes: object) -> OwnReport:
    given = {
        "partner": "Waterbedrijf Dal",
        "partner_kind": PartnerKind.WATER,
        "kind": SignalKind.ARREARS,
        "amount_cents": 12_000,
        "arrears_since": date(2026, 1, 10),
        "received_on": TODAY,
        "planned_on": None,
        "threshold_cents": 5_000,
    }
    return OwnReport(**(given | changes))  # type: ignore[arg-type]


def letter(*reports: OwnReport, channel: Channel = Channel.PHONE) -> ResidentLetter:
    words = Wording(messages("nl"), TODAY)
    return resident_letter("S. de Bruin", "Waterdal", "2026-0012", channel, reports or (report(),), words)


def said(made: ResidentLetter) -> str:
    return " ".join((made.title, *made.opening, *made.why, *made.rights)).replace("\xa0", " ")


EVERY = [
    letter(),
    letter(report(amount_cents=3_000), channel=Channel.LETTER),
    letter(report(kind=SignalKind.EVICTION, planned_on=date(2026, 4, 2)), report(), channel=Channel.VISIT),
    letter(report(kind=SignalKind.END_OF_CONTRACT)),
]


@pytest.mark.parametrize("made", EVERY)
def test_a_letter_reproaches_nobody_and_is_written_in_short_sentences(made: ResidentLetter) -> None:
    text = said(made).lower()
    assert [word for word in REPROACHES if word in text] == []
    sentences = re.split(r"(?<=[.?!])\s+", said(made))
    assert [one for one in sentences if len(one.split()) > LONGEST_SENTENCE] == []


@pytest.mark.parametrize("made", EVERY)
def test_a_letter_says_whom_to_ask_and_under_which_number(made: ResidentLetter) -> None:
    assert "team vroegsignalering van de gemeente Waterdal. Noem dan uw zaaknummer: 2026-0012." in said(made)


def test_a_letter_says_how_the_amount_stood_to_the_limit() -> None:
    assert "Het bedrag van € 120 is niet lager dan € 50." in said(letter())
    assert "Het bedrag van € 30 is lager dan € 50." in said(letter(report(amount_cents=3_000)))


def test_a_threat_is_told_with_its_day_and_without_a_limit() -> None:
    text = said(letter(report(kind=SignalKind.EVICTION, planned_on=date(2026, 4, 2))))
    assert "Er kan iets ernstigs gebeuren op 2 april 2026: huisuitzetting." in text
    assert "lager dan" not in text


def test_a_letter_on_paper_is_a_pdf_that_a_screen_reader_can_read() -> None:
    paper = as_sheet(letter())
    assert paper.startswith(b"%PDF-")
    assert b"pdfuaid" in paper


def test_a_name_is_never_read_as_markup() -> None:
    words = Wording(messages("nl"), TODAY)
    odd = resident_letter("#panic() <b>", "Waterdal", "2026-0012", Channel.PHONE, [report()], words)
    assert b"&lt;b&gt;" in as_page(odd)
    assert as_sheet(odd).startswith(b"%PDF-")


def test_what_was_reported_of_another_resident_stands_in_no_letter(town: Town, served: Served) -> None:
    """Two residents at one door: each letter tells of its own signal, and not that there is another."""
    first = a_signal(surname="Bruin", amount_cents=12_300, street="Kade", town="Waterdal")
    there = {"postcode": first.postcode, "house_number": first.house_number, "street": "Kade", "town": "Waterdal"}
    town.bring(first)
    town.bring(a_signal(surname="Postma", amount_cents=45_600, **there), kind=PartnerKind.ENERGY)
    case = town.rows("SELECT id, tray FROM case_file")[0]
    assert case["tray"] == "several"
    reports = town.rows("SELECT signal_id FROM decision ORDER BY sequence")
    with a_visitor(served, ANNA) as visitor:
        mine, other = (visitor.get(f"/zaken/{case['id']}/brief/{one['signal_id']}.html").text for one in reports)
    assert ("Bruin" in mine, "Postma" in mine, "456" in mine, "energy" in mine) == (True, False, False, False)
    assert ("Postma" in other, "Bruin" in other, "123" in other) == (True, False, False)
    assert "meldingen" not in mine + other


def j_jansen(cents: int, born: str | None) -> Signal:
    return a_signal(surname="Jansen", initials="J.", birth_date=born, amount_cents=cents, **AT_THE_KADE)


def letters(town: Town, served: Served) -> list[str]:
    """The letters of the only case to which its explanation has a link."""
    (case,) = town.rows("SELECT id FROM case_file")
    with a_visitor(served, ANNA) as visitor:
        page = visitor.get(f"/zaken/{case['id']}/uitleg").text
        return [visitor.get(one).text for one in re.findall(r'href="(/zaken/[^"]+/brief/[^"]+\.html)"', page)]


def amounts(written: list[str]) -> list[list[str]]:
    """The amounts in the table of each letter."""
    return [re.findall(r"<td>€\s(\d+)</td>", one) for one in written]


@pytest.mark.parametrize(
    ("father", "son"), [(None, "2000-05-05"), ("2000-05-05", None), ("1970-00-00", "1970-05-05"), (None, None)]
)
def test_two_of_one_name_at_a_door_each_get_their_own_letter(
    town: Town, served: Served, father: str | None, son: str | None
) -> None:
    """Nobody knows that J. Jansen of the energy company is not J. Jansen of the water company: it may be a father."""
    town.bring(j_jansen(123_00, father), kind=PartnerKind.ENERGY)
    town.bring(j_jansen(456_00, son))
    assert amounts(letters(town, served)) == [["123"], ["456"]]


def test_who_has_the_same_name_and_whole_birth_date_at_two_companies_gets_one_letter(
    town: Town, served: Served
) -> None:
    town.bring(j_jansen(123_00, "2000-05-05"), kind=PartnerKind.ENERGY)
    town.bring(j_jansen(456_00, "2000-05-05"))
    assert amounts(letters(town, served)) == [["123", "456"]]


def test_two_names_of_whom_nobody_knows_that_they_are_two_each_get_a_letter_of_their_own(
    town: Town, served: Served
) -> None:
    """One telephone makes them one person to all but a letter."""
    shared = {"surname": "Jansen", "phone": "0612345678", **AT_THE_KADE}
    town.bring(a_signal(**shared, initials="J.", amount_cents=123_00), kind=PartnerKind.ENERGY)
    town.bring(a_signal(**shared, initials="J.P.", amount_cents=456_00))
    written = letters(town, served)
    assert amounts(written) == [["123"], ["456"]]
    assert ["J.P. Jansen" in one for one in written] == [False, True]


def test_a_birth_year_that_two_share_puts_them_in_no_letter_together(town: Town, served: Served) -> None:
    town.bring(j_jansen(123_00, "1970-00-00"), kind=PartnerKind.ENERGY)
    town.bring(j_jansen(456_00, "1970-00-00"))
    assert amounts(letters(town, served)) == [["123"], ["456"]]


def test_a_report_that_has_left_the_case_stands_in_no_letter(town: Town, served: Served) -> None:
    gone, stays = j_jansen(123_00, "2000-05-05"), j_jansen(456_00, "2000-05-05")
    town.bring(gone, kind=PartnerKind.ENERGY)
    town.bring(stays)
    (back,) = takes_back(town, gone, kind=PartnerKind.ENERGY)
    settled(town, back.signal_id)
    assert amounts(letters(town, served)) == [["456"]]


def test_a_report_that_its_company_took_back_stands_in_no_letter_also_while_it_must_be_checked(
    day: Waterdal, samira: Visitor
) -> None:
    (person,) = _persons(day, a_signal_taken_back(day.desk, day.crisis))
    with day.desk.engine.connect() as connection:
        (taken_back,) = connection.exec_driver_sql("SELECT amount_cents FROM decision WHERE person_id = %s", (person,))
    links = re.findall(r'href="(/zaken/[^"]+/brief/[^"]+\.html)"', samira.get(f"/zaken/{day.crisis}/uitleg").text)
    told = " ".join(samira.get(one).text for one in links)
    assert told
    assert f"{taken_back.amount_cents // 100:,}".replace(",", ".") not in told


def test_who_has_nothing_left_on_the_case_gets_no_letter(day: Waterdal, samira: Visitor) -> None:
    """There is nothing to explain then, and the page has no link to it."""
    with day.desk.engine.connect() as connection:
        (one,) = connection.exec_driver_sql("SELECT count(*) AS n FROM case_signal WHERE case_id = %s", (day.free,))
    assert one.n == 1
    (person,) = _persons(day, a_signal_taken_back(day.desk, day.free))
    assert "/brief/" not in samira.get(f"/zaken/{day.free}/uitleg").text
    assert samira.get(f"/zaken/{day.free}/brief/{person}.html").status_code == 404


def _persons(day: Waterdal, signal: Id) -> list[Id]:
    with day.desk.engine.connect() as connection:
        sql = "SELECT person_id FROM case_signal WHERE signal_id = %s"
        return list(connection.exec_driver_sql(sql, (signal,)).scalars())


def test_a_letter_is_a_file_and_making_it_is_logged(day: Waterdal, samira: Visitor) -> None:
    page = samira.get(f"/zaken/{day.crisis}/uitleg").text
    address = re.findall(r'href="(/zaken/[^"]+/brief/[^"]+\.pdf)"', page)[0]
    answer = samira.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    with day.desk.engine.connect() as connection:
        looks = connection.exec_driver_sql("SELECT count(*) FROM access WHERE purpose = 'letter'").scalar_one()
    assert looks == 1


def test_there_is_no_letter_to_who_is_not_on_the_case(day: Waterdal, samira: Visitor) -> None:
    assert samira.get(f"/zaken/{day.crisis}/brief/{day.free}.pdf").status_code == 404
