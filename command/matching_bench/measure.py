"""`vroegsignaal bench matching`: the figures of the matcher, each held against what it must reach."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from rich.table import Table

from command.matching_bench.apart import EnvironmentApart, NotInstalledError
from command.matching_bench.arriving import Arrivals, arrivals
from command.matching_bench.febrl import febrl_scores
from command.matching_bench.floor import practice_households, practice_persons
from command.matching_bench.matched import Matched, matched, matched_town
from command.matching_bench.reach import REACH, missed
from command.matching_bench.scores import Score, calibration_error, groups_of, range_of
from command.matching_bench.splink_beside import splink_persons
from domain.people.matching import Thresholds, Weights
from domain.people.matching.explain import explained
from domain.people.matching.judge import Answer, JudgedBy, Judgement
from domain.people.matching.read import weights_of
from schemas.ids import Id
from simulation.seeds import EVALUATION_SEED, SHUFFLED_SEED, SWEPT_SEED, TUNING_SEEDS, WORSE_SEED

SHUFFLES: Final = 5
SMALLER_TOWN: Final = 5
"""The order of arrival and recall at a precision are measured on a town of a fifth."""
SWEEP: Final = (0.70, 0.80, 0.90, 0.95)
PRECISE: Final = 0.99
LINKS_UNDONE: Final = 250
"""Links that are undone to see how long that takes."""
SOMEBODY: Final[Id] = "3f0d3f3e-8f0a-5a8b-9a55-4c5b6f1d2e11"
FIGURES_WITHOUT_DIGITS: Final = frozenset({"recordsPerSecond", "falseDrops"})


@dataclass(frozen=True)
class MatchingFigures:
    """Figures by key; `left_out`: what could not be measured here, and why."""

    figures: Mapping[str, float]
    signals: int
    households: int
    model: str
    left_out: str | None = None

    @property
    def missed(self) -> list[str]:
        """Keys of figures that do not reach what they must."""
        return missed(self.figures)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready values: a key a figure, and beside them what each is held against."""
        return {
            **self.figures,
            "reach": {key: REACH[key].written() for key in self.figures if REACH[key].written()},
            "missed": self.missed,
            "signals": self.signals,
            "households": self.households,
            "model": self.model,
            "seed": EVALUATION_SEED,
            "leftOut": self.left_out,
        }

    def as_table(self) -> Table:
        """For a person."""
        told = f"{self.signals} made-up signals of {self.households} households, model {self.model}"
        table = Table(
            title=f"{told}, seed {EVALUATION_SEED}", title_justify="left", caption=self.left_out, caption_justify="left"
        )
        for heading in ("Figure", "Measured", "Reach", ""):
            table.add_column(heading, justify="right" if heading == "Measured" else "left")
        for key, figure in self.figures.items():
            verdict = "" if REACH[key].bound is None else "missed" if key in self.missed else "reached"
            table.add_row(REACH[key].meaning, figure_written(key, figure), REACH[key].written(), verdict)
        return table


def measure_matching(households: int, apart: Path | None) -> MatchingFigures:
    """All figures. `apart`: where the environment of other programs is made; without it they are left out."""
    weights = weights_of()
    town = arrivals(EVALUATION_SEED, households)
    whole = matched_town(town, weights)
    figures = dict(_of_town(town, whole))
    figures |= _at_precision(weights, households // SMALLER_TOWN) | _in_any_order(weights, households // SMALLER_TOWN)
    figures |= _with_more_errors(weights, households // 2)
    beside, left_out = _beside(apart, whole, households // 2)
    figures |= beside
    figures["unlinkMilliseconds"] = _slowest_unlinking(whole)
    return MatchingFigures(
        {key: figures[key] for key in REACH if key in figures}, len(town.kept), households, weights.version, left_out
    )


def _of_town(town: Arrivals, whole: Matched) -> Iterator[tuple[str, float]]:
    yield from _scores("person", whole.person_score())
    yield from _scores("household", whole.household_score())
    yield "wrongMergesMissingDate", whole.wrong_merges_with_a_date_missing()
    yield "businessRecall", whole.business_recall()
    yield "redeliveriesDropped", town.dropped / town.redelivered if town.redelivered else 1.0
    yield "falseDrops", float(town.false_drops)
    persons, households = whole.calibrated()
    yield "personCalibrationError", calibration_error(persons)
    yield "householdCalibrationError", calibration_error(households)
    yield "practicePersonF1", practice_persons(whole.standing).f1
    yield "practiceHouseholdF1", practice_households(whole.standing).f1
    yield "recordsPerSecond", len(town.kept) / whole.seconds


def _scores(of: str, found: Score) -> Iterator[tuple[str, float]]:
    yield f"{of}F1", found.f1
    yield f"{of}Precision", found.precision
    yield f"{of}Recall", found.recall


def _at_precision(weights: Weights, households: int) -> dict[str, float]:
    """The best recall of the thresholds with which precision is high enough."""
    town = arrivals(SWEPT_SEED, households)
    scores = [
        matched_town(town, weights, Thresholds()._replace(person=threshold)).person_score() for threshold in SWEEP
    ]
    return {"personRecallAtPrecision99": max((one.recall for one in scores if one.precision >= PRECISE), default=0.0)}


def _in_any_order(weights: Weights, households: int) -> dict[str, float]:
    """How far F1 of persons, or of households, differs by the order in which the same signals come."""
    town = arrivals(SHUFFLED_SEED, households)
    ends = [_shuffled(town, weights, number) for number in range(SHUFFLES)]
    persons = range_of([one.person_score().f1 for one in ends])
    return {"orderSensitivity": max(persons, range_of([one.household_score().f1 for one in ends]))}


def _shuffled(town: Arrivals, weights: Weights, number: int) -> Matched:
    order = list({one.name: one for one in town.kept}.values())
    Random(number).shuffle(order)
    return matched(order, town.withdrawn, weights)


def _with_more_errors(weights: Weights, households: int) -> dict[str, float]:
    worse = matched_town(arrivals(WORSE_SEED, households, error_scale=2.0), weights)
    persons, homes = worse.person_score(), worse.household_score()
    return {"doubleErrorsPersonF1": persons.f1, "doubleErrorsHouseholdF1": homes.f1}


def _beside(cache: Path | None, whole: Matched, households: int) -> tuple[dict[str, float], str | None]:
    """Figures of other programs and public sets, or why there are none."""
    if cache is None:
        return {}, "FEBRL and Splink were left out, as asked."
    try:
        apart = EnvironmentApart(cache).installed()
        sets = apart.compared("febrl")
        known = arrivals(TUNING_SEEDS[0], households)
        splink = splink_persons(apart, {one.name: one for one in known.kept}, whole.standing)
    except NotInstalledError as error:
        return {}, f"FEBRL and Splink could not be had here, so their figures are missing: {error}"
    return {
        **{f"{name}F1": found.f1 for name, found in febrl_scores(sets).items()},
        **dict(_scores("splinkPerson", splink.score)),
    }, None


def _slowest_unlinking(whole: Matched) -> float:
    """Milliseconds of the slowest: all edges of a signal explained, and its link undone by a judgement (taken back)."""
    slowest = 0.0
    for one, other in _linked(whole):
        judgement = Judgement(one, other, Answer.OTHER_HOUSEHOLD, SOMEBODY, JudgedBy.COMPARED)
        start = time.perf_counter()
        _ = [explained(edge, whole.weights) for edge in whole.matcher.linked(one).edges]
        whole.matcher.judge(judgement)
        slowest = max(slowest, time.perf_counter() - start)
        whole.matcher.take_back(one, other)
    return slowest * 1_000


def _linked(whole: Matched) -> list[tuple[Id, Id]]:
    """Two signals of two contracts from each of the largest households that were found, and from some of the rest."""
    contract_of = {name: one.truth.contract for name, one in whole.standing.items()}
    groups = sorted(groups_of(whole.households).values(), key=len, reverse=True)
    pairs = [(min(names, key=contract_of.__getitem__), max(names, key=contract_of.__getitem__)) for names in groups]
    linked = [pair for pair in pairs if contract_of[pair[0]] != contract_of[pair[1]]]
    return [*linked[:LINKS_UNDONE], *linked[LINKS_UNDONE :: len(linked) // LINKS_UNDONE + 1]]


def figure_written(key: str, figure: float) -> str:
    """A figure as people read it."""
    return f"{figure:,.0f}" if key in FIGURES_WITHOUT_DIGITS else f"{figure:.3f}"
