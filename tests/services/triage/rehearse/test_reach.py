"""What a tried policy cannot touch is not decided again, and comes out as if it were."""

import random
from datetime import date
from typing import Any

import pytest

from schemas.policy.form import DEFAULT, Policy
from schemas.policy.published import Published, digest_of
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.rehearse import read
from services.triage.rehearse.reach import touched_by
from services.triage.rehearse.read import Period, became_of, placed_as_stored, rehearse, story_of
from services.triage.rehearse.rehearsal import Rehearsal, compared, rehearsed, world_of
from tests.builders import Town, a_signal
from tests.services.triage.rehearse.test_rehearsing import Delivered, deliver
from tests.services.triage.test_settle import close

SPRING = Period(date(2026, 3, 1), date(2026, 9, 30))
FROM_APRIL = Period(date(2026, 4, 1), date(2026, 9, 30))
KINDS = (PartnerKind.WATER, PartnerKind.ENERGY, PartnerKind.LANDLORD)
TRIED: list[dict[str, Any]] = [
    {"name": "vanaf 75 euro", "threshold_cents": 7_500},
    {"name": "vanaf 20 euro", "threshold_cents": 2_500},
    {"name": "crisis binnen een dag", "clocks": {"crisis_working_days": 1}},
    {"name": "bellen bij meervoudig", "approach": {"crisis": "visit", "several": "phone", "single": "phone"}},
    {"name": "laten wachten", "threshold_cents": 4_000, "parking": {"below_threshold": True, "days": 20}},
    {"name": "kort terugkijken", "repeat_months": 1},
    {
        "name": "alles lichter en sneller",
        "threshold_cents": 9_000,
        "approach": {"crisis": "phone", "several": "phone", "single": "letter", "end-of-contract": "letter"},
        "clocks": {"crisis_working_days": 2, "ordinary_days": 14},
    },
    {"name": "zoals het is"},
]


def everything_again(town: Town, policy: Policy, period: Period) -> Rehearsal:
    """The rehearsal of a policy in which nothing is left out."""
    body = Published(-1, period.first, digest_of(policy), policy)
    with town.record.engine("triage").connect() as connection, connection.begin():
        story = story_of(connection, "9901", period, body)
        became = became_of(connection, "9901", period)
    before = world_of(map(placed_as_stored, became))
    return compared(before, rehearsed(story, body, period.last), 40, 0)


def in_part(town: Town, policy: Policy, period: Period) -> Rehearsal:
    """The rehearsal as it is made."""
    with town.record.engine("triage").connect() as connection:
        return rehearse(connection, "9901", policy, period, hours_per_week=40)


def spread_out(seed: int) -> list[Delivered]:
    """Weeks of signals that meet now and then: at a door, by a customer, by a reference, moved and revised."""
    chance = random.Random(seed)
    sent: list[Signal] = []
    found: list[Delivered] = []
    for _ in range(10):
        batch = [_one(chance, sent) for _ in range(16)]
        sent += batch
        found.append((chance.choice(KINDS), batch, chance.choice([0, 1, 6, 13])))
    return found


def _one(chance: random.Random, sent: list[Signal]) -> Signal:
    door = f"{1000 + chance.randrange(120)}ZZ"
    if sent and chance.random() < 0.08:
        changed = {"amount_cents": chance.randrange(2_000, 30_000)} | ({"postcode": door} if _moves(chance) else {})
        return chance.choice(sent).model_copy(update=changed)
    known = {"customer_number": chance.choice(sent).customer_number} if sent and chance.random() < 0.1 else {}
    kind = chance.choice([SignalKind.ARREARS] * 5 + [SignalKind.DISCONNECTION, SignalKind.END_OF_CONTRACT])
    planned = {} if kind is SignalKind.ARREARS else {"planned_date": date(2026, 12, 1)}
    return a_signal(
        postcode=door,
        house_number="1",
        amount_cents=chance.randrange(2_000, 30_000),
        periods_missed=chance.randrange(1, 7),
        kind=kind,
        **known,
        **planned,
    )


def _moves(chance: random.Random) -> bool:
    return chance.random() < 0.5


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_what_a_policy_cannot_touch_comes_out_as_when_all_is_decided_again(
    town: Town, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "MOST_SHARE", 1)
    deliver(town, spread_out(seed), "9901")
    for row in town.rows("SELECT id FROM case_file WHERE municipality = '9901' ORDER BY number LIMIT 5"):
        close(town, row["id"])
    for asked in TRIED:
        policy = Policy.model_validate(asked)
        for period in (SPRING, FROM_APRIL):
            found = in_part(town, policy, period)
            assert found == everything_again(town, policy, period), (policy.name, period)


def test_another_threshold_reaches_few_and_says_so_by_what_it_reads(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else everything was decided again in the test above, and nothing was shown."""
    deliver(town, spread_out(5), "9901")
    asked: list[int] = []
    whole = read.story_of

    def counted(*given: Any) -> list[Any]:
        story = whole(*given)
        asked.append(sum(type(one).__name__ == "StoredDecision" for one in story))
        return story

    monkeypatch.setattr(read, "story_of", counted)
    found = in_part(town, Policy(name="vanaf 75 euro", threshold_cents=7_500), SPRING)
    assert 0 < asked[0] < found.signals * 0.6
    in_part(town, Policy(name="zoals het is"), SPRING)
    assert asked[1] < asked[0]


def test_a_choice_that_is_not_known_to_touch_a_part_touches_all(town: Town) -> None:
    deliver(town, spread_out(6), "9901")
    with town.record.engine("triage").connect() as connection:
        became = became_of(connection, "9901", SPRING)
    stands = [read.standing(row) for row in became]
    assert all(map(touched_by(DEFAULT, Policy(name="terug", repeat_months=1)), stands))
    assert not any(map(touched_by(DEFAULT, Policy(name="een andere naam")), stands))
