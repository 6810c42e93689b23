"""Short ways that most rows of a file take give what the long way gives."""

import csv
from collections.abc import Sequence
from random import Random

import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate, judge, judge_list
from domain.intake.files.codes import SPOILT_STARTS
from domain.intake.files.delimited import delimited_rows
from domain.intake.files.lines import holds_anything
from domain.intake.files.sheets import Numbered, packed_chunk, unpacked_chunk
from domain.intake.files.spaces import tidied_cells, tidied_text
from domain.intake.files.words import BECAME_DATE, DIGITS_LOST
from tests.services.ingest.builders import a_record, a_sender

PIECES = (
    "a",
    "Z",
    "9",
    "0",
    " ",
    "  ",
    "\t",
    "|",
    "-",
    ".",
    "\u00a0",
    "\u200b",
    "\u00ad",
    "é",
    "\x0b",
    "\x1f",
    "·",
    "",
)


def texts(seed: int, most: int = 5) -> list[str]:
    """Some odd texts."""
    chance = Random(seed)
    return ["".join(chance.choices(PIECES, k=chance.randrange(most))) for _ in range(chance.randrange(1, 6))]


def test_a_row_that_is_tidied_in_one_look_is_what_its_cells_become_one_by_one() -> None:
    rows = [texts(seed) for seed in range(20_000)]
    assert [list(tidied_cells(row)) for row in rows] == [[*map(tidied_text, row)] for row in rows]
    assert sum(tidied_cells(row) is row for row in rows) > 100


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", ""])
def test_a_line_without_quotes_is_taken_apart_as_csv_says(end: str) -> None:
    lines = [";".join(texts(seed)) + end for seed in range(2_000)]
    lines = [line for line in lines if line.strip("\r\n")]
    found = [cells for _, cells in delimited_rows(enumerate(lines), ";")]
    assert found == [next(csv.reader((line,), delimiter=";", strict=True)) for line in lines]


def test_a_line_holds_something_when_anything_is_left_of_it() -> None:
    lines = [";".join(texts(seed, most=3)) for seed in range(5_000)]
    assert [holds_anything(line, ";") for line in lines] == [bool(tidied_text(line.replace(";", ""))) for line in lines]


def test_whatever_a_spreadsheet_spoilt_begins_with_a_figure_or_a_month() -> None:
    months = ("jan", "FEB", "mrt", "Apr", "mei", "jun", "jul", "aug", "Sept", "okt", "oct", "nov", "DEC", "maart")
    spoilt = [f"{month}-12" for month in months] + [f"1-{month}" for month in months] + ["1-12-2026", "1,23E+11"]
    assert all(BECAME_DATE.fullmatch(one) or DIGITS_LOST.fullmatch(one) for one in spoilt)
    assert {one[0] for one in spoilt} <= SPOILT_STARTS


def rows_of_a_file() -> Sequence[Numbered]:
    """Rows that are right, repaired, wrong already, and wrong only when they are judged."""
    told = (FieldFinding("huisnummer", FindingCode.ZERO_ADDED),)
    return [
        (2, Candidate(a_record())),
        (3, Candidate(a_record(), findings=told)),
        (5, Candidate(a_record(postcode=...), (Fault("postcode", Code.WRONG_FORM),), told)),
        (6, Candidate(a_record(postcode="x"), findings=told)),
        (7, Candidate(a_record(telefoonnummer="onbekend"))),
        (9, Candidate({}, (Fault("", Code.AND_MORE, 3),))),
    ]


def test_rows_that_were_kept_are_judged_as_if_they_had_not_been() -> None:
    rows, sender = rows_of_a_file(), a_sender()
    kept = unpacked_chunk(packed_chunk(rows))
    assert (kept.lines, kept.candidates()) == ([2, 3, 5, 6, 7, 9], [one for _, one in rows])
    found = judge_list(kept.records, kept.candidates, kept.found, sender)
    assert found == judge([one for _, one in rows], sender)
    assert [bool(one.findings) for one in found] == [False, True, False, False, True, False]
