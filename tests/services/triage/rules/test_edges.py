"""The rules, at their edges."""

from datetime import date

import pytest

from domain.law.definitions import CURRENT, look_back
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.policy.form import DEFAULT, Policy
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, NEVER_STOPPED, SignalKind
from services.triage.known import Known, SignalView
from services.triage.rules.age import age
from services.triage.rules.crisis import crisis
from services.triage.rules.finding import Mark
from services.triage.rules.repeat import repeat
from services.triage.rules.shape import shape
from services.triage.rules.threshold import threshold
from tests.services.triage.builders import asked, crisis_view, known, picked_up, view


def is_outside(signal: SignalView) -> bool:
    return age(asked(signal)).settles is not None


def is_below(signal: SignalView, policy: Policy = DEFAULT) -> bool:
    return Mark.BELOW_THRESHOLD in threshold(asked(signal, policy=policy)).marks


def is_repeat(signal: SignalView, around: Known, policy: Policy = DEFAULT) -> bool:
    return repeat(asked(signal, around, policy)).settles is not None


def shape_of(signal: SignalView, around: Known) -> tuple[bool, bool]:
    """Several, successive."""
    marks = shape(asked(signal, around)).marks
    return Mark.SEVERAL in marks, Mark.SUCCESSIVE in marks


EDGES = [
    (kind, days, outside)
    for kind, rules in PARTNER_TYPES.items()
    for days, outside in [
        *([(rules.least_days - 1, True), (rules.least_days, False)] if rules.least_days else [(0, False)]),
        *([(rules.most_days, False), (rules.most_days + 1, True)] if rules.most_days else [(3_650, False)]),
    ]
]


@pytest.mark.parametrize(("kind", "days", "outside"), EDGES, ids=str)
def test_the_age_window_of_a_kind_includes_both_its_ends(kind: PartnerKind, days: int, outside: bool) -> None:
    since = date.fromordinal(date(2026, 3, 16).toordinal() - days)
    assert is_outside(view(partner_kind=kind, arrears_since=since)) is outside


def test_age_is_counted_to_the_signal_date_not_to_receipt() -> None:
    assert is_outside(view(arrears_since=date(2026, 2, 15), signal_date=date(2026, 3, 16)))
    assert not is_outside(view(arrears_since=date(2026, 2, 14), signal_date=date(2026, 3, 16)))


@pytest.mark.parametrize("kind", sorted(NEVER_STOPPED))
def test_neither_age_nor_threshold_stops_a_crisis_or_an_end_of_contract(kind: SignalKind) -> None:
    signal = view(kind=kind, arrears_since=date(2026, 3, 16), amount_cents=1)
    assert not is_outside(signal)
    assert not is_below(signal)


@pytest.mark.parametrize(("cents", "below"), [(4_999, True), (5_000, False), (5_001, False), (1, True)])
def test_the_threshold_itself_is_not_below_it(cents: int, below: bool) -> None:
    assert is_below(view(amount_cents=cents)) is below


def test_the_threshold_is_the_municipalitys() -> None:
    assert not is_below(view(amount_cents=1), Policy(name="geen", threshold_cents=0))
    assert is_below(view(amount_cents=7_499), Policy(name="hoger", threshold_cents=7_500))


@pytest.mark.parametrize(
    ("earlier", "repeated"),
    [
        (date(2025, 9, 17), True),
        (date(2025, 9, 16), False),
        (date(2026, 3, 17), True),
    ],
)
def test_the_look_back_for_repeats_is_six_calendar_months_to_the_day(earlier: date, repeated: bool) -> None:
    assert is_repeat(view(), known(pickup=picked_up(on=earlier))) is repeated


def test_the_look_back_for_repeats_ends_with_the_shorter_month() -> None:
    signal = view(received_on=date(2026, 8, 31))
    assert is_repeat(signal, known(pickup=picked_up(on=date(2026, 2, 28))))
    assert not is_repeat(signal, known(pickup=picked_up(on=date(2026, 2, 27))))


@pytest.mark.parametrize(("cents", "repeated"), [(11_999, True), (12_000, True), (12_001, False)])
def test_the_same_arrears_repeat_unless_they_are_higher(cents: int, repeated: bool) -> None:
    assert is_repeat(view(amount_cents=cents), known(pickup=picked_up(12_000))) is repeated


@pytest.mark.parametrize("kind", sorted(CRISIS_KINDS))
def test_a_crisis_is_never_a_repeat(kind: SignalKind) -> None:
    assert not is_repeat(view(kind=kind), known(pickup=picked_up()))


def test_an_end_of_contract_can_repeat() -> None:
    assert is_repeat(view(kind=SignalKind.END_OF_CONTRACT), known(pickup=picked_up()))


def test_a_municipality_may_look_back_less_far() -> None:
    signal, before = view(), known(pickup=picked_up(on=date(2026, 2, 10)))
    assert not is_repeat(signal, before, Policy(name="kort", repeat_months=1))


@pytest.mark.parametrize(
    ("earlier", "several", "successive"),
    [
        ((), False, False),
        ((date(2026, 3, 1),), True, False),
        ((date(2026, 3, 17),), True, False),
        ((date(2026, 2, 28),), False, True),
        ((date(2025, 9, 1),), False, True),
        ((date(2025, 9, 30), date(2026, 3, 2)), True, True),
    ],
)
def test_several_is_this_calendar_month_and_successive_the_six_before(
    earlier: tuple[date, ...], several: bool, successive: bool
) -> None:
    assert shape_of(view(), known(picked_up=earlier)) == (several, successive)


def test_a_month_edge_makes_the_difference() -> None:
    last, first = view(received_on=date(2026, 3, 31)), view(received_on=date(2026, 4, 1))
    around = known(picked_up=(date(2026, 3, 30),))
    assert shape_of(last, around) == (True, False)
    assert shape_of(first, around) == (False, True)


def test_the_year_edge_is_a_month_edge() -> None:
    signal = view(received_on=date(2026, 1, 1))
    assert shape_of(signal, known(picked_up=(date(2025, 12, 31),))) == (False, True)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 1), date(2025, 9, 1)),
        (date(2026, 3, 31), date(2025, 9, 1)),
        (date(2026, 1, 15), date(2025, 7, 1)),
        (date(2024, 8, 31), date(2024, 2, 1)),
    ],
)
def test_the_look_back_begins_on_the_first_of_a_month(day: date, first: date) -> None:
    assert look_back(day, CURRENT.successive) == first


@pytest.mark.parametrize("kind", list(SignalKind))
def test_three_kinds_are_a_crisis(kind: SignalKind) -> None:
    assert (Mark.CRISIS in crisis(asked(view(kind=kind))).marks) is (kind in CRISIS_KINDS)


def test_a_crisis_without_a_date_is_a_finding_about_the_partner() -> None:
    assert len(crisis(asked(crisis_view(planned_date=None))).reasons) == 2
    assert len(crisis(asked(crisis_view())).reasons) == 1
