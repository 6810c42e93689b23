"""A rehearsal says what a policy would do: the same as when it is installed and the signals are delivered for real."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest

from schemas.policy.form import Policy
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.rehearse.read import Period, rehearse
from services.triage.rehearse.rehearsal import Rehearsal, rehearsal_json
from tests.builders import Town, a_signal
from tests.services.triage.test_parked_in_record import ticks, wake
from tests.services.triage.test_settle import close

SPRING = Period(date(2026, 3, 1), date(2026, 9, 30))
EUR_75 = Policy.model_validate({"name": "vanaf 75 euro", "threshold_cents": 7_500})
BY_PHONE = Policy.model_validate(
    {
        "name": "bellen",
        "threshold_cents": 20_000,
        "repeat_months": 1,
        "approach": {"crisis": "phone", "several": "phone", "single": "letter"},
        "clocks": {"crisis_working_days": 2, "ordinary_days": 14},
    }
)
LETS_WAIT = Policy.model_validate(
    {"name": "laten wachten", "threshold_cents": 15_000, "parking": {"below_threshold": True, "days": 20}}
)
Delivered = tuple[PartnerKind, Sequence[Signal], int]
"""Who sends what, and how many days pass after it."""


def tried(town: Town, policy: Policy, period: Period = SPRING, code: str = "9901") -> Rehearsal:
    with town.record.engine("triage").connect() as connection:
        return rehearse(connection, code, policy, period, hours_per_week=40)


def some_deliveries(seed: int) -> list[Delivered]:
    """Weeks of signals on few addresses, so that they meet: repeats, revisions, several, crises, small amounts."""
    chance = random.Random(seed)
    kinds = [PartnerKind.WATER, PartnerKind.ENERGY, PartnerKind.LANDLORD]
    sent: list[Signal] = []
    found: list[Delivered] = []
    for _ in range(12):
        batch = [_signal(chance, sent) for _ in range(8)]
        sent += batch
        found.append((chance.choice(kinds), batch, chance.choice([0, 1, 6, 13])))
    return found


def _signal(chance: random.Random, sent: list[Signal]) -> Signal:
    if sent and chance.random() < 0.25:
        return chance.choice(sent).model_copy(update={"amount_cents": chance.randrange(2_000, 30_000)})
    kind = SignalKind.DISCONNECTION if chance.random() < 0.1 else SignalKind.ARREARS
    return a_signal(
        postcode=f"{1000 + chance.randrange(25)}ZZ",
        house_number="1",
        amount_cents=chance.randrange(2_000, 30_000),
        kind=kind,
    )


def deliver(town: Town, deliveries: list[Delivered], code: str) -> None:
    """And then a month without any, in which what waits wakes."""
    start = town.now
    for kind, batch, days in [*deliveries, (PartnerKind.WATER, [], 31)]:
        if batch:
            town.bring(*(one.model_copy(update={"municipality": code}) for one in batch), kind=kind)
        for _ in range(days):
            town.later(days=1)
            wake(town, ticks(town))
    town.now = start


@pytest.mark.parametrize("policy", [EUR_75, BY_PHONE, LETS_WAIT], ids=lambda one: one.name)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rehearsal_equals_a_real_run_of_that_policy_on_the_same_signals(
    town: Town, policy: Policy, seed: int
) -> None:
    deliveries = some_deliveries(seed)
    deliver(town, deliveries, "9901")
    town.publish(policy, "9902")
    deliver(town, deliveries, "9902")
    supposed = tried(town, policy)
    cases = town.rows("SELECT tray, channel FROM case_file WHERE municipality = '9902'")
    signals = town.rows("SELECT disposition FROM disposition WHERE municipality = '9902'")
    assert _present(supposed.after.trays) == Counter(one["tray"] for one in cases)
    assert _present(supposed.after.approaches) == Counter(one["channel"] for one in cases)
    assert _present(supposed.after.signals) == Counter(one["disposition"] for one in signals)
    for_real = tried(town, policy, code="9902")
    assert for_real.before == for_real.after == supposed.after


def _present(numbers: object) -> Counter[str]:
    assert isinstance(numbers, dict)
    return Counter({code: number for code, number in numbers.items() if number})


def test_a_rehearsal_of_the_policy_that_is_in_force_changes_nothing(town: Town) -> None:
    deliver(town, some_deliveries(4), "9901")
    found = tried(town, Policy(name="zoals het is"))
    assert found.before == found.after
    assert (found.newly_nothing, found.newly_something, found.newly_visit, found.no_longer_visit) == (0, 0, 0, 0)


def test_a_rehearsal_starts_from_what_stood_before_its_period(town: Town) -> None:
    """A repeat of a signal of before the period is one in the rehearsal too, and a closed case stays closed."""
    first = a_signal()
    town.bring(first)
    close(town, town.rows("SELECT id FROM case_file")[0]["id"])
    town.later(days=31)
    town.bring(first.model_copy(update={"signal_date": date(2026, 4, 16)}))
    town.bring(a_signal(postcode=first.postcode, house_number=first.house_number, signal_date=date(2026, 4, 16)))
    found = tried(town, Policy(name="zoals het is"), Period(date(2026, 4, 1), date(2026, 4, 30)))
    assert (found.signals, found.after.signals["repeat"], found.after.signals["in-case"]) == (2, 1, 1)
    assert found.before == found.after


def test_a_rehearsal_writes_nothing(town: Town) -> None:
    deliver(town, some_deliveries(5), "9901")
    tables = ("decision", "case_file", "fact", "outbox", "policy", "sequence", "household", "person")
    counts = [town.rows(f"SELECT count(*) AS n, max(t::text) AS last FROM {table} t") for table in tables]
    tried(town, BY_PHONE)
    assert counts == [town.rows(f"SELECT count(*) AS n, max(t::text) AS last FROM {table} t") for table in tables]


def test_lighter_approaches_cost_fewer_hours(town: Town) -> None:
    deliver(town, some_deliveries(6), "9901")
    found = tried(town, BY_PHONE)
    assert found.after.hours < found.before.hours
    assert found.no_longer_visit > 0


def test_numbers_from_one_to_four_are_held_back(town: Town) -> None:
    town.bring(*(a_signal(amount_cents=6_000) for _ in range(3)), *(a_signal() for _ in range(6)))
    told = rehearsal_json(tried(town, EUR_75))
    assert told["before"]["approaches"] == {"visit": 0, "phone": 9, "letter": 0}
    assert told["after"]["approaches"] == {"visit": 0, "phone": None, "letter": None}, "9 less 6 would tell the letters"
