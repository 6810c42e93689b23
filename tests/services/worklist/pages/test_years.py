"""A day of another year has its year on every page: 31 December without one reads as a day that is near."""

import re
from datetime import UTC, date, datetime

from schemas.vocabulary.cases import Tray
from schemas.vocabulary.signals import SignalKind
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import Person, a_case, a_signal
from tests.services.worklist.visiting import Visitor, addresses, words

OPENED = datetime(2025, 11, 24, 10, 0, tzinfo=UTC)
DEADLINE, PLANNED = date(2027, 2, 4), date(2027, 1, 8)
YEARS = {"24 november": "2025", "4 februari": "2027", "8 januari": "2027"}


def test_a_day_of_another_year_shows_its_year_on_every_page(day: Waterdal, samira: Visitor) -> None:
    who = Person("Wilg", birth_date=date(1988, 5, 14))
    case_id = a_case(
        day.desk,
        tray=Tray.CRISIS,
        opened_at=OPENED,
        deadline=DEADLINE,
        urgency=3,
        house_number="81",
        person=who,
        signals=0,
    )
    a_signal(day.desk, case_id, kind=SignalKind.EVICTION, at=OPENED, planned=PLANNED, person=who)
    pages = {path: samira.get(path) for path in [*addresses(day), f"/zaken/{case_id}", f"/zaken/{case_id}/uitleg"]}
    pages["found"] = samira.send(samira.form(samira.get("/zoeken"), "/zoeken"), {"vraag": "Wilg"})
    seen: set[str] = set()
    for path, page in pages.items():
        text = words(page)
        for written, year in YEARS.items():
            after = re.findall(rf"\b{written}(.{{0,5}})", text)
            assert all(found == f" {year}" for found in after), (path, written, after)
            seen |= {written} if after else set()
    assert seen == set(YEARS)
