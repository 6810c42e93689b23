"""Scores of groups: pairs across contracts, and whether probabilities are true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command.matching_bench.scores import Calibrated, Placed, Score, calibration_error, range_of, score


def test_groups_that_are_the_truth_score_one() -> None:
    assert score([Placed(1, "Ada", "a"), Placed(2, "Ada", "a"), Placed(3, "Bo", "b")]) == Score(1.0, 1.0)


def test_two_persons_in_one_group_cost_precision() -> None:
    placed = [Placed(1, "Ada", "a"), Placed(2, "Ada", "a"), Placed(3, "Bo", "a")]
    assert score(placed) == Score(1 / 3, 1.0)


def test_one_person_in_two_groups_costs_recall() -> None:
    placed = [Placed(1, "Ada", "a"), Placed(2, "Ada", "a"), Placed(3, "Ada", "b")]
    assert score(placed) == Score(1.0, 1 / 3)


def test_signals_of_one_contract_are_no_pair() -> None:
    alone = [Placed(1, "Ada", "a"), Placed(2, "Ada", "b")]
    often = [Placed(1, "Ada", "a")] * 9 + [Placed(2, "Ada", "b")]
    assert score(alone).recall == score(often).recall == 0.0
    assert score([Placed(1, "Ada", "a"), Placed(1, "Ada", "a")]) == Score(1.0, 1.0)


@given(st.lists(st.builds(Placed, st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), max_size=12))
def test_counting_groups_gives_what_counting_pairs_gives(placed: list[Placed]) -> None:
    pairs = [(a, b) for n, b in enumerate(placed) for a in placed[:n] if a.contract != b.contract]
    found = [(a, b) for a, b in pairs if a.found == b.found]
    true = [(a, b) for a, b in pairs if a.truth == b.truth]
    both = [(a, b) for a, b in found if a.truth == b.truth]
    assert score(placed) == Score(len(both) / len(found) if found else 1.0, len(both) / len(true) if true else 1.0)


def test_f1_of_nothing_right_is_nought() -> None:
    assert Score(0.0, 0.0).f1 == 0.0
    assert Score(0.5, 1.0).f1 == pytest.approx(2 / 3)


def test_probabilities_that_come_true_have_no_calibration_error() -> None:
    true = [Calibrated(0.75, is_true=number < 3) for number in range(4)]
    assert calibration_error(true) == pytest.approx(0.0)
    assert calibration_error([Calibrated(0.9, is_true=False)]) == pytest.approx(0.9)
    assert calibration_error([]) == 0.0


def test_a_spread_is_from_the_least_to_the_most() -> None:
    assert range_of([0.97, 0.975, 0.96]) == pytest.approx(0.015)
