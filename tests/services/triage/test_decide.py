"""The decision on one signal: what it may depend on, and what happens to a revision."""

from datetime import date

import pytest

from domain.law.definitions import UNTIL_RULES_2026_3
from schemas.policy.form import DEFAULT, Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import SignalKind
from services.triage.decide import decide
from tests.services.triage.builders import (
    CASE,
    NEW,
    an_open_case,
    asked,
    codes,
    crisis_view,
    decided,
    known,
    own,
    picked_up,
    view,
)


def test_a_decision_is_the_same_every_time() -> None:
    assert decided() == decided()


def test_a_signal_without_a_case_opens_one_under_the_given_id() -> None:
    made = decided()
    assert made.opens
    assert made.case is not None
    assert made.case.id == NEW


def test_a_signal_joins_the_open_case_and_opens_none() -> None:
    made = decided(around=known(case=an_open_case()))
    assert not made.opens
    assert made.case is not None
    assert made.case.id == CASE


@pytest.mark.parametrize(
    ("signal", "around", "disposition"),
    [
        (view(), known(), Disposition.IN_CASE),
        (view(amount_cents=1), known(), Disposition.IN_CASE),
        (view(), known(pickup=picked_up()), Disposition.REPEAT),
        (view(arrears_since=date(2026, 3, 10)), known(), Disposition.UNJUSTIFIED),
        (view(arrears_since=date(2026, 3, 10)), known(pickup=picked_up()), Disposition.REPEAT),
        (crisis_view(arrears_since=date(2026, 3, 10)), known(pickup=picked_up()), Disposition.IN_CASE),
    ],
)
def test_each_situation_has_its_disposition(signal: object, around: object, disposition: Disposition) -> None:
    made = decided(signal, around)  # type: ignore[arg-type]
    assert made.disposition is disposition
    assert (made.case is None) is (disposition is not Disposition.IN_CASE)


def test_a_revision_stays_in_its_case_even_when_it_would_not_be_let_in_now() -> None:
    signal = view(revision=2, arrears_since=date(2026, 3, 10))
    made = decided(signal, known(own=own(), case=an_open_case(), pickup=picked_up()))
    assert made.disposition is Disposition.IN_CASE
    assert made.case is not None
    assert made.case.id == CASE


def test_a_revision_to_a_crisis_raises_its_case_from_the_day_of_the_revision() -> None:
    signal = crisis_view(revision=2, received_on=date(2026, 3, 10), known_on=date(2026, 3, 17))
    made = decided(signal, known(own=own(), case=an_open_case()))
    assert made.case is not None
    assert (made.case.tray, made.case.deadline, made.case.clock_from) == (
        Tray.CRISIS,
        date(2026, 3, 20),
        date(2026, 3, 17),
    )


def test_a_revision_after_its_case_was_closed_asks_for_nothing_unless_it_got_worse() -> None:
    around = known(own=own(case_open=False), previous_case=CASE)
    assert decided(view(revision=2), around).case is None
    assert decided(view(revision=2, amount_cents=11_000), around).case is None
    for worse in (view(revision=2, amount_cents=12_001), crisis_view(revision=2)):
        made = decided(worse, around)
        assert made.opens
        assert made.case is not None
        assert made.case.id == NEW


def test_a_revision_of_a_signal_that_was_not_picked_up_is_asked_everything_again() -> None:
    around = known(own=own(disposition=Disposition.UNJUSTIFIED, case_id=None, case_open=True))
    assert decided(view(revision=2), around).opens
    assert "age-outside" in codes(decided(view(revision=2, arrears_since=date(2026, 3, 10)), around))


def test_an_end_of_contract_has_a_tray_of_its_own_with_the_ordinary_clock() -> None:
    made = decided(view(kind=SignalKind.END_OF_CONTRACT))
    assert made.case is not None
    assert (made.case.tray, made.case.deadline, made.case.urgency) == (Tray.END_OF_CONTRACT, date(2026, 4, 14), 1)
    assert made.case.channel is Channel.PHONE


def test_rules_of_before_that_tray_put_an_end_of_contract_where_they_did() -> None:
    seen = asked(view(kind=SignalKind.END_OF_CONTRACT))._replace(definitions=UNTIL_RULES_2026_3)
    made = decide(seen, NEW, "2026.3")
    assert made.case is not None
    assert (made.case.tray, made.case.urgency) == (Tray.SINGLE, 0)


def test_an_end_of_contract_beside_other_arrears_keeps_its_tray_and_gets_their_visit() -> None:
    made = decided(view(kind=SignalKind.END_OF_CONTRACT), known(picked_up=(date(2026, 3, 2),)))
    assert made.case is not None
    assert (made.case.tray, made.case.channel, made.case.several) == (Tray.END_OF_CONTRACT, Channel.VISIT, True)


def test_a_policy_may_name_the_approach_of_contracts_that_end() -> None:
    policy = Policy(name="bellen is te licht", approach={**DEFAULT.approach, Tray.END_OF_CONTRACT: Channel.VISIT})
    made = decided(view(kind=SignalKind.END_OF_CONTRACT), policy=policy)
    assert made.case is not None
    assert made.case.channel is Channel.VISIT


def test_a_clock_of_today_runs_over_a_day_that_a_decree_made_equal_and_one_of_then_does_not() -> None:
    seen = view(received_on=date(2026, 4, 17), known_on=date(2026, 4, 17))
    now, then = decided(seen), decide(asked(seen)._replace(definitions=UNTIL_RULES_2026_3), NEW, "2026.3")
    assert now.case is not None
    assert then.case is not None
    assert (now.case.deadline, then.case.deadline) == (date(2026, 5, 18), date(2026, 5, 15))
