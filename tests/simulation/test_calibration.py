"""The simulation comes within 10 % of national figures (2022-2024): a million residents, a year after half a year."""

from collections import defaultdict
from datetime import date, timedelta

import pytest

from schemas.vocabulary.cases import CaseShape
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from simulation.days import month_number
from simulation.places import Town
from simulation.stream import Delivery, deliveries
from simulation.workers import capacity
from tests.simulation.casebook import Case, CaseBook

RESIDENTS = 1_000_000
FIRST, MEASURED_FROM, LAST = date(2024, 7, 1), date(2025, 1, 1), date(2025, 12, 31)
FOLLOW_UP = timedelta(days=90)
MEASURED = range(month_number(MEASURED_FROM), month_number(LAST) + 1)

MIX = {
    PartnerKind.HEALTH_INSURER: 0.41,
    PartnerKind.ENERGY: 0.20,
    PartnerKind.LANDLORD: 0.20,
    PartnerKind.WATER: 0.18,
}
SHAPES = {CaseShape.SINGLE: 0.50, CaseShape.SEVERAL: 0.11, CaseShape.SUCCESSIVE: 0.40}


@pytest.fixture(scope="module")
def book() -> CaseBook:
    place = Town("9909", "Proefstad", RESIDENTS, 9600)
    book = CaseBook(seed=2026)
    arriving: dict[date, list[Delivery]] = defaultdict(list)
    for delivery in deliveries(place, book.seed, FIRST, LAST):
        arriving[delivery.day].append(delivery)
    day = FIRST
    while day <= LAST + FOLLOW_UP:
        for delivery in arriving.pop(day, []):
            book.receive(delivery)
        book.work(day, capacity(RESIDENTS))
        day += timedelta(days=1)
    return book


@pytest.fixture(scope="module")
def cases(book: CaseBook) -> list[Case]:
    return [case for case in book.cases if month_number(case.view.opened_on) in MEASURED]


def near(figure: float) -> object:
    return pytest.approx(figure, rel=0.10)


def signals(book: CaseBook, partner: PartnerKind | None = None, kind: SignalKind | None = None) -> int:
    return sum(
        count
        for (month, sender, what), count in book.signals.items()
        if month in MEASURED and partner in {None, sender} and kind in {None, what}
    )


def share(cases: list[Case], *, reached: bool = False) -> float:
    return sum(case.reached() if reached else case.accepted() for case in cases) / len(cases)


def test_partners_send_4_4_signals_per_1000_residents_a_month(book: CaseBook) -> None:
    assert signals(book) / 12 / (RESIDENTS / 1000) == near(4.4)


def test_most_signals_come_in_march(book: CaseBook) -> None:
    by_month = {month: sum(n for (when, *_), n in book.signals.items() if when == month) for month in MEASURED}
    assert max(by_month, key=by_month.__getitem__) == month_number(date(2025, 3, 1))


@pytest.mark.parametrize("partner", MIX)
def test_each_kind_of_partner_has_its_share(book: CaseBook, partner: PartnerKind) -> None:
    assert signals(book, partner) / signals(book) == near(MIX[partner])


def test_a_quarter_of_the_energy_signals_announces_the_end_of_a_contract(book: CaseBook) -> None:
    ending = signals(book, PartnerKind.ENERGY, SignalKind.END_OF_CONTRACT)
    assert ending / signals(book, PartnerKind.ENERGY) == near(0.25)


@pytest.mark.parametrize("shape", SHAPES)
def test_cases_have_the_shapes_that_were_counted_in_2023(book: CaseBook, cases: list[Case], shape: CaseShape) -> None:
    assert sum(shape in book.shapes(case) for case in cases) / len(cases) == near(SHAPES[shape])


def test_few_cases_are_several_and_successive_at_once(book: CaseBook, cases: list[Case]) -> None:
    assert sum(len(book.shapes(case)) == 2 for case in cases) / len(cases) < 0.035


def test_a_fifth_of_the_cases_is_reached(cases: list[Case]) -> None:
    assert share(cases, reached=True) == near(0.20)


def test_of_the_cases_7_to_8_percent_accept_help(cases: list[Case]) -> None:
    assert share(cases) == near(0.075)


def test_writing_only_reaches_few_and_phone_and_visit_many(cases: list[Case]) -> None:
    called, visited = Channel.PHONE, Channel.VISIT
    written = [case for case in cases if not case.sought(called, visited)]
    assert share(written, reached=True) == near(0.06)
    assert 0.45 < share([case for case in cases if case.sought(called)], reached=True) < 0.65
    assert 0.40 < share([case for case in cases if case.sought(visited)], reached=True) < 0.60


def test_every_case_ends_within_ten_weeks(cases: list[Case]) -> None:
    assert all(case.view.closed and (case.view.closed - case.view.opened_on).days <= 70 for case in cases)


def test_plans_are_established_two_weeks_or_more_after_the_offer_and_also_after_closing(cases: list[Case]) -> None:
    planned = [case.view for case in cases if case.view.plan]
    assert planned
    assert all(view.plan and (view.plan - view.offers[-1].day).days >= 14 for view in planned)
    assert any(view.plan and view.closed and view.plan > view.closed for view in planned)
