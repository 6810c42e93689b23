"""Text with a delimiter as rows: the one place where a physical line becomes cells."""

import csv
from collections.abc import Iterable, Iterator

from domain.intake.checks.faults import Code, Fault
from domain.intake.files.lines import Line
from domain.intake.files.sheets import Row


def delimited_rows(lines: Iterable[Line], delimiter: str) -> Iterator[Row]:
    """Every line as a row; one with a stray quote is a row without cells.

    Each line is read by itself: no column of ours may hold a line end, so a quote never swallows what comes after it.
    """
    for number, line in lines:
        if '"' not in line:  # most lines: a reader for each costs twice as much
            yield number, line.rstrip("\r\n").split(delimiter)
            continue
        try:
            yield number, next(csv.reader((line,), delimiter=delimiter, strict=True), [])
        except csv.Error:
            yield number, Fault("", Code.STRAY_QUOTE)
