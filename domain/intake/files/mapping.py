"""Named column mappings: which column of a partner's file is which of our attributes, and how it is written.

A mapping is YAML; a new partner needs a new one, no code.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final

import yaml
from pydantic import AfterValidator, Field

from domain.intake.files.cells import cell_reader
from domain.intake.files.spaces import tidied_text
from domain.intake.files.splitting import split_pattern
from domain.intake.files.unreadable import UnreadableError
from domain.intake.files.writing import FORMS, Misfit, WordList, Writing, unknown, what_is_wrong
from domain.intake.limits import MAPPING_NAME_CHARACTERS
from schemas.signals import SIGNAL_FIELDS
from schemas.written import WrittenError, read_model

REQUIRED: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if one.required)
UTF_8: Final = "utf-8-sig"
"""Reads UTF-8 with and without a byte order mark."""


class MappingError(Exception):
    """A mapping that does not hold; the text names line and field of each error, for whoever wrote it."""


def _encoding(name: str) -> str:
    try:
        found = codecs.lookup(name)
    except LookupError:
        raise ValueError("there is no such encoding") from None
    if not found._is_text_encoding:
        raise ValueError("this is no encoding of text")
    return UTF_8 if found.name == "utf-8" else found.name


class ColumnMapping(Writing):
    """How one partner writes its files; what is not said is the same as in the example `energie-csv`.

    `columns`: heading in the file to attribute, `verklaring.bezwaar` for a nested one. Where several columns are one
    attribute, `join` says what comes between their texts, or `first_filled` that the first with something in it counts.
    `split`: heading of one column that is several attributes, to a pattern with their names as groups or to a name in
    `splitting.SPLITS`. `ignore`: headings that we need nothing of. `constants`: attributes that no column holds, as a
    cell would. `sheet`: the sheet of a workbook with the records; without it the only one with these headings.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=MAPPING_NAME_CHARACTERS)]
    encoding: Annotated[str, AfterValidator(_encoding)] = UTF_8
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ";"
    sheet: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    columns: dict[str, str]
    join: dict[str, str] = Field({})
    first_filled: WordList = ()
    split: dict[str, str] = Field({})
    ignore: WordList = ()
    constants: dict[str, str] = Field({})

    def _misfits(self) -> Iterator[Misfit]:
        yield from super()._misfits()
        broken = [(("split", heading), said) for heading, said in self._broken_patterns()]
        yield from broken or self._places_that_do_not_fit()

    def _broken_patterns(self) -> Iterator[tuple[str, str]]:
        for heading, written in self.split.items():
            if said := what_is_wrong(split_pattern, written):
                yield heading, said

    def _places_that_do_not_fit(self) -> Iterator[Misfit]:
        """`columns`, `split` and `constants` together: every required attribute, each in one way."""
        one_column = Counter(self.columns.values())
        every = Counter([*one_column, *self.constants, *(name for names in self._groups().values() for name in names)])
        for heading, name in self._places():
            setting = "columns" if heading in self.columns else "split"
            yield from (((setting, heading), said) for said in self._wrong_with(name, one_column[name], every[name]))
        yield from unknown("join", self.join, one_column)
        yield from unknown("first_filled", self.first_filled, one_column)
        yield from ((("join", name), "stands in first_filled too") for name in self.first_filled if name in self.join)
        for name, text in self.constants.items():
            said = f"there is no attribute {name}" if name not in FORMS else self._unreadable(name, text)
            yield from [(("constants", name), said)] if said else []
        missing = sorted(REQUIRED - set(every))
        yield from ((("columns",), f"no column holds {name}, which is required") for name in missing)
        yield from ((("columns", name), "this heading is given twice") for name in _twice(self.headings()))

    def _wrong_with(self, name: str, columns: int, ways: int) -> Iterator[str]:
        if name not in FORMS:
            yield f"there is no attribute {name}"
        if columns > 1 and name not in self.join and name not in self.first_filled:
            yield f"say in join or first_filled how several columns are one {name}"
        if ways > 1:
            yield f"{name} is given in another way too"

    def _unreadable(self, attribute: str, text: str) -> str | None:
        try:
            value, _ = cell_reader(attribute, self).value(text)
        except UnreadableError as error:
            return f"this cannot be read: {error.code}"
        return "this is nothing" if value is None else None

    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        """How the columns that are several attributes are taken apart, by heading."""
        return {heading: split_pattern(written) for heading, written in self.split.items()}

    def headings(self) -> list[str]:
        """Every heading that a file of this partner has."""
        return [*self.columns, *self.split, *self.ignore]

    def headings_of(self) -> Mapping[str, tuple[str, ...]]:
        """The partner's own columns by attribute."""
        found: dict[str, tuple[str, ...]] = {}
        for heading, attribute in self._places():
            found[attribute] = (*found.get(attribute, ()), heading)
        return MappingProxyType(found)

    def _places(self) -> Iterator[tuple[str, str]]:
        yield from self.columns.items()
        yield from ((heading, name) for heading, names in self._groups().items() for name in names)

    def _groups(self) -> Mapping[str, list[str]]:
        return {heading: [*one.groupindex] for heading, one in self.patterns().items()}


def _twice(headings: list[str]) -> list[str]:
    return [name for name, times in Counter(map(tidied_text, headings)).items() if times > 1]


def parse_mapping(text: str) -> ColumnMapping:
    """Read a mapping. Raises MappingError naming line and field of everything that is wrong with it."""
    try:
        return read_model(ColumnMapping, text)
    except WrittenError as error:
        raise MappingError("\n".join(f"line {line}: {said}" for line, said in error.found)) from None


def dump_mapping(mapping: ColumnMapping) -> str:
    """The mapping as YAML that `parse_mapping` reads as the same one; only what differs from what is usual."""
    said: dict[str, Any] = mapping.model_dump(mode="json", exclude_defaults=True)
    ordered = {"name": said.pop("name"), "columns": said.pop("columns")} | said
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=120)
