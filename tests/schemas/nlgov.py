"""The NL GOV profile for CloudEvents 1.1, once more and from the published rules: shares no code with the envelope."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

REQUIRED = ("specversion", "id", "source", "type")
OPTIONAL = ("subject", "time", "datacontenttype", "dataschema", "dataref", "sequence", "sequencetype", "data")
DOCUMENTED = ("traceparent",)
"""Extensions that we document beside those of the profile."""

MOST_BYTES = 64 * 1024
ATTRIBUTE = re.compile(r"[a-z0-9]{1,20}")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
SOURCE = re.compile(r"urn:nld:oin:\d{20}:systeem:[a-z0-9][a-z0-9-]*")
REVERSE_DOMAIN = re.compile(r"nl(\.[a-z0-9]+(-[a-z0-9]+)*){2,}")
VERSION = re.compile(r"v\d+")
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
REFERENCE = re.compile(r"(/[a-z0-9-]+)+")
TRACE = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
CAMEL = re.compile(r"[a-z][a-zA-Z0-9]*")


def violations(payload: str | bytes) -> list[str]:
    """Every rule that one event in structured mode breaks; empty when it keeps them all."""
    size = len(payload.encode() if isinstance(payload, str) else payload)
    event = json.loads(payload)
    found = ["larger than 64 KB"] if size > MOST_BYTES else []
    found += [f"{name} is missing" for name in REQUIRED if not event.get(name)]
    found += _names(event)
    found += [f"{name} breaks its rule" for name, rule in RULES.items() if not _kept(rule, event.get(name, ...))]
    found += [f"{where} holds a control character" for where, text in _strings(event) if CONTROL.search(text)]
    found += [f"{where} is no 32-bit integer" for where, one in _numbers(event) if not -(2**31) <= one < 2**31]
    return found


def _names(event: dict[str, Any]) -> Iterator[str]:
    known = {*REQUIRED, *OPTIONAL, *DOCUMENTED}
    for name, value in event.items():
        if not ATTRIBUTE.fullmatch(name):
            yield f"{name} is no attribute name"
        if name not in known:
            yield f"{name} is no documented extension"
        if value is None or (name != "data" and isinstance(value, dict | list | float)):
            yield f"{name} has no CloudEvents type"


def _type(value: str) -> bool:
    versions = [part for part in value.split(".") if VERSION.fullmatch(part)]
    return bool(REVERSE_DOMAIN.fullmatch(value)) and len(versions) <= 1


def _time(value: str) -> bool:
    return bool(RFC_3339.fullmatch(value)) and datetime.fromisoformat(value).tzinfo is not None


RULES: Mapping[str, Callable[[Any], bool]] = {
    "specversion": lambda value: value == "1.0",
    "id": lambda value: isinstance(value, str) and bool(value.strip()),
    "source": lambda value: bool(SOURCE.fullmatch(value)),
    "type": _type,
    "subject": lambda value: bool(UUID_FORM.fullmatch(value)),
    "time": _time,
    "datacontenttype": lambda value: value == "application/json",
    "dataref": lambda value: bool(REFERENCE.fullmatch(value)),
    "traceparent": lambda value: bool(TRACE.fullmatch(value)),
    "data": lambda value: isinstance(value, dict) and all(CAMEL.fullmatch(name) for name in value),
}
"""Attribute to its rule. A subject is an id of ours: nothing else is sure to hold no personal data."""


def _kept(rule: Callable[[Any], bool], value: object) -> bool:
    return value is ... or (isinstance(value, str | dict) and rule(value))


def _strings(value: object, where: str = "event") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    for name, one in _parts(value):
        yield from _strings(name, f"{where} name")
        yield from _strings(one, f"{where}.{name}")


def _numbers(value: object, where: str = "event") -> Iterator[tuple[str, int]]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield where, value
    for name, one in _parts(value):
        yield from _numbers(one, f"{where}.{name}")


def _parts(value: object) -> list[tuple[str, object]]:
    if isinstance(value, dict):
        return [(str(name), one) for name, one in value.items()]
    return [(str(place), one) for place, one in enumerate(value)] if isinstance(value, list) else []
