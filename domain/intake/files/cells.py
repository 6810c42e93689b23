"""Cells of a partner's file as the values of our attributes; a cell that cannot be read becomes an error without it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.judge import Candidate
from domain.intake.files.birth_days import partly_known
from domain.intake.files.mapping import FORMS, ColumnMapping
from schemas.fields import Form

COMMA_AMOUNT: Final = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?", re.ASCII)
POINT_AMOUNT: Final = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
WHOLE_NUMBER: Final = re.compile(r"-?\d{1,9}", re.ASCII)
NO_DAY: Final = re.compile(
    r"(\d{1,4}[-./ ]){0,2}0+([-./ ]\d{1,4}){0,2}|0{4}\d{4}|\d{4}0{4}|99[-./]?99[-./]?9999|9999[-./]?99[-./]?99",
    re.ASCII,
)
"""What stands for no day in any format: a day, month or year that is nought, or all nines."""
UNKNOWN_DAY: Final = "0000-00-00"
YES_OR_NO_WORDS: Final = MappingProxyType({"ja": True, "nee": False})


class _UnreadableError(Exception):
    """A cell that cannot be read."""


def read_row(mapping: ColumnMapping, places: Sequence[str], cells: Sequence[str]) -> Candidate:
    """One row as a candidate; what cannot be read is an error, and its value is left out."""
    if len(cells) != len(places):
        return Candidate({}, (Fault("", Code.WRONG_COLUMNS),))
    record: dict[str, Any] = {"gemeentecode": mapping.municipality} if mapping.municipality else {}
    faults = []
    for place, cell in zip(places, map(str.strip, cells), strict=True):
        if cell:
            try:
                _put(record, place, _read(mapping, place, cell))
            except _UnreadableError as error:
                faults.append(Fault(place, Code(str(error))))
    return Candidate(record, tuple(faults))


def _put(record: dict[str, Any], place: str, value: Any) -> None:
    outer, _, inner = place.rpartition(".")
    (record.setdefault(outer, {}) if outer else record)[inner] = value


def _read(mapping: ColumnMapping, place: str, cell: str) -> Any:
    word = mapping.values.get(place, {}).get(cell, cell)
    return READER_OF[place](mapping, word)


def _text(_: ColumnMapping, cell: str) -> str:
    return cell


def _date(mapping: ColumnMapping, cell: str) -> str:
    return remembered_day(cell, mapping.date_format)


def _birth_date(mapping: ColumnMapping, cell: str) -> str:
    return partly_known(cell, mapping.date_format) or _day(cell, mapping.date_format)


def _day(cell: str, date_format: str) -> str:
    try:
        return datetime.strptime(cell, date_format).date().isoformat()  # noqa: DTZ007  (a local calendar date)
    except ValueError:
        if NO_DAY.fullmatch(cell):
            return UNKNOWN_DAY
        raise _UnreadableError(Code.NOT_A_DATE) from None


remembered_day = lru_cache(maxsize=4_096)(_day)
"""A file repeats its dates, and reading one takes longer than the rest of the row. No other text is remembered."""


def _cents(mapping: ColumnMapping, cell: str) -> int:
    shape, group, mark = (COMMA_AMOUNT, ".", ",") if mapping.decimal_comma else (POINT_AMOUNT, ",", ".")
    amount = cell.removeprefix("€").strip()
    if not shape.fullmatch(amount) or len(amount) > 16:
        raise _UnreadableError(Code.NOT_AN_AMOUNT)
    euros, _, cents = amount.replace(group, "").partition(mark)
    return int(euros + cents.ljust(2, "0"))


def _whole(_: ColumnMapping, cell: str) -> int:
    if not WHOLE_NUMBER.fullmatch(cell):
        raise _UnreadableError(Code.NOT_A_NUMBER)
    return int(cell)


def _yes_or_no(_: ColumnMapping, cell: str) -> bool:
    answer = YES_OR_NO_WORDS.get(cell.lower())
    if answer is None:
        raise _UnreadableError(Code.NOT_YES_OR_NO)
    return answer


READERS: Final[Mapping[Form, Callable[[ColumnMapping, str], Any]]] = MappingProxyType(
    {
        Form.TEXT: _text,
        Form.SEALED: _text,
        Form.DAY: _date,
        Form.BIRTH_DAY: _birth_date,
        Form.CENTS: _cents,
        Form.COUNT: _whole,
        Form.YES_OR_NO: _yes_or_no,
    }
)
READER_OF: Final = MappingProxyType({attribute: READERS[form] for attribute, form in FORMS.items()})
