"""Named column mappings: how a row of a partner's file becomes a record with our outward names. Pure.

A mapping is a YAML file in `deploy/mappings/`; a new partner needs a new file, no code.
"""

import codecs
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Final, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from schemas.field_types import Municipality
from schemas.fields import Form
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from services.ingest.checks.faults import Code, Fault
from services.ingest.checks.judge import Candidate

STATEMENT: Final = SIGNAL_FIELDS["attestation"].dutch
FORMS: Final = MappingProxyType(
    {one.dutch: one.form for one in SIGNAL_FIELDS.values() if one.form is not Form.PARTS}
    | {f"{STATEMENT}.{one.dutch}": one.form for one in ATTESTATION_FIELDS.values()}
)
"""Every attribute that a column of a file may hold, `verklaring.bezwaar` for a nested one, and how it is written."""
REQUIRED: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if one.required)
COMMA_AMOUNT: Final = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d{1,2})?", re.ASCII)
POINT_AMOUNT: Final = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?", re.ASCII)
WHOLE: Final = re.compile(r"-?\d{1,9}", re.ASCII)
ANSWERS: Final = MappingProxyType({"ja": True, "nee": False})


class MappingError(Exception):
    """A mapping file that does not hold; the text names the place, for whoever wrote the file."""


class HeadingsError(Exception):
    """The first row of a file does not fit the mapping; the text is outward Dutch and repeats nothing of the file."""


class _UnreadableError(Exception):
    """A cell that cannot be read."""


def _encoding(name: str) -> str:
    try:
        return "utf-8-sig" if codecs.lookup(name).name == "utf-8" else codecs.lookup(name).name
    except LookupError:
        raise ValueError("unknown encoding") from None


class ColumnMapping(BaseModel):
    """How one partner writes its file. Amounts in the file are euros; they become cents.

    `columns`: heading in the file to outward attribute, `verklaring.bezwaar` for a nested one.
    `values`: per attribute the partner's words for ours; `ja` and `nee` for yes or no.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8-sig"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    date_format: str = "%d-%m-%Y"
    decimal_comma: bool = True
    municipality: Municipality | None = None
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = {}

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        given = list(self.columns.values())
        unknown = sorted({*given, *self.values} - set(FORMS))
        missing = sorted(REQUIRED - set(given) - ({"gemeentecode"} if self.municipality else set()))
        twice = sorted({name for name in given if given.count(name) > 1})
        if unknown or missing or twice or (self.municipality and "gemeentecode" in given):
            raise ValueError(f"unknown {unknown}, missing {missing}, twice {twice}, or a municipality both ways")
        return self


def parse_mapping(text: str) -> ColumnMapping:
    """Read a mapping file. Raises MappingError naming what is wrong with it."""
    try:
        return ColumnMapping.model_validate(yaml.safe_load(text))
    except yaml.YAMLError:
        raise MappingError("no valid YAML") from None
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        raise MappingError("; ".join(f"{'.'.join(map(str, d['loc']))}: {d['msg']}" for d in details)) from None


def place_columns(mapping: ColumnMapping, headings: Sequence[str]) -> tuple[str, ...]:
    """The outward attribute of each column. Raises HeadingsError when headings are unknown, missing or double.

    An unknown heading is told by its position: a file without headings would have a person there.
    """
    names = [heading.strip() for heading in headings]
    unknown = [str(number) for number, name in enumerate(names, 1) if name not in mapping.columns]
    missing = [heading for heading in mapping.columns if heading not in names]
    problems = []
    if unknown:
        problems.append(f"Deze kolommen kent de kolomindeling niet: kolom {', '.join(unknown)}.")
    if missing:
        problems.append(f"Deze kolommen ontbreken: {', '.join(missing)}.")
    if len(set(names)) < len(names):
        problems.append("Een kolom staat er twee keer in.")
    if problems:
        raise HeadingsError(" ".join(problems))
    return tuple(mapping.columns[name] for name in names)


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
    return _day(cell, mapping.date_format)


def _day(cell: str, date_format: str) -> str:
    try:
        return datetime.strptime(cell, date_format).date().isoformat()  # noqa: DTZ007  (a local calendar date)
    except ValueError:
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
    if not WHOLE.fullmatch(cell):
        raise _UnreadableError(Code.NOT_A_NUMBER)
    return int(cell)


def _yes_or_no(_: ColumnMapping, cell: str) -> bool:
    answer = ANSWERS.get(cell.lower())
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
