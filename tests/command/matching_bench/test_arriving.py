"""Made-up signals come in as a partner's do: every one is taken, and re-deliveries are told apart."""

from collections import Counter

import pytest

from command.matching_bench.arriving import Arrivals, arrivals
from simulation.contracts import contracts

SEED, HOUSEHOLDS = 7, 400


@pytest.fixture(scope="module")
def town() -> Arrivals:
    return arrivals(SEED, HOUSEHOLDS)


def test_ingest_drops_every_redelivery_and_nothing_else(town: Arrivals) -> None:
    assert town.redelivered > 20
    assert (town.dropped, town.false_drops) == (town.redelivered, 0)
    assert len(town.kept) == sum(not one.redelivery for one in contracts(SEED, HOUSEHOLDS))


def test_a_correction_comes_under_the_name_of_what_it_corrects() -> None:
    names = Counter(one.name for one in arrivals(SEED, 1_500).kept)
    twice = [name for name, count in names.items() if count == 2]
    assert twice
    assert max(names.values()) == 2


def test_signals_come_in_the_order_of_their_dates(town: Arrivals) -> None:
    days = [one.fields["signal_date"] for one in town.kept]
    assert days == sorted(days)


def test_what_is_kept_is_what_ingest_keeps(town: Arrivals) -> None:
    phones = [one.fields["phone"] for one in town.kept if one.fields["phone"]]
    assert all(phone.startswith("+316") for phone in phones)


def test_partners_take_some_signals_back(town: Arrivals) -> None:
    assert 0 < len(town.withdrawn) < len(town.kept) / 20
    assert town.withdrawn <= {one.name for one in town.kept}
