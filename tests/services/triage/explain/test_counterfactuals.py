"""What would have changed a case: every answer was really decided again, and the nearest of its kind is found."""

import random
from datetime import date

import pytest

from plumbing.record.published_policies import publish
from schemas.policy.form import DEFAULT
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from schemas.vocabulary.supposing import WhatIf
from services.triage.explain.counterfactual import Counterfactual, case_at_end, counterfactuals, nearest
from services.triage.explain.read import explain, find_case
from services.triage.read import history
from services.triage.replay import StoredDecision
from tests.builders import Town, a_signal
from tests.services.triage.test_settle import cases


def told(town: Town, case: object) -> list[Counterfactual]:
    with town.record.engine("triage").connect() as connection:
        found = explain(connection, "9901", str(case))
    assert found.same_again
    return list(found.what_if)


def only(found: list[Counterfactual], what: WhatIf) -> list[Counterfactual]:
    return [one for one in found if one.what is what]


def test_one_cent_below_the_limit_would_have_made_it_a_letter(town: Town) -> None:
    town.bring(a_signal(amount_cents=7_350))
    (amount,) = only(told(town, cases(town)[0]["id"]), WhatIf.AMOUNT)
    assert (amount.was, amount.would_be) == (7_350, 4_999)
    assert amount.after is not None
    assert (amount.after.tray, amount.after.channel) == (Tray.SINGLE, Channel.LETTER)


def test_a_higher_limit_would_have_made_it_a_letter_and_the_nearest_one_is_told(town: Town) -> None:
    town.bring(a_signal(amount_cents=7_350))
    (limit,) = only(told(town, cases(town)[0]["id"]), WhatIf.THRESHOLD)
    assert (limit.was, limit.would_be) == (5_000, 7_351)


def test_without_the_second_signal_nobody_would_have_come_to_the_door(town: Town) -> None:
    first = a_signal()
    town.bring(first)
    (second,) = town.bring(a_signal(postcode=first.postcode, house_number=first.house_number), kind=PartnerKind.ENERGY)
    fewer = {one.signal: one.after for one in only(told(town, cases(town)[0]["id"]), WhatIf.FEWER)}
    after = fewer[second]
    assert after is not None
    assert (after.tray, after.channel) == (Tray.SINGLE, Channel.PHONE)


def test_without_its_only_signal_there_would_be_no_case(town: Town) -> None:
    town.bring(a_signal())
    (fewer,) = only(told(town, cases(town)[0]["id"]), WhatIf.FEWER)
    assert fewer.after is None


def test_a_signal_from_another_kind_of_company_would_have_made_it_several(town: Town) -> None:
    town.bring(a_signal())
    (more,) = only(told(town, cases(town)[0]["id"]), WhatIf.MORE)
    assert more.partner_kind is not PartnerKind.WATER
    assert more.after is not None
    assert more.after.tray is Tray.SEVERAL


def test_had_it_been_a_disconnection_it_would_have_been_a_crisis(town: Town) -> None:
    town.bring(a_signal())
    (kind,) = only(told(town, cases(town)[0]["id"]), WhatIf.KIND)
    assert (kind.was, kind.would_be) == (SignalKind.ARREARS, SignalKind.DISCONNECTION)
    assert kind.after is not None
    assert kind.after.tray is Tray.CRISIS


def test_what_would_have_changed_it_is_what_live_triage_does_with_that_input(town: Town) -> None:
    """Each supposed amount and limit, delivered in the neighbouring municipality for real."""
    given = a_signal(amount_cents=6_200)
    town.bring(given)
    supposed = told(town, cases(town)[0]["id"])
    (amount,), (limit,) = only(supposed, WhatIf.AMOUNT), only(supposed, WhatIf.THRESHOLD)
    town.bring(given.model_copy(update={"municipality": "9902", "amount_cents": amount.would_be}))
    (live,) = town.rows("SELECT * FROM case_file WHERE municipality = '9902'")
    assert amount.after == (live["tray"], live["channel"], live["urgency"], live["deadline"])
    with town.record.engine("admin").begin() as connection:
        body = DEFAULT.model_copy(update={"threshold_cents": limit.would_be})
        publish(connection, "9902", body, date(2020, 1, 1))
    town.bring(a_signal(municipality="9902", amount_cents=6_200))
    live = town.rows("SELECT * FROM case_file WHERE municipality = '9902' ORDER BY number")[-1]
    assert limit.after == (live["tray"], live["channel"], live["urgency"], live["deadline"])


@pytest.mark.parametrize("seed", range(4))
def test_no_nearer_amount_changes_anything(town: Town, seed: int) -> None:
    """Against every amount in between, for households of chance."""
    chance = random.Random(seed)
    home = a_signal(amount_cents=chance.randrange(5_000, 5_060))
    town.bring(home)
    kinds = [PartnerKind.ENERGY, PartnerKind.WATER, PartnerKind.LANDLORD]
    for _ in range(chance.randrange(2)):
        town.later(days=chance.choice([0, 20, 40]))
        town.bring(
            a_signal(postcode=home.postcode, house_number=home.house_number, signal_date=date(2026, 3, 16)),
            kind=chance.choice(kinds),
        )
    with town.record.engine("triage").connect() as connection:
        story = history(connection, "9901")
    decisions = [one for one in story if isinstance(one, StoredDecision)]
    names = [one.undecided.signal.id for one in decisions]
    before = case_at_end(story, names)
    for found in only(list(counterfactuals(story, names)), WhatIf.AMOUNT):
        assert isinstance(found.was, int)
        assert isinstance(found.would_be, int)
        (place,) = (
            n
            for n, one in enumerate(story)
            if isinstance(one, StoredDecision) and one.undecided.signal.id == found.signal
        )
        way = 1 if found.would_be > found.was else -1
        for cents in range(found.was + way, found.would_be, way):
            changed = list(story)
            one = changed[place]
            assert isinstance(one, StoredDecision)
            changed[place] = one._replace(
                undecided=one.undecided._replace(signal=one.undecided.signal._replace(amount_cents=cents))
            )
            after = case_at_end(changed, names)
            assert before is not None
            assert after is not None
            assert (after.tray, after.channel, after.deadline) == (before.tray, before.channel, before.deadline)


def test_the_nearest_number_is_found_on_both_sides_and_none_where_nothing_changes() -> None:
    assert nearest(50, 0, 1_000, lambda it: it < 12 or it >= 777) == [11, 777]
    assert nearest(50, 0, 1_000, lambda _: False) == []
    assert nearest(0, 0, 1_000, lambda it: it >= 1_000) == [1_000]


def test_a_case_that_would_come_out_otherwise_now_supposes_nothing(town: Town) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE case_file SET tray = 'crisis'")
    with town.record.engine("triage").connect() as connection:
        found = explain(connection, "9901", str(cases(town)[0]["id"]))
    assert (found.same_again, found.what_if) == (False, [])


def test_what_lies_elsewhere_in_the_municipality_is_not_read(town: Town) -> None:
    town.bring(*(a_signal() for _ in range(5)))
    with town.record.engine("triage").connect() as connection:
        story = history(connection, "9901", [str(town.rows("SELECT signal_id FROM decision")[0]["signal_id"])])
    assert len(story) == 1


def test_a_case_is_found_by_its_number_and_by_its_id(town: Town) -> None:
    town.bring(a_signal())
    (case,) = cases(town)
    with town.record.engine("triage").connect() as connection:
        assert find_case(connection, f"2026-{case['number']:04}", None) == ("9901", case["id"])
        assert find_case(connection, str(case["id"]), "9901") == ("9901", case["id"])
