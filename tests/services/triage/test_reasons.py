"""Every reason has a situation that brings it about, in the order of the steps, with the details it promises."""

from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest

from schemas.policy.form import DEFAULT, Parking, Policy, Registers
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion, ParkedFor
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, RegisterSource, ResidentAnswer
from schemas.vocabulary.signals import SignalKind
from services.triage.known import Decision, Known, OpenArrears, Owed, SignalView, Sleep
from tests.services.triage.builders import (
    CASE,
    an_open_case,
    codes,
    crisis_view,
    decided,
    known,
    own,
    picked_up,
    picked_up_threat,
    view,
)

R = ReasonCode
WEIGHED = Policy.model_validate(
    {
        "name": "met punten",
        "points": {
            "months_behind": {"each": 1, "at_most": 6},
            "partner_kinds": {"each": 2, "at_most": 6},
            "amount_rises": {"percent": 10, "points": 1},
            "crisis": {"points": 3},
            "refused_before": {"points": 1},
            "bands": [
                {"band": "low", "from_points": 0, "urgency": 0},
                {"band": "high", "from_points": 5, "urgency": 2},
            ],
        },
        "trays": [
            {"tray": "single", "channel": "phone", "offer_level": "support", "lead_working_days": 3},
        ],
    }
)
"""Every rule that gives points, and a line with all that a line may say."""
OWED = Owed(3, (PartnerKind.LANDLORD,), refused=True)
STAYED = known(own=own(case_open=False), previous_case=CASE)
SAID_BEFORE = known(pickup=picked_up_threat(), case=an_open_case())
PARKS = Policy(name="wachten", parking=Parking(below_threshold=True, unclear_registration=True))
ASKS = Policy(name="vraagt na", registers=Registers(residents=RegisterSource.LIST))
SMALL = view(amount_cents=4_000)
UNCLEAR = view(resident=ResidentAnswer.NO_HIT)
END = date(2026, 4, 20)


def parked(parked_for: ParkedFor = ParkedFor.THRESHOLD, **more: Any) -> Known:
    return known(own=own(disposition=Disposition.PARKED, case_id=None, sleep=Sleep(parked_for, END)), **more)


def beside(**changes: Any) -> tuple[OpenArrears, ...]:
    values: dict[str, Any] = {"partner_kind": PartnerKind.WATER, "kind": SignalKind.ARREARS, "amount_cents": 1_000}
    return (OpenArrears(**(values | changes)),)


def woken(by: Occasion, **changes: Any) -> SignalView:
    return view(**({"amount_cents": 4_000, "occasion": by, "asked_on": END} | changes))


Situation = tuple[SignalView, Known] | tuple[SignalView, Known, Policy]
SITUATIONS: MappingProxyType[ReasonCode, Situation] = MappingProxyType(
    {
        R.WITHDRAWN: (view(withdrawn=True), known()),
        R.WITHDRAWN_LATE: (view(withdrawn=True), known(own=own(), case=an_open_case(touched=True))),
        R.REPORTED_AGAIN: (view(withdrawn=True), known(own=own(), case=an_open_case(), reported_again=True)),
        R.OVERTURNED: (woken(Occasion.BY_HAND), known(own=own(disposition=Disposition.UNJUSTIFIED, case_id=None))),
        R.SLEPT_BELOW_THRESHOLD: (woken(Occasion.WOKEN), parked(), PARKS),
        R.SLEPT_FOR_CHECK: (woken(Occasion.WOKEN), parked(ParkedFor.REGISTER_CHECK), PARKS),
        R.WOKE_REVISED: (view(revision=2), parked(), PARKS),
        R.WOKE_MATCH: (woken(Occasion.MERGED), parked(), PARKS),
        R.WOKE_REGISTER: (woken(Occasion.REGISTER_ANSWERED), parked(), PARKS),
        R.WOKE_BY_HAND: (woken(Occasion.BY_HAND), parked(), PARKS),
        R.WOKE_ON_ITS_DAY: (woken(Occasion.WOKEN), parked(), PARKS),
        R.ROUSED_BY_CRISIS: (SMALL, known(open_arrears=beside(kind=SignalKind.EVICTION)), PARKS),
        R.SECOND_KIND: (SMALL, known(open_arrears=beside(partner_kind=PartnerKind.ENERGY)), PARKS),
        R.ADDS_UP: (SMALL, known(open_arrears=beside()), PARKS),
        R.CASE_RUNS: (SMALL, known(case=an_open_case()), PARKS),
        R.PARKED: (SMALL, known(), PARKS),
        R.PARKED_FOR_CHECK: (UNCLEAR, known(), PARKS),
        R.WAITED_BELOW_THRESHOLD: (woken(Occasion.WOKEN), parked(), PARKS),
        R.WAITED_FOR_CHECK: (
            woken(Occasion.WOKEN, amount_cents=12_000, resident=ResidentAnswer.NO_HIT),
            parked(ParkedFor.REGISTER_CHECK),
            PARKS,
        ),
        R.IS_RESIDENT: (view(resident=ResidentAnswer.RESIDENT), known()),
        R.MOVED_INSIDE: (view(resident=ResidentAnswer.MOVED_INSIDE), known()),
        R.NOT_RESIDENT: (view(resident=ResidentAnswer.NOT_RESIDENT), known()),
        R.DECEASED: (view(resident=ResidentAnswer.DECEASED), known()),
        R.NO_HIT: (view(resident=ResidentAnswer.NO_HIT), known()),
        R.NAME_DIFFERS: (view(resident=ResidentAnswer.NAME_DIFFERS), known()),
        R.NOT_CHECKED: (view(), known(), ASKS),
        R.KNOWN_AT_DEBT_HELP: (view(debt_help=DebtHelpAnswer.KNOWN), known()),
        R.NEW_ARREARS: (view(), known()),
        R.REPEAT: (view(), known(pickup=picked_up())),
        R.SAME_ARREARS: (view(), known(pickup=picked_up(other_reference=True))),
        R.LIKELY_DOUBLE: (view(), known(pickup=picked_up(elsewhere=True))),
        R.SAME_THREAT: (crisis_view(), SAID_BEFORE),
        R.HIGHER_THAN_BEFORE: (view(amount_cents=12_001), known(pickup=picked_up())),
        R.HANDOVER_ASKED: (view(warm_handover=True), known(pickup=picked_up())),
        R.EARLIER_DATE: (
            view(kind=SignalKind.END_OF_CONTRACT, planned_date=date(2026, 4, 1)),
            known(pickup=picked_up(planned_date=date(2026, 4, 20))),
        ),
        R.NOT_STOPPED: (crisis_view(amount_cents=1), known(pickup=picked_up())),
        R.AGE_FITS: (view(), known()),
        R.AGE_OUTSIDE: (view(arrears_since=date(2026, 3, 1)), known()),
        R.ABOVE_THRESHOLD: (view(), known()),
        R.BELOW_THRESHOLD: (view(amount_cents=4_999), known()),
        R.OPENS_CASE: (view(), known()),
        R.JOINS_CASE: (view(), known(case=an_open_case(), picked_up=(date(2026, 3, 10),))),
        R.FOLLOWS_CASE: (view(), known(previous_case=CASE)),
        R.STAYS_IN_CASE: (view(revision=2), STAYED),
        R.SEVERAL: (view(), known(picked_up=(date(2026, 3, 2),))),
        R.SUCCESSIVE: (view(), known(picked_up=(date(2025, 11, 2),))),
        R.SEVERAL_KINDS: (view(), known(picked_up=(date(2026, 3, 2),), other_kinds=(PartnerKind.ENERGY,))),
        R.SUCCESSIVE_BESIDE: (view(), known(picked_up=(date(2026, 2, 1),))),
        R.SINGLE: (view(), known()),
        R.CONTRACT_ENDS: (view(kind=SignalKind.END_OF_CONTRACT), known()),
        R.CRISIS: (crisis_view(), known()),
        R.PLANNED_DATE_MISSING: (crisis_view(planned_date=None), known()),
        R.NO_CRISIS: (view(), known()),
        R.MONTHS_BEHIND: (view(), known(owed=OWED), WEIGHED),
        R.KINDS_AT_ONCE: (view(), known(owed=OWED), WEIGHED),
        R.AMOUNT_RISES: (view(amount_cents=18_000), known(pickup=picked_up(), owed=OWED), WEIGHED),
        R.CRISIS_COUNTS: (crisis_view(), known(owed=OWED), WEIGHED),
        R.REFUSED_BEFORE: (view(), known(owed=OWED), WEIGHED),
        R.BAND: (view(), known(owed=OWED), WEIGHED),
        R.OFFER_LEVEL: (view(), known(owed=OWED), WEIGHED),
        R.START_BY: (view(), known(owed=OWED), WEIGHED),
        R.WORKED_ON: (view(), known(case=an_open_case(touched=True))),
        R.TRAY: (view(), known()),
        R.CLOCK: (view(), known()),
        R.NO_NEW_CLOCK: (crisis_view(), SAID_BEFORE._replace(case=an_open_case(touched=True, talked=True))),
        R.TALKED_ABOUT: (view(revision=2), known(own=own(), case=an_open_case(touched=True, talked=True))),
    }
)
"""Reason to the smallest situation that gives it."""


def situation(code: ReasonCode) -> Decision:
    return decided(*SITUATIONS[code])


def test_every_reason_has_its_situation() -> None:
    assert set(SITUATIONS) == set(ReasonCode)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_a_reason_is_given_where_it_applies(code: ReasonCode) -> None:
    assert code in codes(situation(code))


@pytest.mark.parametrize("code", list(ReasonCode))
def test_a_reason_carries_exactly_the_details_it_promises(code: ReasonCode) -> None:
    for reason in situation(code).reasons:
        assert tuple(reason.details) == reason.code.entry.details


def test_reasons_come_in_the_order_of_the_steps() -> None:
    assert codes(decided()) == [
        R.NEW_ARREARS,
        R.AGE_FITS,
        R.ABOVE_THRESHOLD,
        R.OPENS_CASE,
        R.SINGLE,
        R.NO_CRISIS,
        R.TRAY,
        R.CLOCK,
    ]


def test_a_repeat_and_an_age_outside_end_the_questions() -> None:
    assert codes(situation(R.REPEAT)) == [R.REPEAT]
    assert codes(situation(R.AGE_OUTSIDE)) == [R.NEW_ARREARS, R.AGE_OUTSIDE]


def test_a_crisis_says_at_each_step_that_it_is_not_stopped() -> None:
    assert codes(situation(R.NOT_STOPPED))[:3] == [R.NOT_STOPPED] * 3


def test_end_of_contract_is_not_stopped_but_no_crisis() -> None:
    signal = view(kind=SignalKind.END_OF_CONTRACT, partner_kind=PartnerKind.ENERGY, amount_cents=1)
    found = codes(decided(signal))
    assert found[1:3] == [R.NOT_STOPPED, R.NOT_STOPPED]
    assert R.NO_CRISIS in found


def test_on_a_case_that_is_worked_on_the_reason_tells_the_tray_stays() -> None:
    made = situation(R.WORKED_ON)
    assert R.TRAY not in codes(made)
    assert made.reasons[-2].details == {"tray": "single"}


def test_a_reason_holds_codes_amounts_counts_and_dates_only() -> None:
    values = [value for code in ReasonCode for one in situation(code).reasons for value in one.details.values()]
    assert [value for value in values if not isinstance(value, StrEnum | int | date | None)] == []


def test_the_terms_of_the_clock_are_those_of_the_policy() -> None:
    assert decided().reasons[-1].details == {
        "deadline": date(2026, 4, 14),
        "workingDays": None,
        "days": DEFAULT.clocks.ordinary_days,
    }
    assert decided(crisis_view()).reasons[-1].details == {"deadline": date(2026, 3, 20), "workingDays": 3, "days": None}
