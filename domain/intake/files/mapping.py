"""Named column mappings: which column of a partner's file is which of our attributes, and how it is written.

A mapping is a YAML file in `deploy/mappings/`; a new partner needs a new file, no code.
"""

import codecs
from collections.abc import Sequence
from types import MappingProxyType
from typing import Annotated, Final, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.intake.limits import MAPPING_NAME_CHARACTERS
from schemas.field_types import Municipality
from schemas.fields import Form
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS

ATTESTATION_NAME: Final = SIGNAL_FIELDS["attestation"].dutch
FORMS: Final = MappingProxyType(
    {one.dutch: one.form for one in SIGNAL_FIELDS.values() if one.form is not Form.PARTS}
    | {f"{ATTESTATION_NAME}.{one.dutch}": one.form for one in ATTESTATION_FIELDS.values()}
)
"""Every attribute that a column of a file may hold, `verklaring.bezwaar` for a nested one, and how it is written."""
REQUIRED: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if one.required)


class MappingError(Exception):
    """A mapping file that does not hold; the text names the place, for whoever wrote the file."""


class HeadingsError(Exception):
    """The first row of a file does not fit the mapping; the text is outward Dutch and repeats nothing of the file."""


def _encoding(name: str) -> str:
    try:
        return "utf-8-sig" if codecs.lookup(name).name == "utf-8" else codecs.lookup(name).name
    except LookupError:
        raise ValueError("unknown encoding") from None


class ColumnMapping(BaseModel):
    """How one partner writes its file. Amounts in the file are euros; they become cents.

    `columns`: heading in the file to outward attribute, `verklaring.bezwaar` for a nested one.
    `values`: per attribute the partner's words for ours; `ja` and `nee` for yes or no.
    `sheet`: the sheet of a workbook that holds the records; without it the only one with these headings.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=MAPPING_NAME_CHARACTERS)]
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8-sig"
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    date_format: str = "%d-%m-%Y"
    decimal_comma: bool = True
    municipality: Municipality | None = None
    sheet: Annotated[str, Field(min_length=1, max_length=100)] | None = None
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
