"""Whether a signal waits: a named choice, with a day on which it ends, and what rouses it before."""

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.policy.form import DEFAULT, Parking, Policy
from schemas.policy.published import digest_of
from schemas.reasons import ReasonCode as R
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition, Occasion, ParkedFor
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import ResidentAnswer
from schemas.vocabulary.signals import NEVER_STOPPED, SignalKind
from services.triage.known import Decision, Known, OpenArrears, SignalView, Sleep
from services.triage.rules.steps import STEPS
from tests.services.triage.builders import TODAY, an_open_case, codes, crisis_view, decided, known, own, view

PARKS = Policy(name="wachten", parking=Parking(below_threshold=True))
WAITS_FOR_CHECK = Policy(name="eerst kijken", parking=Parking(unclear_registration=True))
END = TODAY + timedelta(days=60)
SMALL = view(amount_cents=4_999)


def asleep(parked_for: ParkedFor = ParkedFor.THRESHOLD, **more: Any) -> Known:
    """The signal itself is parked since today."""
    return known(own=own(disposition=Disposition.PARKED, case_id=None, sleep=Sleep(parked_for, END)), **more)


def others(*arrears: tuple[PartnerKind, int]) -> tuple[OpenArrears, ...]:
    return tuple(OpenArrears(kind, SignalKind.ARREARS, cents) for kind, cents in arrears)


def woken(**changes: Any) -> SignalView:
    """The same small signal on its last day."""
    values: dict[str, Any] = {"occasion": Occasion.WOKEN, "asked_on": END}
    return SMALL._replace(**(values | changes))


def outcome(made: Decision) -> tuple[Disposition, Sleep | None]:
    return made.disposition, made.sleep


def test_parking_is_a_named_choice_and_the_default_stays_a_letter() -> None:
    made = decided(SMALL)
    assert (made.disposition, made.case and made.case.channel) == (Disposition.IN_CASE, Channel.LETTER)
    assert decided(SMALL, policy=Policy(name="lang", parking=Parking(days=365))).disposition is Disposition.IN_CASE


def test_a_policy_that_says_nothing_of_parking_has_the_digest_it_always_had() -> None:
    assert DEFAULT.parking is None
    assert digest_of(Policy(name=DEFAULT.name, parking=None)) == digest_of(DEFAULT)
    assert digest_of(Policy(name=DEFAULT.name, parking=Parking())) != digest_of(DEFAULT)


def test_below_the_threshold_a_signal_is_parked_for_sixty_days_where_the_policy_says_so() -> None:
    made = decided(SMALL, policy=PARKS)
    assert outcome(made) == (Disposition.PARKED, Sleep(ParkedFor.THRESHOLD, END))
    assert codes(made)[-1] is R.PARKED
    assert made.case is None


def test_the_policy_says_for_how_long() -> None:
    shorter = Policy(name="kort", parking=Parking(below_threshold=True, days=7))
    assert decided(SMALL, policy=shorter).sleep == Sleep(ParkedFor.THRESHOLD, TODAY + timedelta(days=7))


def test_what_is_not_below_the_threshold_is_never_parked() -> None:
    assert decided(view(amount_cents=5_000), policy=PARKS).disposition is Disposition.IN_CASE


@pytest.mark.parametrize("kind", sorted(NEVER_STOPPED))
def test_a_crisis_and_an_end_of_contract_never_wait(kind: SignalKind) -> None:
    signal = crisis_view(kind=kind, amount_cents=1, partner_kind=PartnerKind.ENERGY)
    assert decided(signal, policy=PARKS).disposition is Disposition.IN_CASE


def test_arrears_that_add_up_above_the_threshold_do_not_wait_and_get_no_letter() -> None:
    made = decided(SMALL, known(open_arrears=others((PartnerKind.WATER, 1))), PARKS)
    assert (made.disposition, made.case and made.case.channel) == (Disposition.IN_CASE, Channel.PHONE)
    assert R.ADDS_UP in codes(made)
    assert R.BELOW_THRESHOLD not in codes(made)


def test_arrears_that_stay_below_it_together_wait_each_until_its_own_day() -> None:
    together = known(open_arrears=others((PartnerKind.WATER, 500)))
    assert decided(view(amount_cents=4_499), together, PARKS).disposition is Disposition.PARKED


def test_a_second_kind_of_partner_does_not_wait() -> None:
    made = decided(view(amount_cents=100), known(open_arrears=others((PartnerKind.ENERGY, 100))), PARKS)
    assert made.disposition is Disposition.IN_CASE
    assert R.SECOND_KIND in codes(made)


def test_where_a_case_runs_a_small_signal_joins_it() -> None:
    made = decided(SMALL, known(case=an_open_case()), PARKS)
    assert (made.disposition, made.opens) == (Disposition.IN_CASE, False)


def test_a_signal_that_was_picked_up_is_never_parked_by_a_revision() -> None:
    around = known(own=own(), case=an_open_case())
    assert decided(view(amount_cents=100, revision=2), around, PARKS).disposition is Disposition.IN_CASE


def test_a_revision_never_moves_the_day_on_which_it_ends() -> None:
    later = TODAY + timedelta(days=30)
    made = decided(view(amount_cents=3_000, revision=2, known_on=later, asked_on=later), asleep(), PARKS)
    assert outcome(made) == (Disposition.PARKED, Sleep(ParkedFor.THRESHOLD, END))


def test_a_revision_above_the_threshold_wakes_it_and_says_so() -> None:
    made = decided(view(revision=2), asleep(), PARKS)
    assert made.disposition is Disposition.IN_CASE
    assert codes(made)[:2] == [R.SLEPT_BELOW_THRESHOLD, R.WOKE_REVISED]


def test_at_its_end_what_waited_for_the_threshold_is_unjustified() -> None:
    made = decided(woken(), asleep(), PARKS)
    assert outcome(made) == (Disposition.UNJUSTIFIED, None)
    assert codes(made)[:2] == [R.SLEPT_BELOW_THRESHOLD, R.WOKE_ON_ITS_DAY]
    assert codes(made)[-1] is R.WAITED_BELOW_THRESHOLD


def test_at_its_end_what_waited_for_a_check_is_refused_for_another_reason() -> None:
    signal = woken(amount_cents=12_000, resident=ResidentAnswer.NO_HIT)
    made = decided(signal, asleep(ParkedFor.REGISTER_CHECK), WAITS_FOR_CHECK)
    assert made.disposition is Disposition.OTHER_REASON


def test_a_threshold_that_was_lowered_meanwhile_picks_it_up_at_its_end() -> None:
    lower = Policy(name="lager", threshold_cents=1_000, parking=Parking(below_threshold=True))
    assert decided(woken(), asleep(), lower).disposition is Disposition.IN_CASE


def test_a_council_that_stopped_parking_sends_the_letter_at_its_end() -> None:
    made = decided(woken(), asleep(), DEFAULT)
    assert (made.disposition, made.case and made.case.channel) == (Disposition.IN_CASE, Channel.LETTER)


@pytest.mark.parametrize(
    ("around", "said"),
    [
        (asleep(open_arrears=others((PartnerKind.WATER, 5_000))), R.ADDS_UP),
        (asleep(open_arrears=others((PartnerKind.LANDLORD, 1))), R.SECOND_KIND),
        (asleep(open_arrears=(OpenArrears(PartnerKind.WATER, SignalKind.DISCONNECTION, 1),)), R.ROUSED_BY_CRISIS),
        (asleep(case=an_open_case()), R.CASE_RUNS),
    ],
    ids=["accumulation", "second kind", "crisis", "case"],
)
def test_what_rouses_it_wakes_it_and_the_case_says_why_it_slept_and_what_woke_it(around: Known, said: R) -> None:
    on = TODAY + timedelta(days=10)
    made = decided(woken(asked_on=on), around, PARKS)
    assert made.disposition is Disposition.IN_CASE
    assert codes(made)[:2] == [R.SLEPT_BELOW_THRESHOLD, said]
    assert codes(made).count(said) == 1


def test_a_better_match_says_so_and_picks_up_only_what_it_rouses() -> None:
    signal = woken(occasion=Occasion.MERGED, asked_on=TODAY + timedelta(days=3))
    assert decided(signal, asleep(), PARKS).disposition is Disposition.PARKED
    made = decided(signal, asleep(open_arrears=others((PartnerKind.ENERGY, 1))), PARKS)
    assert made.disposition is Disposition.IN_CASE
    assert {R.WOKE_MATCH, R.SECOND_KIND} <= set(codes(made))


def test_the_clock_of_what_wakes_runs_from_the_day_on_which_it_woke() -> None:
    on = date(2026, 4, 8)
    made = decided(woken(asked_on=on), asleep(open_arrears=others((PartnerKind.WATER, 5_000))), PARKS)
    assert made.case is not None
    assert (made.case.clock_from, made.case.deadline) == (on, date(2026, 5, 6))


def test_a_signal_that_waits_and_is_taken_back_is_withdrawn() -> None:
    assert decided(SMALL._replace(withdrawn=True), asleep(), PARKS).disposition is Disposition.WITHDRAWN


@pytest.mark.parametrize("rules", [version for version in STEPS if version < "2026.4"])
def test_rules_before_this_one_park_nothing(rules: str) -> None:
    assert decided(SMALL, policy=PARKS, rules=rules).disposition is Disposition.IN_CASE
