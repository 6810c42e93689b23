"""How a partner writes values in its files: dates, amounts, words for ours, words for nothing."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, ParamSpec, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from domain.intake.files.date_form import DateForm, date_form
from domain.intake.files.spaces import folded
from schemas.fields import Form
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.written import MisfitError, Steps

MUNICIPALITY_CODE: Final = SIGNAL_FIELDS["municipality"].dutch
OTHER_CODE: Final = re.compile(r"[0-9]{4}")
ATTESTATION_NAME: Final = SIGNAL_FIELDS["attestation"].dutch
FORMS: Final = MappingProxyType(
    {one.dutch: one.form for one in SIGNAL_FIELDS.values() if one.form is not Form.PARTS}
    | {f"{ATTESTATION_NAME}.{one.dutch}": one.form for one in ATTESTATION_FIELDS.values()}
)
"""Every attribute that a column of a file may hold, `verklaring.bezwaar` for a nested one, and how it is written."""
DAY_ATTRIBUTES: Final = frozenset(name for name, form in FORMS.items() if form in {Form.DAY, Form.BIRTH_DAY})
P = ParamSpec("P")
Misfit = tuple[Steps, str]
Word = Annotated[str, Field(min_length=1)]
WordList = tuple[Word, ...]


class AmountUnit(StrEnum):
    """What amounts in a file count."""

    EUROS = "euros"
    CENTS = "cents"


class Writing(BaseModel):
    """How one partner writes its values.

    `date_format`: as `%d-%m-%Y`; `date_formats` for attributes that are written otherwise; `century`: the first year of
    the hundred that two digits (`%y`) stand for. `values`: per attribute the partner's words for ours. `empty`: words
    that say nothing in any column but that of the surname, `empty_in` in the columns of one attribute.
    `words_for_yes`, `words_for_no`: besides `ja` and `nee`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    date_format: str = "%d-%m-%Y"
    date_formats: dict[str, str] = {}
    century: Annotated[int, Field(ge=1880, le=2000)] | None = None
    decimal_comma: bool = True
    amounts_in: AmountUnit = AmountUnit.EUROS
    values: dict[str, dict[str, Word]] = {}
    empty: WordList = ()
    empty_in: dict[str, WordList] = {}
    words_for_yes: WordList = ()
    words_for_no: WordList = ()

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if found := list(self._misfits()):
            raise MisfitError(found)
        return self

    def _misfits(self) -> Iterator[Misfit]:
        yield from unknown("values", self.values, FORMS)
        yield from unknown("empty_in", self.empty_in, FORMS)
        yield from unknown("date_formats", self.date_formats, DAY_ATTRIBUTES)
        for word, ours in self.values.get(MUNICIPALITY_CODE, {}).items():
            if OTHER_CODE.fullmatch(word.strip()) and word.strip() != ours:
                yield ("values", MUNICIPALITY_CODE, word), "a code stands for its own municipality and no other"
        if said := what_is_wrong(date_form, self.date_format, self.century):
            yield ("date_format",), said
        for attribute, written in self.date_formats.items():
            if said := what_is_wrong(date_form, written, self.century):
                yield ("date_formats", attribute), said
        if {*map(folded, self.words_for_yes)} & {*map(folded, self.words_for_no)}:
            yield ("words_for_no",), "one word cannot stand for both yes and no"

    def date_form_of(self, attribute: str) -> DateForm:
        """How this attribute writes a day."""
        return date_form(self.date_formats.get(attribute, self.date_format), self.century)


def unknown(setting: str, given: Iterable[str], names: Container[str]) -> Iterator[Misfit]:
    """What is given in a setting and is no attribute."""
    return (((setting, name), "there is no such attribute") for name in given if name not in names)


def what_is_wrong(make: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str | None:
    """Why this cannot be made, None when it can."""
    try:
        make(*args, **kwargs)
    except ValueError as error:
        return str(error)
    return None
