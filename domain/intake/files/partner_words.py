"""What a partner reads beside an error: its own column, and an example of what was expected there."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson

from domain.intake.checks.faults import Code
from domain.intake.examples import EXAMPLES
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.words import MONTH_WORDS
from domain.intake.files.writing import FORMS, AmountUnit
from schemas.fields import Form

BETWEEN_COLUMNS: Final = " + "
HELPED_BY_AN_EXAMPLE: Final = frozenset(
    {
        Code.MISSING,
        Code.FILLED_IN,
        Code.NOT_TEXT,
        Code.NOT_A_NUMBER,
        Code.NOT_AN_AMOUNT,
        Code.NOT_A_DATE,
        Code.NOT_YES_OR_NO,
        Code.WRONG_FORM,
        Code.UNKNOWN_WORD,
        Code.ERROR_VALUE,
        Code.BECAME_DATE,
        Code.DIGITS_LOST,
        Code.NOT_SPLIT,
    }
)


class PartnerWords(NamedTuple):
    """By attribute the partner's own columns, and an example as the partner writes it."""

    columns: Mapping[str, str]
    examples: Mapping[str, str]

    def beside(self, field: str, code: str) -> dict[str, str]:
        """What is told beside an error or a finding on a field."""
        told = {"kolom": self.columns.get(field)}
        told |= {"voorbeeld": self.examples.get(field) if code in HELPED_BY_AN_EXAMPLE else None}
        return {name: text for name, text in told.items() if text}


JSON_WORDS: Final = PartnerWords(
    MappingProxyType({}),
    MappingProxyType(
        {name: one if isinstance(one, str) else orjson.dumps(one).decode() for name, one in EXAMPLES.items()}
    ),
)
"""For whoever sends JSON: it has our own names."""


def partner_words(mapping: ColumnMapping) -> PartnerWords:
    """For whoever sends files of this mapping."""
    columns = {name: BETWEEN_COLUMNS.join(found) for name, found in mapping.headings_of().items()}
    examples = {name: WRITTEN_AS[form](mapping, name, EXAMPLES[name]) for name, form in FORMS.items()}
    return PartnerWords(MappingProxyType(columns), MappingProxyType(examples))


def _word(mapping: ColumnMapping, attribute: str, example: Any) -> str:
    """The partner's own words where it has them."""
    return ", ".join(mapping.values.get(attribute, ())) or str(example)


def _day(mapping: ColumnMapping, attribute: str, example: Any) -> str:
    day = date.fromisoformat(example)
    month = next(word for word, number in MONTH_WORDS.items() if number == day.month)
    parts = {
        "%-d": str(day.day),
        "%-m": str(day.month),
        "%d": f"{day.day:02}",
        "%m": f"{day.month:02}",
        "%Y": f"{day.year:04}",
        "%y": f"{day.year % 100:02}",
        "%b": month,
        "%B": month,
    }
    written = mapping.date_formats.get(attribute, mapping.date_format)
    for part, text in parts.items():
        written = written.replace(part, text)
    return written


def _amount(mapping: ColumnMapping, _: str, example: Any) -> str:
    if mapping.amounts_in is AmountUnit.CENTS:
        return str(example)
    return f"{example // 100}{',' if mapping.decimal_comma else '.'}{example % 100:02}"


def _yes_or_no(mapping: ColumnMapping, attribute: str, example: Any) -> str:
    said = mapping.words_for_yes if example else mapping.words_for_no
    return ", ".join(mapping.values.get(attribute, ())) or next(iter(said), "ja" if example else "nee")


WRITTEN_AS: Final[Mapping[Form, Callable[[ColumnMapping, str, Any], str]]] = MappingProxyType(
    {
        Form.TEXT: _word,
        Form.SEALED: _word,
        Form.DAY: _day,
        Form.BIRTH_DAY: _day,
        Form.CENTS: _amount,
        Form.COUNT: _word,
        Form.YES_OR_NO: _yes_or_no,
    }
)
