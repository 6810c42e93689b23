"""Types of fields as partners write them: what is checked, how a file writes it, and what may stand in for it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from stdnum.nl import bsn

from schemas.fields import Form, Shape
from schemas.vocabulary.coded import Coded

NO_DAY: Final = re.compile(r"0{4}-\d\d-\d\d|\d{4}-00-\d\d|\d{4}-\d\d-00|9{4}-99-99", re.ASCII)

BORN_IN_PART: Final = re.compile(r"\d{4}-(?:00-\d\d|(?:0\d|1[0-2])-00)|0{4}-\d\d-\d\d|9{4}-99-99", re.ASCII)
"""A year, a year and a month, or nothing at all that is known."""


def _calendar_date(text: object) -> object:
    """Read yyyy-mm-dd only: pydantic would take "20240101" for a Unix time, a day in 1970.

    A day, month or year that is nought, or all nines, says that the day is unknown; it reads as the first of all days.
    """
    if not isinstance(text, str):
        return text
    if len(text) == 10 and text[4] == text[7] == "-":
        try:  # half as dear as suppress, on every date of every record
            return date.fromisoformat(text)
        except ValueError:
            if NO_DAY.fullmatch(text):
                return date.min
    raise PydanticCustomError("date_form", "not a calendar date")


def _birth_day(text: str) -> str:
    """Keep yyyy-mm-dd, also with 00 for a day or month that nobody knows, as the register of persons (BRP) writes it.

    Whether somebody can be born then, `domain.intake.checks` says.
    """
    try:
        date.fromisoformat(text)
    except ValueError:
        if not BORN_IN_PART.fullmatch(text):
            raise PydanticCustomError("date_form", "not a birth date") from None
    return text


def _postcode(text: object) -> object:
    return text.replace(" ", "").upper() if isinstance(text, str) else text


def _bsn(number: str) -> str:
    if not bsn.is_valid(number):
        raise ValueError("bsn")
    return number


def by_word(kind: type[Coded]) -> BeforeValidator:
    """Read a code by its outward Dutch word; the code itself is no word."""
    codes = {code.dutch: code for code in kind}
    return BeforeValidator(
        lambda word: codes.get(word) if isinstance(word, str) and not isinstance(word, kind) else word
    )


def by_writing(writings: Mapping[str, Coded]) -> BeforeValidator:
    """Read a code by any of its usual writings, in capitals or not."""
    return BeforeValidator(
        lambda word: (
            writings.get(word.strip().lower()) if isinstance(word, str) and not isinstance(word, Coded) else word
        )
    )


def words_of(kind: type[Coded]) -> WithJsonSchema:
    """The words of a code, for the description of the API."""
    return WithJsonSchema({"type": "string", "enum": sorted(code.dutch for code in kind)})


CONTROLS: Final = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""Controls, direction marks and line separators: they hide or turn what stands beside them."""
_LETTER: Final = rf"[^{CONTROLS} <>{{}}|\\]"
NAME: Final = rf"^{_LETTER}+(?: {_LETTER}+)*$"
"""Words with one space between; other spaces and invisible characters `domain.intake.spelling` takes away first."""
REFERENCE: Final = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
EMAIL: Final = (
    r"^[A-Za-z0-9_+-]{1,16}(?:\.[A-Za-z0-9_+-]{1,15}){0,3}"
    r"@(?:[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,2}\.){1,4}[A-Za-z]{2,20}$"
)
"""An address as nearly all are; of what looks otherwise `domain.people.email` makes what can be made."""
_INDICATED: Final = r"(?:[Tt][Ee][Gg][Ee][Nn][Oo][Vv][Ee][Rr]|[Tt][./]?[Oo]\.?|[Bb][Ii][Jj]|[Bb][Yy])"
HOUSE_NUMBER: Final = rf"^(?:{_INDICATED} ?)?[1-9][0-9]{{0,4}}(?:[ /-]?[A-Za-z0-9 /-]{{0,8}})?(?: ?{_INDICATED})?$"
"""With what partners write around it: a letter, an addition, *tegenover* or *bij*."""

Municipality = Annotated[str, Field(pattern=r"^[0-9]{4}$"), Shape(Form.TEXT, "0000")]
Reference = Annotated[str, Field(max_length=64, pattern=REFERENCE), Shape(Form.TEXT, "x")]
Name = Annotated[str, Field(max_length=120, pattern=NAME), Shape(Form.TEXT, "x")]
ShortName = Annotated[str, Field(max_length=20, pattern=NAME), Shape(Form.TEXT, "x")]
Bsn = Annotated[str, Field(pattern=r"^[0-9]{9}$"), AfterValidator(_bsn), Shape(Form.SEALED, "111222333")]
HouseNumber = Annotated[str, Field(max_length=24, pattern=HOUSE_NUMBER), Shape(Form.TEXT, "1")]
Addition = Annotated[str, Field(max_length=16, pattern=r"^[A-Za-z0-9 /.-]+$"), Shape(Form.TEXT, "x")]
"""Of a house number: also a letter in a column of its own, which partners fill with more than one letter."""
POSTCODE_FORM: Final = r"^[1-9][0-9]{3}[A-Z]{2}$"
Postcode = Annotated[str, BeforeValidator(_postcode), Field(pattern=POSTCODE_FORM), Shape(Form.TEXT, "1000AA")]
Phone = Annotated[str, Field(max_length=80, pattern=rf"^[^{CONTROLS}]+$"), Shape(Form.TEXT, "0000000000")]
"""As partners hold it, words and all: what is kept of it, `domain.people.telephone` says."""
Email = Annotated[str, Field(max_length=200, pattern=EMAIL), Shape(Form.TEXT, "x@example.nl")]
CalendarDay = Annotated[date, BeforeValidator(_calendar_date), Shape(Form.DAY, "2000-01-01")]
BirthDay = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(_birth_day),
    Shape(Form.BIRTH_DAY, "2000-01-01"),
]
"""Text, as a day or month that nobody knows is written 00."""
Cents = Annotated[int, Field(gt=0, le=100_000_000), Shape(Form.CENTS, 1)]
Count = Annotated[int, Field(ge=0, le=600), Shape(Form.COUNT, 1)]
YesOrNo = Annotated[bool, Shape(Form.YES_OR_NO, stand_in=False)]
