"""The table of the model card: written by the command that measured, never by hand."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from command.matching_bench.measure import MatchingFigures, figure_written
from command.matching_bench.reach import REACH
from simulation.seeds import EVALUATION_SEEDS, TUNING_SEEDS

MEASURED_PLACE: Final = re.compile(r"(<!-- measured: matching -->\n).*?(<!-- end of measured -->)", re.DOTALL)
"""Where the table stands."""


def put_into_card(found: MatchingFigures, card: Path, day: date) -> None:
    """Write what was found into the card. Raises ValueError for a file that has no place for it."""
    text, places = MEASURED_PLACE.subn(
        lambda place: place[1] + table_of(found, day) + place[2], card.read_text("utf-8")
    )
    if not places:
        raise ValueError("the file has no place for the measured table")
    card.write_text(text, encoding="utf-8")


def table_of(found: MatchingFigures, day: date) -> str:
    """The figures as a table, and below it how they were measured."""
    lines = ["| Key | Figure | Measured | Reach | |", "| --- | --- | --- | --- | --- |", *_rows(found.figures)]
    seeds = f"seeds {_numbers(EVALUATION_SEEDS)} (learnt on {_numbers(TUNING_SEEDS)})"
    told = f"`vroegsignaal bench matching --households {found.households}`, {day}, model `{found.model}`, {seeds}; "
    told += f"{found.signals:,} signals by pairs across contracts."
    return "\n".join([*lines, "", told, *([found.left_out] if found.left_out else []), ""])


def _rows(figures: Mapping[str, float]) -> Iterator[str]:
    for key, figure in figures.items():
        reach = REACH[key]
        verdict = "" if reach.bound is None else "reached" if reach.is_met(figure) else "**missed**"
        yield f"| `{key}` | {reach.meaning} | {figure_written(key, figure)} | {reach.written()} | {verdict} |"


def _numbers(seeds: tuple[int, ...]) -> str:
    return f"{seeds[0]} to {seeds[-1]}"
