"""Reading what was typed into a record as a partner would send it; what cannot be read is an error of its field."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.intake.by_hand import is_too_old, lay_long
from domain.intake.checks.faults import Code, Fault
from schemas.signals import SIGNAL_FIELDS
from services.worklist.pages.enter.entry_fields import Control, EntryField

RECEIVED_FIELD: Final = "ontvangen"
"""Name of the field with the day on which the letter came in."""
OWN_MUNICIPALITY: Final = SIGNAL_FIELDS["municipality"].dutch
TYPED_AMOUNT: Final = re.compile(r"€?\s*(\d{1,3}(?:[.\s]\d{3})+|\d{1,7})(?:[,.](\d{1,2}))?", re.ASCII)
WHOLE: Final = re.compile(r"\d{1,4}", re.ASCII)
DAY_FIRST: Final = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})", re.ASCII)
YES_NO: Final = MappingProxyType({"ja": True, "nee": False})


class UnreadableField(Exception):
    """What was typed cannot be read; the code says why."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


class Typing(NamedTuple):
    """What was typed: the record, what could not be read of it, and the day of the letter, None when that is wrong."""

    record: dict[str, Any]
    faults: tuple[Fault, ...]
    received_on: date | None


def read_entry(values: Mapping[str, str], fields: Iterable[EntryField], municipality: str, today: date) -> Typing:
    """The record of a form, for the worker's own municipality. `today`: local day of typing."""
    record: dict[str, Any] = {OWN_MUNICIPALITY: municipality}
    faults = []
    for one in fields:
        text = values.get(one.name, "").strip()
        if text:
            try:
                _put(record, one.name, READ[one.control](text))
            except UnreadableField as error:
                faults.append(Fault(one.name, error.code))
    received_on, wrong = _received(values.get(RECEIVED_FIELD, "").strip(), today)
    return Typing(record, tuple(faults + wrong), received_on)


def is_old(typing: Typing, today: date) -> bool:
    """Whether the worker is asked if the day of the letter is right."""
    return typing.received_on is not None and lay_long(typing.received_on, today)


def typed_values(record: Mapping[str, Any], fields: Iterable[EntryField]) -> dict[str, str]:
    """What stands in the fields when they show a record that was sent."""
    return {one.name: _shown(one.control, _taken(record, one.name)) for one in fields}


def _received(text: str, today: date) -> tuple[date | None, list[Fault]]:
    if not text:
        return None, [Fault(RECEIVED_FIELD, Code.MISSING)]
    try:
        day = date.fromisoformat(_day(text))
    except (UnreadableField, ValueError):
        return None, [Fault(RECEIVED_FIELD, Code.NOT_A_DATE)]
    if day > today:
        return None, [Fault(RECEIVED_FIELD, Code.IN_THE_FUTURE)]
    return (None, [Fault(RECEIVED_FIELD, Code.TOO_OLD)]) if is_too_old(day, today) else (day, [])


def _day(text: str) -> str:
    """As yyyy-mm-dd; a browser sends that, a person may type the day first."""
    if found := DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    if re.fullmatch(r"\d{4}-\d\d-00|\d{4}-00-\d\d", text, re.ASCII):
        return text
    raise UnreadableField(Code.NOT_A_DATE)


def _cents(text: str) -> int:
    found = TYPED_AMOUNT.fullmatch(text)
    if not found:
        raise UnreadableField(Code.NOT_AN_AMOUNT)
    return int(re.sub(r"\D", "", found[1]) + (found[2] or "").ljust(2, "0"))


def _number(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise UnreadableField(Code.NOT_A_NUMBER)
    return int(text)


def _yes_or_no(text: str) -> bool:
    if text not in YES_NO:
        raise UnreadableField(Code.NOT_YES_OR_NO)
    return YES_NO[text]


READ: Final[Mapping[Control, Callable[[str], Any]]] = MappingProxyType(
    {
        Control.TEXT: str,
        Control.CHOICE: str,
        Control.DAY: _day,
        Control.BIRTH_DAY: _day,
        Control.EUROS: _cents,
        Control.NUMBER: _number,
        Control.YES_OR_NO: _yes_or_no,
    }
)


def _put(record: dict[str, Any], name: str, value: Any) -> None:
    outer, _, inner = name.rpartition(".")
    (record.setdefault(outer, {}) if outer else record)[inner] = value


def _taken(record: Mapping[str, Any], name: str) -> Any:
    outer, _, inner = name.rpartition(".")
    found = record.get(outer) if outer else record
    return found.get(inner) if isinstance(found, Mapping) else None


def _shown(control: Control, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if control is Control.EUROS and isinstance(value, int):
        return f"{value // 100},{value % 100:02d}"
    if control is Control.BIRTH_DAY and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII):
        return "-".join(reversed(str(value).split("-")))
    return str(value)
