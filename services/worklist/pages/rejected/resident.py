"""Whom a refused record is about, as far as it says, and what a worker changed in it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.signals import SignalKind

UNSAID: Final = MappingProxyType(
    {SIGNAL_FIELDS["kind"].dutch: SignalKind.ARREARS.dutch, SIGNAL_FIELDS["warm_handover"].dutch: False}
)
"""What it means when a record does not say it."""


def resident_of(record: Mapping[str, Any]) -> tuple[str, str]:
    """Name and address as they were sent; empty where nothing was."""
    name = _joined(record, ("initials", "prefix", "surname"))
    street = _joined(record, ("street", "house_number", "house_number_addition"))
    place = _joined(record, ("postcode", "town"))
    return name, ", ".join(part for part in (street, place) if part)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Outward names of the fields that stand otherwise now; not what they were or became."""
    names = dict.fromkeys([*before, *after])
    return tuple(name for name in names if _value(before, name) != _value(after, name))


def _value(record: Mapping[str, Any], name: str) -> Any:
    return record.get(name, UNSAID.get(name))


def _joined(record: Mapping[str, Any], inward: Iterable[str]) -> str:
    found = (record.get(SIGNAL_FIELDS[name].dutch) for name in inward)
    return " ".join(str(one) for one in found if one not in (None, ""))
