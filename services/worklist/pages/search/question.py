"""What a worker asks, by the form in which it is asked: a date is no house number, a phone number no case number."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from domain.people.folding import search_form

CHARACTERS: Final = 100
PHONE_DIGITS: Final = 9
"""The last digits of a number, which are the same however its beginning is written."""
LEAST_LETTERS: Final = 2
CENTURIES: Final = (1900, 2000)
MONTHS: Final = (
    ("jan", "januari", "january"),
    ("feb", "februari", "february"),
    ("mrt", "maart", "mar", "march"),
    ("apr", "april"),
    ("mei", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "augustus", "august"),
    ("sep", "sept", "september"),
    ("okt", "oktober", "oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
NAMES: Final = {name: f"{number:02d}" for number, names in enumerate(MONTHS, 1) for name in names}
DAY: Final = (
    r"(?:(?P<d>[0-9]{1,2})(?P<s>[-/. ])\s?(?P<m>[0-9]{1,2})(?P=s)\s?(?P<y>[0-9]{4}|[0-9]{2})"
    r"|(?P<Y>[0-9]{4})(?P<S>[-/.])(?P<M>[0-9]{1,2})(?P=S)(?P<D>[0-9]{1,2})"
    r"|(?P<eight>[0-9]{8})"
    rf"|(?P<day>[0-9]{{1,2}})\.?[\s-]*(?P<month>{'|'.join(sorted(NAMES, key=len, reverse=True))})\.?[\s-]*"
    r"(?P<year>[0-9]{4}|[0-9]{2}))"
)
DAY_WITHIN: Final = re.compile(rf"(?<![\w./-]){DAY}(?![\w/-])", re.I)


class CaseNumber(NamedTuple):
    """The number of a case; `year` None: of any year."""

    year: int | None
    number: int


class BirthDate(NamedTuple):
    """Days that may be meant; none when there is no such day."""

    days: tuple[date, ...]


class PostcodeAndHouse(NamedTuple):
    """A postcode as it is stored, and the house number where one was said."""

    postcode: str
    house: str | None


class Phone(NamedTuple):
    """The last nine digits of a phone number."""

    digits: str


class Words(NamedTuple):
    """Folded words of a name or an address, and a birth date and a postcode where they stand among them."""

    words: tuple[str, ...]
    born: BirthDate | None
    postcode: str | None = None


Question = CaseNumber | BirthDate | PostcodeAndHouse | Phone | Words


def _case_number(found: re.Match[str]) -> CaseNumber:
    return CaseNumber(int(found["year"]) if found["year"] else None, int(found["number"]))


def _birth_date(found: re.Match[str]) -> BirthDate:
    return BirthDate(tuple(dict.fromkeys(_days(found))))


def _postcode(found: re.Match[str]) -> PostcodeAndHouse:
    return PostcodeAndHouse(found[1] + found[2].upper(), found[3])


def _phone(found: re.Match[str]) -> Phone:
    return Phone(re.sub(r"[^0-9]", "", found[1])[-PHONE_DIGITS:])


class Form(NamedTuple):
    """A form in which something is asked as a whole, and what is meant by it."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Question]


_POSTCODE: Final = r"([1-9][0-9]{3})\s?([a-z]{2})"
_BEFORE_NUMBER: Final = r"(?:(?:huis)?(?:nr|no|nummer)|tegenover|t/?o|bij)\b\.?\s*"
_ADDITION: Final = r"(?:[\s/.,-]*(?:bis|huis|hoog|hs|[a-z]{1,2}|[0-9]{1,4})(?![a-z])){0,3}\.?"
POSTCODE_WITHIN: Final = re.compile(rf"(?<![\w/-]){_POSTCODE}(?![a-z])", re.I)
NUMBER_SAID: Final = re.compile(rf"(?<!\w){_BEFORE_NUMBER}(?=[0-9])", re.I)
_ZAAK: Final = r"(?:zaak(?:nummer)?|case|nr\.?)\s*"
FORMS: Final = (
    Form(re.compile(rf"(?:{_ZAAK})?(?P<year>[12][0-9]{{3}})-(?P<number>[0-9]{{1,9}})", re.I), _case_number),
    Form(re.compile(rf"{_ZAAK}(?P<year>)(?P<number>[0-9]{{1,9}})", re.I), _case_number),
    Form(re.compile(DAY, re.I), _birth_date),
    Form(re.compile(rf"{_POSTCODE}(?:[\s,/-]*(?:{_BEFORE_NUMBER})?([0-9]{{1,5}}){_ADDITION})?", re.I), _postcode),
    Form(re.compile(r"(?:tel\.?|telefoon)?\s*(\+?(?:[ ()./-]*[0-9]){9,15}[ )]*)", re.I), _phone),
)
"""Each form fits the question as a whole. What fits two is asked as both, so that neither hides the other."""


def questions(text: str) -> list[Question]:
    """What may be asked; nothing when it is too short to ask. Words only where no other form fits."""
    asked = " ".join(text.split())[:CHARACTERS]
    found = [form.read(match) for form in FORMS if (match := form.pattern.fullmatch(asked))]
    return found or list(_words(asked))


def _words(text: str) -> Iterator[Words]:
    """Words as they are; and where a postcode may stand among them, also so. "4512 de" may be a number and a prefix."""
    postcode = POSTCODE_WITHIN.search(text)
    if postcode:
        rest = f"{text[: postcode.start()]} {text[postcode.end() :]}"
        yield from _of_words(rest, f"{postcode[1]}{postcode[2].upper()}")
    if not postcode or " " in postcode[0]:
        yield from _of_words(text, None)


def _of_words(text: str, postcode: str | None) -> Iterator[Words]:
    day = DAY_WITHIN.search(text)
    rest = NUMBER_SAID.sub("", DAY_WITHIN.sub(" ", text, count=1))
    words = tuple(_folded_words(re.split(r"[\s,]+", rest)))
    if postcode or any(len(word) >= LEAST_LETTERS and not word[0].isdigit() for word in words):
        yield Words(words, _birth_date(day) if day else None, postcode)


def _folded_words(words: Iterable[str]) -> Iterator[str]:
    """Numbers as they are; a letter behind one belongs to it."""
    behind_number = False
    for word in filter(None, words):
        is_number = word[0].isdigit()
        if is_number:
            yield word
        elif not (behind_number and len(word) < LEAST_LETTERS):
            yield from search_form(word).split()
        behind_number = is_number


def _days(found: re.Match[str]) -> Iterator[date]:
    """Every day that these digits can be."""
    eight = found["eight"] or ""
    ways = (
        (found["y"], found["m"], found["d"]),
        (found["Y"], found["M"], found["D"]),
        (found["year"], NAMES.get((found["month"] or "").lower()), found["day"]),
        (eight[4:], eight[2:4], eight[:2]),
        (eight[:4], eight[4:6], eight[6:]),
    )
    for year, month, day in ways:
        for full in _years(year or ""):
            try:
                yield date(full, int(month or 0), int(day or 0))
            except ValueError:
                continue


def _years(year: str) -> list[int]:
    if len(year) == 2:
        return [century + int(year) for century in CENTURIES]
    return [int(year)] if year else []
