"""Points: every rule gives its points with the facts behind it, and more arrears never makes a case less urgent."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.policy.form import DEFAULT, Policy
from schemas.policy.points import POINT_RULES, Points
from schemas.vocabulary.choices import Band
from schemas.vocabulary.contacts import APPROACHES, Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.known import Known, Owed, SignalView
from services.triage.points import POINTS_OF, PointScore, scored
from tests.services.triage.builders import an_open_case, codes, crisis_view, decided, known, picked_up, view

BANDS = [{"band": "low", "from_points": 0, "urgency": 0}, {"band": "high", "from_points": 6, "urgency": 2}]
OTHERS = [PartnerKind.ENERGY, PartnerKind.LANDLORD, PartnerKind.TAX_OFFICE, PartnerKind.HEALTH_INSURER]


def weights(**rules: object) -> Points:
    return Points.model_validate({"bands": BANDS, **rules})


def score(
    rules: Points, signal: SignalView | None = None, owed: Owed | None = None, before: int | None = None
) -> PointScore:
    return scored(rules, signal or view(), picked_up(before) if before is not None else None, owed or Owed(1))


def test_every_rule_of_the_form_has_its_points() -> None:
    assert set(POINTS_OF) == set(POINT_RULES)


def test_months_are_counted_alike_however_often_a_partner_bills() -> None:
    rules = weights(months_behind={"each": 2, "at_most": 20, "months_per_period": {"water": 3}})
    assert score(rules, view(), Owed(2)).points == 12
    assert score(rules, view(partner_kind=PartnerKind.LANDLORD), Owed(2)).points == 4
    (reason,) = score(rules, view(amount_cents=184_200), Owed(1)).reasons
    assert reason.details == {"partnerKind": "water", "monthsBehind": 3, "amountCents": 184_200, "points": 6}


def test_no_rule_gives_more_than_the_policy_says() -> None:
    assert score(weights(months_behind={"each": 2, "at_most": 7}), owed=Owed(99)).points == 7
    assert score(weights(partner_kinds={"each": 3, "at_most": 4}), owed=Owed(1, tuple(OTHERS))).points == 4


def test_the_first_kind_of_partner_gives_no_points_and_every_other_does() -> None:
    rules = weights(partner_kinds={"each": 2, "at_most": 10})
    assert score(rules).points == 0
    two = score(rules, owed=Owed(1, (PartnerKind.ENERGY, PartnerKind.LANDLORD)))
    assert (two.points, two.reasons[0].details["kinds"]) == (4, 3)


@pytest.mark.parametrize(("cents", "points"), [(12_499, 0), (12_500, 1), (30_000, 1), (9_000, 0)])
def test_an_amount_rises_from_the_share_that_the_policy_names(cents: int, points: int) -> None:
    rules = weights(amount_rises={"percent": 25, "points": 1})
    assert score(rules, view(amount_cents=cents), before=10_000).points == points


def test_an_amount_that_nobody_saw_before_does_not_rise() -> None:
    assert score(weights(amount_rises={"percent": 1, "points": 5}), view(amount_cents=900_000)).points == 0


def test_a_crisis_counts_and_arrears_are_none() -> None:
    rules = weights(crisis={"points": 5})
    assert (score(rules, crisis_view()).points, score(rules).points) == (5, 0)
    assert score(rules, view(kind=SignalKind.END_OF_CONTRACT)).points == 0


def test_an_earlier_refusal_gives_points_and_takes_none() -> None:
    rules = weights(refused_before={"points": 2})
    assert (score(rules, owed=Owed(1, refused=True)).points, score(rules).points) == (2, 0)


def test_points_together_fall_in_the_highest_band_that_they_reach() -> None:
    rules = weights(months_behind={"each": 1, "at_most": 20})
    bands = [score(rules, owed=Owed(periods)).band.band for periods in (0, 5, 6, 20)]
    assert bands == [Band.LOW, Band.LOW, Band.HIGH, Band.HIGH]


POINTED = Policy.model_validate(
    {
        "name": "x",
        "points": {"months_behind": {"each": 1, "at_most": 20}, "bands": BANDS},
        "trays": [
            {"tray": "single", "from_band": "high", "channel": "visit", "lead_working_days": 5},
            {"tray": "single", "channel": "letter", "lead_working_days": 20},
        ],
    }
)


def test_a_policy_that_names_no_points_asks_none_of_their_rules() -> None:
    around = known(owed=Owed(12))
    assert codes(decided(around=around, policy=DEFAULT)) == codes(decided(policy=DEFAULT))
    assert "band" in codes(decided(around=around, policy=POINTED))


def test_the_rules_of_before_never_ask_for_points() -> None:
    assert "band" not in codes(decided(around=known(owed=Owed(12)), policy=POINTED, rules="2026.3"))


def test_a_band_makes_a_case_more_urgent_and_chooses_the_line_of_its_tray() -> None:
    light, heavy = (decided(around=known(owed=Owed(periods)), policy=POINTED).case for periods in (1, 6))
    assert light is not None
    assert heavy is not None
    assert (light.urgency, light.channel) == (0, Channel.LETTER)
    assert (heavy.urgency, heavy.channel) == (2, Channel.VISIT)


def test_a_small_amount_that_is_many_months_behind_is_not_sent_a_letter() -> None:
    made = decided(view(amount_cents=900), known(owed=Owed(8)), POINTED)
    assert made.case is not None
    assert made.case.channel is Channel.VISIT
    assert "below-threshold" in codes(made)


def test_a_worker_begins_within_the_working_days_of_the_line_and_never_after_the_clock() -> None:
    begins = [
        reason.details["startBy"]
        for periods in (1, 6)
        for reason in decided(around=known(owed=Owed(periods), case=an_open_case()), policy=POINTED).reasons
        if reason.code == "start-by"
    ]
    assert begins == [date(2026, 4, 7), date(2026, 3, 24)]


some_points = st.integers(1, 20)
rules_of = st.fixed_dictionaries(
    {},
    optional={
        "months_behind": st.builds(
            lambda each, at_most, water: {"each": each, "at_most": at_most, "months_per_period": {"water": water}},
            some_points,
            some_points,
            st.integers(1, 12),
        ),
        "partner_kinds": st.fixed_dictionaries({"each": some_points, "at_most": some_points}),
        "amount_rises": st.fixed_dictionaries({"percent": st.integers(1, 500), "points": some_points}),
        "crisis": st.fixed_dictionaries({"points": some_points}),
        "refused_before": st.fixed_dictionaries({"points": some_points}),
    },
)
starts = st.lists(st.integers(1, 60), min_size=1, max_size=3, unique=True).map(sorted)
levels = st.lists(st.integers(0, 2), min_size=4, max_size=4).map(sorted)
channels = st.lists(st.sampled_from(sorted(APPROACHES, key=lambda one: APPROACHES[one])), min_size=4, max_size=4)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy with points and a line for every band of single cases."""
    begins, urgent = [0, *draw(starts)], draw(levels)
    bands = [
        {"band": band, "from_points": start, "urgency": level}
        for band, start, level in zip(Band, begins, urgent, strict=False)
    ]
    heavy_first = sorted(draw(channels), key=lambda one: -APPROACHES[one])
    lines = [
        {"tray": "single", "from_band": band["band"], "channel": channel}
        for band, channel in zip(reversed(bands), heavy_first, strict=False)
    ]
    cents = draw(st.integers(0, 20_000))
    return Policy.model_validate(
        {"name": "x", "threshold_cents": cents, "points": {**draw(rules_of), "bands": bands}, "trays": lines}
    )


kinds_owed = st.lists(st.sampled_from(OTHERS), unique=True).map(tuple)


def weight(policy: Policy, cents: int, before: int | None, owed: Owed) -> tuple[int, int]:
    """Urgency and approach of the case that a water bill makes."""
    around: Known = known(owed=owed, pickup=picked_up(before) if before is not None else None)
    case = decided(view(amount_cents=cents), around, policy).case
    return (case.urgency, APPROACHES[case.channel]) if case else (-1, -1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    policies(),
    st.integers(1, 50_000),
    st.integers(0, 50_000),
    st.none() | st.integers(1, 50_000),
    st.tuples(st.integers(0, 24), st.integers(0, 24)).map(sorted),
    st.tuples(kinds_owed, kinds_owed),
    st.tuples(st.booleans(), st.booleans()).map(sorted),
)
def test_more_arrears_more_partners_or_an_earlier_refusal_never_lowers_urgency_or_the_approach(
    policy: Policy,
    cents: int,
    more: int,
    before: int | None,
    periods: list[int],
    kinds: tuple[tuple[PartnerKind, ...], tuple[PartnerKind, ...]],
    refused: list[bool],
) -> None:
    less = weight(policy, cents, before, Owed(periods[0], kinds[0], refused[0]))
    all_of_them = (*kinds[0], *(one for one in kinds[1] if one not in kinds[0]))
    worse = weight(policy, cents + more, before, Owed(periods[1], all_of_them, refused[1]))
    assert all(one >= other for one, other in zip(worse, less, strict=True))
