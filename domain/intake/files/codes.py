"""Codes and numbers of people, doors and debts: the zeros, digits and dashes that a spreadsheet takes from them."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from domain.intake.checks.faults import Code
from domain.intake.checks.findings import FindingCode
from domain.intake.files.unreadable import UnreadableError
from domain.intake.files.words import BECAME_DATE, DIGITS_LOST, ISO_DATE, MONTH_WORDS

ReadText = tuple[str, FindingCode | None]
MUNICIPALITY_DIGITS: Final = 4
SHORT_CODE: Final = re.compile(r"(\d{1,3})(?:[.,]0)?", re.ASCII)
WHOLE_HOUSE_NUMBER: Final = re.compile(r"(\d{1,5})[.,]0", re.ASCII)
PHONE_WITHOUT_ZERO: Final = re.compile(r"[1-9](?:[ -]?\d){8}", re.ASCII)
LONGEST_SPOILT: Final = 24
"""Longer than any date or number that a spreadsheet makes of something else."""
SPOILT_STARTS: Final = frozenset("0123456789") | {one for word in MONTH_WORDS for one in (word[0], word[0].upper())}
"""How such a one begins: with a figure or a month."""


def text_as_it_is(text: str) -> ReadText:
    """A text that no spreadsheet makes into another."""
    return text, None


def read_reference(text: str) -> ReadText:
    """A reference or customer number: digits that were lost cannot be guessed, nor what a date was."""
    _refuse_spoilt(text)
    return text, None


def read_house_number(text: str) -> ReadText:
    """`1-2` is a door; 1-feb is no longer one."""
    _refuse_spoilt(text)
    if text.isalnum():
        return text, None
    _refuse(ISO_DATE, text, Code.BECAME_DATE)
    whole = WHOLE_HOUSE_NUMBER.fullmatch(text)
    return (whole[1] if whole else text), None


def read_municipality(text: str) -> ReadText:
    """A CBS code has four digits; the agreement tells whether it is the right one."""
    short = SHORT_CODE.fullmatch(text)
    return (short[1].zfill(MUNICIPALITY_DIGITS), FindingCode.ZERO_ADDED) if short else (text, None)


def read_phone(text: str) -> ReadText:
    """A number inside the country has ten digits, of which the first is a zero."""
    if not text.isdecimal():
        _refuse(DIGITS_LOST, text, Code.DIGITS_LOST)
    return (f"0{text}", FindingCode.ZERO_ADDED) if PHONE_WITHOUT_ZERO.fullmatch(text) else (text, None)


def read_bsn(text: str) -> ReadText:
    """No zero is added: eight digits that pass the eleven-test may be another person's nine."""
    _refuse(DIGITS_LOST, text, Code.DIGITS_LOST)
    return text, None


def _refuse_spoilt(text: str) -> None:
    if text[0] in SPOILT_STARTS and len(text) <= LONGEST_SPOILT and not text.isdecimal():
        _refuse(BECAME_DATE, text, Code.BECAME_DATE)
        _refuse(DIGITS_LOST, text, Code.DIGITS_LOST)


def _refuse(shape: re.Pattern[str], text: str, code: Code) -> None:
    if shape.fullmatch(text):
        raise UnreadableError(code)


TEXT_READERS: Final[Mapping[str, Callable[[str], ReadText]]] = MappingProxyType(
    {
        "gemeentecode": read_municipality,
        "kenmerk": read_reference,
        "klantnummer": read_reference,
        "huisnummer": read_house_number,
        "huisnummertoevoeging": read_house_number,
        "telefoonnummer": read_phone,
        "burgerservicenummer": read_bsn,
    }
)
"""The attributes whose text a spreadsheet changes; any other stays as it is."""
