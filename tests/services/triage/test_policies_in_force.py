"""Policies on the real record: one takes effect on its day and not before, and points look at what was recorded."""

from datetime import date, timedelta
from typing import Any

from schemas.ids import Id
from schemas.policy.form import DEFAULT, Policy
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.offers import OfferAnswer
from schemas.vocabulary.partners import PartnerKind
from services.triage.read import replay
from tests.builders import Town, a_signal
from tests.domain.cases.builders import a_talk, a_try, an_answer, an_end, an_offer, in_town

LIMIT = DEFAULT.model_copy(update={"name": "van morgen", "threshold_cents": 20_000})
WEIGHED = Policy.model_validate(
    {
        "name": "met punten",
        "points": {
            "months_behind": {"each": 1, "at_most": 6},
            "partner_kinds": {"each": 2, "at_most": 4},
            "refused_before": {"points": 1},
            "bands": [
                {"band": "low", "from_points": 0, "urgency": 0},
                {"band": "high", "from_points": 3, "urgency": 2},
            ],
        },
    }
)


def decision(town: Town, signal: Id) -> dict[str, Any]:
    (row,) = town.rows("SELECT policy_version, reasons FROM decision WHERE signal_id = %s", signal)
    return row


def details(town: Town, signal: Id, code: str) -> list[dict[str, Any]]:
    return [one["details"] for one in decision(town, signal)["reasons"] if one["code"] == code]


def is_replayed(town: Town) -> bool:
    with town.record.engine("triage").connect() as connection:
        return replay(connection, "9901").equal


def close(town: Town, case: Id) -> None:
    in_town(town, an_end(case, result=EndResult.OTHER_REASON))


def case_of(town: Town, signal: Id) -> Id:
    return str(town.rows("SELECT case_id FROM disposition WHERE signal_id = %s", signal)[0]["case_id"])


def test_a_policy_with_the_date_of_tomorrow_takes_effect_tomorrow_and_not_before(town: Town) -> None:
    town.publish(LIMIT, valid_from=town.now.date() + timedelta(days=1))
    (today,) = town.bring(a_signal(amount_cents=12_000))
    town.later(days=1)
    (tomorrow,) = town.bring(a_signal(amount_cents=12_000))
    assert [decision(town, one)["policy_version"] for one in (today, tomorrow)] == [0, 1]
    assert details(town, today, "below-threshold") == []
    assert details(town, tomorrow, "below-threshold") == [{"amountCents": 12_000, "thresholdCents": 20_000}]
    assert is_replayed(town)


def test_points_count_the_periods_that_the_partner_sent_and_the_other_kinds_on_the_household(town: Town) -> None:
    town.publish(WEIGHED)
    first = a_signal(periods_missed=1)
    (light,) = town.bring(first)
    beside = a_signal(postcode=first.postcode, house_number=first.house_number, periods_missed=1)
    (heavy,) = town.bring(beside, kind=PartnerKind.ENERGY)
    assert details(town, light, "band") == [{"points": 1, "band": "low"}]
    assert details(town, heavy, "kinds-at-once") == [{"kinds": 2, "points": 2}]
    assert details(town, heavy, "band") == [{"points": 3, "band": "high"}]
    assert town.rows("SELECT urgency FROM case_file")[0]["urgency"] == 2
    assert is_replayed(town)


def test_who_wanted_no_help_before_is_known_by_it_and_is_not_less_urgent(town: Town) -> None:
    town.publish(WEIGHED)
    first = a_signal(periods_missed=1)
    (signal,) = town.bring(first)
    case = case_of(town, signal)
    town.plan(case)
    in_town(
        town,
        a_try(case, reached=True, held_on=town.now.date()),
        a_talk(case, town.now.date()),
        an_offer(case, answer=OfferAnswer.DECLINED, made_on=town.now.date()),
    )
    close(town, case)
    town.later(days=40)
    signal_date = date(2026, 4, 25)
    again = a_signal(
        postcode=first.postcode, house_number=first.house_number, periods_missed=1, signal_date=signal_date
    )
    (later,) = town.bring(again)
    assert details(town, later, "refused-before") == [{"points": 1}]
    assert details(town, later, "band") == [{"points": 2, "band": "low"}]
    assert is_replayed(town)


def test_an_offer_that_is_declined_later_is_known_as_well(town: Town) -> None:
    (signal,) = town.bring(a_signal())
    case = case_of(town, signal)
    open_offer = an_offer(case, made_on=town.now.date())
    in_town(town, a_try(case, reached=True, held_on=town.now.date()), open_offer)
    no = an_answer(open_offer.record, case, answer=OfferAnswer.DECLINED, answered_on=town.now.date())
    in_town(town, no)
    assert [row["kind"] for row in town.rows("SELECT kind FROM case_event ORDER BY sequence")] == [
        "touched",
        "declined",
    ]
    assert is_replayed(town)
