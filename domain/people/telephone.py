"""Telephone numbers in one form for dialling and one for reading, whatever way partners wrote them.

A number can be dialled when the tables of libphonenumber know it as a line that a person or an office has. Ranges
that the tables do not know (yet) are judged by length alone, because a number that we hide costs a resident a call;
only placeholders, which repeat one digit, stay out (docs/decisions/0022).
"""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    PhoneNumberType,
    ValidationResult,
    can_be_internationally_dialled,
    format_number,
    is_possible_number_with_reason,
    national_significant_number,
    number_type,
    parse,
)

REGION: Final = "NL"
DUTCH: Final = 31
BETWEEN: Final = " / "
"""Between two numbers of one field."""
REACHED: Final = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
        PhoneNumberType.PERSONAL_NUMBER,
    }
)
"""Lines of persons and offices: no service number, which may cost money at a tap."""
MOBILE: Final = re.compile(r"6[0-57-9]\d{7}", re.ASCII)
"""Of the Dutch plan, also where it has given a range to nobody yet; 066 is for pagers."""
SIGNS: Final = str.maketrans("", "", " ()./-")
"""What stands between digits; it says nothing."""
AMOUNT: Final = re.compile(r"[1-9]\d+\.0", re.ASCII)
"""A number that a spreadsheet took for an amount."""
ONLY_DIGITS: Final = re.compile(r"\+?[0-9][0-9 ()./-]{0,23}")
ABROAD: Final = re.compile(r"(?:\+|00)[\d ()./-]*$", re.ASCII)
MORE_THAN_A_NUMBER: Final = re.compile(r"[^\d\s()+./\-\u2010-\u2015\u2212\u00ad\u200b-\u200d\u2060\ufeff]")


def _usual() -> re.Pattern[str]:
    """Dutch numbers as nearly all partners write them: a shortcut of some 30 microseconds, equal to `_found`."""
    plan: Any = PhoneMetadata.metadata_for_region(REGION)
    lines = plan.fixed_line.national_number_pattern
    return re.compile(rf"(?:(?:\+|00)?31)?0?({MOBILE.pattern}|{lines})", re.ASCII)


USUAL: Final = _usual()


class Telephone(NamedTuple):
    """A telephone field as pages show it: what the link says, the number it dials (E.164), and what stands after it.

    Without a number to dial there is no link, and `written` is the field as it stands.
    """

    written: str
    dialled: str | None
    after: str = ""


class Read(NamedTuple):
    """The numbers of a field, and what the record keeps of it.

    That is the numbers alone, or digits that cannot be dialled; never any other text.
    """

    numbers: tuple[str, ...]
    kept: str | None


def numbers(text: str) -> tuple[str, ...]:
    """Every number in a field that can be dialled, in E.164 and without extensions, in order."""
    if text.endswith(".0") and AMOUNT.fullmatch(text):
        text = text[:-2]
    usual = USUAL.fullmatch(text.translate(SIGNS))
    if usual and not _repeats_one_digit(usual[1]):
        return (f"+{DUTCH}{usual[1]}",)
    return _found(text)


def dialled(text: str) -> str | None:
    """The first number that can be dialled, in E.164."""
    return next(iter(numbers(text)), None)


def written(text: str) -> str:
    """The numbers of a field as people write them: Dutch ones national, others international; else the text itself."""
    return BETWEEN.join(map(_written, numbers(text))) or text


def shown(text: str) -> Telephone:
    """A field as a page shows it."""
    found = numbers(text)
    if not found:
        return Telephone(text, None)
    return Telephone(_written(found[0]), found[0], "".join(f"{BETWEEN}{_written(other)}" for other in found[1:]))


def read(text: str) -> Read:
    """A field as it is taken in."""
    found = numbers(text)
    return Read(found, BETWEEN.join(found) or (text if ONLY_DIGITS.fullmatch(text) else None))


def says_more(text: str) -> bool:
    """Whether a field holds more than digits and the signs between them: a word, an extension."""
    return MORE_THAN_A_NUMBER.search(text) is not None


def identifying_digits(text: str) -> str | None:
    """The national significant number (612345678) of the first number, the same in every spelling of it."""
    number = dialled(text)
    return national_significant_number(parse(number)) if number else None


def _found(text: str) -> tuple[str, ...]:
    """The library's answer: the whole field as one number, or the numbers that stand in it."""
    plain = normalize("NFKC", text)
    whole = None if says_more(plain) else _parsed(plain.translate(SIGNS))
    if whole and _can_be_dialled(whole):
        return (_e164(whole),)
    return tuple(dict.fromkeys(_e164(one) for one in _inside(plain) if _can_be_dialled(one)))


def _parsed(text: str) -> PhoneNumber | None:
    try:
        return parse(text, REGION)
    except NumberParseException:
        return None


def _inside(text: str) -> Iterator[PhoneNumber]:
    """The numbers that stand in a text, without the tails of numbers whose country does not exist."""
    end = 0
    for match in PhoneNumberMatcher(text, REGION, Leniency.POSSIBLE):
        if not ABROAD.search(text[end : match.start]):
            yield match.number
        end = match.end


def _can_be_dialled(number: PhoneNumber) -> bool:
    kind = number_type(number)
    if kind != PhoneNumberType.UNKNOWN:
        return kind in REACHED and can_be_internationally_dialled(number)
    digits = national_significant_number(number)
    if _repeats_one_digit(digits):
        return False
    if number.country_code == DUTCH:
        return MOBILE.fullmatch(digits) is not None
    return is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _repeats_one_digit(digits: str) -> bool:
    """Whether all but the first digit are the same, as in 0600000000."""
    return digits.count(digits[1], 1) == len(digits) - 1


def _e164(number: PhoneNumber) -> str:
    return format_number(number, PhoneNumberFormat.E164)


def _written(e164: str) -> str:
    number = parse(e164)
    home = number.country_code == DUTCH
    return format_number(number, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)
