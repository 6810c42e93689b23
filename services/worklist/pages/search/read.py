"""Finding a case by what a resident says on the phone: each form of a question is a condition on case or signal."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, literal_column, or_

from domain.people.birth_date import spellings
from domain.people.folding import LETTER_BY_LETTER, LIGATURES, MARKS, SIGN_BY_SIGN
from plumbing.record.tables import case_file, case_signal, signal
from services.worklist.pages.search.question import (
    PHONE_DIGITS,
    BirthDate,
    CaseNumber,
    Phone,
    PostcodeAndHouse,
    Words,
    questions,
)
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import case_lines

CASES_FOUND_AT_MOST: Final = 10


def search(connection: Connection, municipality: str, text: str, now: datetime) -> list[CaseLine]:
    """At most ten cases, open ones first; an empty list also when the question is too short to ask."""
    conditions = [CONDITIONS[type(one)](one) for one in questions(text)]
    if not conditions:
        return []
    order = (case((case_file.c.closed_at.is_(None), 0), else_=1), case_file.c.opened_at.desc(), case_file.c.id.asc())
    return case_lines(connection, municipality, now, or_(*conditions), order=order, limit=CASES_FOUND_AT_MOST)


def _by_number(asked: CaseNumber) -> ColumnElement[bool]:
    same = case_file.c.number == asked.number
    year = func.extract("year", func.timezone("Europe/Amsterdam", case_file.c.opened_at))
    return same if asked.year is None else and_(same, year == asked.year)


def _by_postcode(asked: PostcodeAndHouse) -> ColumnElement[bool]:
    condition = signal.c.postcode == asked.postcode
    return _on_signal(and_(condition, _house(asked.house)) if asked.house else condition)


def _by_phone(asked: Phone) -> ColumnElement[bool]:
    stored = func.regexp_replace(signal.c.phone, r"\D", "", "g")
    return _on_signal(func.right(stored, PHONE_DIGITS) == asked.digits)


def _by_birth_date(asked: BirthDate) -> ColumnElement[bool]:
    return _on_signal(_born(asked))


def _born(asked: BirthDate) -> ColumnElement[bool]:
    """Also whose birth date is known in part."""
    return signal.c.birth_date.in_([one for day in asked.days for one in spellings(day.isoformat())])


def _by_words(asked: Words) -> ColumnElement[bool]:
    born = [_born(asked.born)] if asked.born else []
    place = [signal.c.postcode == asked.postcode] if asked.postcode else []
    return _on_signal(and_(*(_word(word) for word in asked.words), *born, *place))


CONDITIONS: Final[Mapping[type, Callable[[Any], ColumnElement[bool]]]] = MappingProxyType(
    {
        CaseNumber: _by_number,
        BirthDate: _by_birth_date,
        PostcodeAndHouse: _by_postcode,
        Phone: _by_phone,
        Words: _by_words,
    }
)
"""Each form of a question as a condition."""


def _word(word: str) -> ColumnElement[bool]:
    number = re.match(r"[0-9]{1,5}", word)
    if number:
        return _house(number[0])
    pattern = re.sub(r"([\\%_])", r"\\\1", word)
    names = (signal.c.surname, signal.c.street, signal.c.prefix, signal.c.initials, signal.c.town)
    return or_(*(folded_column(name).like(begins) for name in names for begins in (f"{pattern}%", f"% {pattern}%")))


def folded_column(column: ColumnElement[str | None]) -> ColumnElement[str]:
    """A column as `domain.people.folding.search_form` folds what was asked; most texts have plain letters alone."""
    plain = func.translate(column, *SIGN_BY_SIGN)
    unmarked = func.regexp_replace(func.normalize(plain, literal_column("NFKD")), f"[{MARKS}]", "", "g")
    letters = func.translate(func.lower(unmarked), *LETTER_BY_LETTER)
    for letter, both in LIGATURES.items():
        letters = func.replace(letters, letter, both)
    return case((func.octet_length(plain) == func.char_length(plain), func.lower(plain)), else_=letters)


def _house(number: str) -> ColumnElement[bool]:
    return signal.c.house_number.regexp_match(f"^[^0-9]*{int(number)}([^0-9]|$)")


def _on_signal(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        case_signal.c.municipality == case_file.c.municipality,
        case_signal.c.case_id == case_file.c.id,
        signal.c.municipality == case_signal.c.municipality,
        signal.c.id == case_signal.c.signal_id,
        condition,
    )
