"""The record against the naive reference where signals wait and points weigh, in any order and delivered twice."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from domain.cases.act import Act, Refused
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.signals import Signal
from schemas.vocabulary.offers import OfferAnswer
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from tests.builders import Town, a_signal
from tests.domain.cases.builders import a_talk, a_try, an_end, an_offer, in_town
from tests.oracle import hold_decisions
from tests.services.triage.happening import LINES, POINTS
from tests.services.triage.test_parked_in_record import ticks, wake

WEIGHED = {"threshold_cents": 5_000, "parking": {"below_threshold": True, "days": 20}, "points": POINTS}
NOW = Policy.model_validate({"name": "wachten en wegen", **WEIGHED, "trays": LINES})
TOMORROW = Policy.model_validate({"name": "van de zomer", **WEIGHED, "threshold_cents": 3_000, "parking": None})
SUMMER = date(2026, 6, 8)
KINDS = [PartnerKind.WATER, PartnerKind.WATER, PartnerKind.ENERGY, PartnerKind.LANDLORD]
BEHIND = ["Aalbers", "Bakker", "Claessen", "Dijkgraaf", "Evers", "Fokkema", "Goedhart", "Hoekstra", "Innemee"]
"""Who lives behind each door: nobody is related to anybody."""
WHAT = [*[SignalKind.ARREARS] * 20, *SignalKind]


def of(number: int, dice: random.Random, day: date) -> Signal:
    """A signal of one of few arrears behind one of few doors."""
    kind = dice.choice(WHAT)
    return a_signal(
        reference=f"A-{number}",
        customer_number=f"K{number % 18}",
        surname=BEHIND[number % 9],
        postcode="1234AB",
        house_number=str(1 + number % 9),
        amount_cents=dice.choice([500, 500, 1_500, 2_500, 4_999, 9_000]),
        kind=kind,
        periods_missed=dice.randint(1, 4),
        planned_date=day + timedelta(days=dice.randint(1, 40)) if kind is not SignalKind.ARREARS else None,
        signal_date=day,
    )


def work(town: Town, dice: random.Random) -> None:
    """Somebody does something on an open case, where it is allowed."""
    cases = town.rows("SELECT id FROM case_file WHERE closed_at IS NULL ORDER BY number")
    if not cases:
        return
    case, today = Id(str(dice.choice(cases)["id"])), town.now.date()
    acts: list[list[Act]] = [
        [a_try(case, held_on=today)],
        [a_try(case, reached=True, held_on=today), a_talk(case, today)],
        [a_try(case, reached=True, held_on=today), an_offer(case, answer=OfferAnswer.DECLINED, made_on=today)],
        [an_end(case)],
    ]
    for act in dice.choice(acts):
        try:
            in_town(town, act)
        except Refused:
            return


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_record_says_what_the_reference_says_where_signals_wait_and_points_weigh(town: Town, seed: int) -> None:
    dice = random.Random(seed)
    town.publish(NOW)
    town.publish(TOMORROW, valid_from=SUMMER)
    receipts = []
    for _ in range(30):
        signals = [of(number, dice, town.now.date()) for number in dice.sample(range(24), dice.randint(1, 3))]
        receipts.append(town.deliver(*signals, kind=dice.choice(KINDS)))
        waiting = [*dice.sample(receipts, min(3, len(receipts))), receipts[-1]]
        town.settle([one for some in dice.sample(waiting, len(waiting)) for one in some])
        work(town, dice)
        town.later(days=dice.randint(1, 7))
        if dice.random() < 0.8:
            due = ticks(town)
            wake(town, [*due, *due])
    wake(town, ticks(town))
    hold_decisions(town.record, "9901")
    became = Counter(str(row["disposition"]) for row in town.rows("SELECT disposition FROM decision"))
    assert {"in-case", "parked", "unjustified"} <= set(became)
    woken = town.rows("SELECT count(*) AS n FROM decision WHERE occasion = 'woken' AND disposition = 'in-case'")
    assert woken[0]["n"], became
