"""Finding a case by what a resident says on the phone: name, address, postcode and number, phone or case number."""

import re
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_

from plumbing.record.tables import case_file, case_signal, signal
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import case_lines

CASES_FOUND_AT_MOST: Final = 10
LEAST_LETTERS: Final = 2
PHONE_DIGITS: Final = 9
CASE_NUMBER: Final = re.compile(r"^(\d{4})-(\d{1,9})$")
POSTCODE_ASKED: Final = re.compile(r"^(\d{4})\s?([A-Za-z]{2})(?:[\s,]+(\d{1,5})\S*)?$")
ACCENTS: Final = (
    "áàâäãåçéèêëíìîïıñóòôöõøúùûüýÿşšžčćęąłńśźżğř",
    "aaaaaaceeeeiiiiinoooooouuuuyysszccealnszzgr",
)


def search(connection: Connection, municipality: str, text: str, now: datetime) -> list[CaseLine]:
    """At most ten cases, open ones first; an empty list also when the question is too short to ask."""
    condition = asked(" ".join(text.split())[:100])
    if condition is None:
        return []
    order = (case((case_file.c.closed_at.is_(None), 0), else_=1), case_file.c.opened_at.desc(), case_file.c.id.asc())
    return case_lines(connection, municipality, now, condition, order=order, limit=CASES_FOUND_AT_MOST)


def asked(text: str) -> ColumnElement[bool] | None:
    """The condition of a question, by the first form that fits; None when it is too short."""
    for form in (_by_number, _by_postcode, _by_phone, _by_words):
        condition = form(text)
        if condition is not None:
            return condition
    return None


def _by_number(text: str) -> ColumnElement[bool] | None:
    found = CASE_NUMBER.match(text)
    if not found:
        return None
    year = func.extract("year", func.timezone("Europe/Amsterdam", case_file.c.opened_at))
    return and_(case_file.c.number == int(found[2]), year == int(found[1]))


def _by_postcode(text: str) -> ColumnElement[bool] | None:
    found = POSTCODE_ASKED.match(text)
    if not found:
        return None
    condition = signal.c.postcode == f"{found[1]}{found[2].upper()}"
    return _on_signal(and_(condition, _house(found[3])) if found[3] else condition)


def _by_phone(text: str) -> ColumnElement[bool] | None:
    digits = re.sub(r"\D", "", text)
    if len(digits) < PHONE_DIGITS or re.search(r"[A-Za-z]", text):
        return None
    stored = func.regexp_replace(signal.c.phone, r"\D", "", "g")
    return _on_signal(func.right(stored, PHONE_DIGITS) == digits[-PHONE_DIGITS:])


def _by_words(text: str) -> ColumnElement[bool] | None:
    words = [word for word in re.split(r"[\s,]+", text) if word]
    if not any(len(word) >= LEAST_LETTERS and not word.isdigit() for word in words):
        return None
    return _on_signal(and_(*(_word(word) for word in words)))


def _word(word: str) -> ColumnElement[bool]:
    number = re.match(r"^\d{1,5}", word)
    if number:
        return _house(number[0])
    pattern = re.sub(r"([\\%_])", r"\\\1", word)
    names = (signal.c.surname, signal.c.street, signal.c.prefix, signal.c.initials, signal.c.town)
    begins = (or_(*(_plain(name).like(_plain_text(p)) for p in (f"{pattern}%", f"% {pattern}%"))) for name in names)
    return or_(*begins)


def _plain(column: ColumnElement[str | None]) -> ColumnElement[str]:
    return func.translate(func.lower(column), *ACCENTS)


def _plain_text(text: str) -> ColumnElement[str]:
    return func.translate(func.lower(text), *ACCENTS)


def _house(number: str) -> ColumnElement[bool]:
    return signal.c.house_number.regexp_match(f"^{int(number)}([^0-9]|$)")


def _on_signal(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        case_signal.c.municipality == case_file.c.municipality,
        case_signal.c.case_id == case_file.c.id,
        signal.c.municipality == case_signal.c.municipality,
        signal.c.id == case_signal.c.signal_id,
        condition,
    )
