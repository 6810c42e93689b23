"""One record that is not as it should be: what can be mended is, what is wrong with the rest is told, all at once."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from domain.intake.checks.details import DETAILS, GUARDED, nothing, repaired
from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode, Tidied, tidied
from domain.intake.checks.permissions import Sender
from domain.intake.checks.rules import broken_rules
from domain.intake.checks.writing import is_nothing, tidy_texts, without_letter
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS, Signal

PYDANTIC: Final = MappingProxyType(
    {
        "missing": Code.MISSING,
        "extra_forbidden": Code.UNKNOWN_FIELD,
        "string_type": Code.NOT_TEXT,
        "int_type": Code.NOT_A_NUMBER,
        "date_type": Code.NOT_A_DATE,
        "date_form": Code.NOT_A_DATE,
        "bool_type": Code.NOT_YES_OR_NO,
        "model_type": Code.NOT_AN_OBJECT,
        "string_too_long": Code.TOO_LONG,
        "greater_than": Code.TOO_LOW,
        "greater_than_equal": Code.TOO_LOW,
        "less_than_equal": Code.TOO_HIGH,
        "string_pattern_mismatch": Code.WRONG_FORM,
        "enum": Code.UNKNOWN_WORD,
    }
)
"""Pydantic's error types as codes; any other is a wrong form."""

STAND_IN: Final[Mapping[str, Any]] = MappingProxyType({one.dutch: one.stand_in for one in SIGNAL_FIELDS.values()})
"""What takes the place of an unreadable field, so that rules on the other fields still speak."""
REQUIRED_FIELDS: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if one.required)
STATEMENT_FIELD: Final = SIGNAL_FIELDS["attestation"].dutch
PLAIN_NAME: Final = re.compile(r"[a-z][A-Za-z]{0,39}")
NAMELESS: Final = "onbekend"
_ONE: Final = TypeAdapter(Signal)


class Wrong(NamedTuple):
    """What is wrong with a record, gathered as it is read; fields by outward name.

    `faults`: its errors, in order. `details`: what is kept and told of what could be left out.
    """

    faults: dict[Fault, None]
    details: dict[str, Tidied]

    def unread(self) -> frozenset[str]:
        """Fields of which rules cannot speak."""
        return frozenset(fault.field.partition(".")[0] for fault in self.faults)


def too_large(record: Any) -> Fault | None:
    """The error of what is no record, or has more fields than there are: nobody looks at each of them."""
    if not isinstance(record, dict):
        return Fault("", Code.NOT_AN_OBJECT)
    statement = record.get(STATEMENT_FIELD)
    nested = len(statement) - len(ATTESTATION_FIELDS) if isinstance(statement, dict) else 0
    for field, more in (("", len(record) - len(SIGNAL_FIELDS)), (STATEMENT_FIELD, nested)):
        if more > 0:
            return Fault(field, Code.TOO_MANY_FIELDS, more)
    return None


def mended(
    record: Mapping[str, Any], known: Sequence[Fault], sender: Sender
) -> tuple[Signal | tuple[Fault, ...], tuple[FieldFinding, ...]]:
    """The signal that is kept, or all errors of the record, and what is told of the signal.

    `known`: errors that reading its row already gave.
    """
    refused = too_large(record)
    if refused:
        return (refused,), ()
    if not all(fault.field for fault in known):  # the line itself is wrong: it has no fields
        return tuple(dict.fromkeys(known)), ()
    wrong = Wrong({}, {})
    for fault in known:
        _note(wrong, fault, None)
    tidy, written = tidy_texts({field: value for field, value in record.items() if field in STAND_IN})
    sent, found = tidied(_read(_without_nothing(tidy, wrong), wrong), sender)
    _note_names(sent, wrong)
    faults = [*wrong.faults, *_strange(record), *broken_rules(sent, sender, wrong.unread())]
    if faults:
        return tuple(faults), ()
    vars(sent).update(
        {DETAILS[field]: nothing(field) if one[0] is None else one[0] for field, one in wrong.details.items()}
    )
    told = [FieldFinding(field, code) for field, (_, code) in wrong.details.items() if code]
    return sent, (*[one for one in written if one.field not in wrong.details], *told, *found)


def _note(wrong: Wrong, fault: Fault, value: Any) -> None:
    """An error stays one, unless it is of a detail: then what can be known of its value is kept."""
    if fault.field in DETAILS:
        wrong.details[fault.field] = repaired(fault.field, value, fault.code)
    else:
        wrong.faults[fault] = None


def _note_names(sent: Signal, wrong: Wrong) -> None:
    for field in without_letter(sent):
        _note(wrong, Fault(field, Code.WRONG_FORM if field in DETAILS else Code.MISSING), None)


def _without_nothing(record: Mapping[str, Any], wrong: Wrong) -> Mapping[str, Any]:
    """The record without details that hold nothing; a required field that is empty is missing."""
    empty = [field for field, value in record.items() if is_nothing(field, value)]
    wrong.details.update({field: (None, FindingCode.EMPTY) for field in empty if field in DETAILS})
    absent = dict.fromkeys(REQUIRED_FIELDS.intersection(empty))
    held = {field: value for field, value in record.items() if field not in DETAILS or value not in (None, "")}
    return held | absent


def _read(record: Mapping[str, Any], wrong: Wrong) -> Signal:
    """The signal, with stand-ins for what cannot be read; that is noted."""
    try:
        return _ONE.validate_json(_json(record, wrong))
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False, include_input=False):
            _note(wrong, _fault(detail, record), record.get(str(detail["loc"][0])))
    return _ONE.validate_json(_json(record, wrong))


def _json(record: Mapping[str, Any], wrong: Wrong) -> bytes:
    """The record as JSON. A detail that only some may send keeps its place, so that a rule on it speaks."""
    unread = wrong.unread()
    sent_unread = [field for field, (_, code) in wrong.details.items() if code is not FindingCode.EMPTY]
    stand_ins = {field: STAND_IN[field] for field in (*unread, *GUARDED.intersection(sent_unread))}
    return orjson.dumps(
        {field: value for field, value in record.items() if field not in unread and field not in wrong.details}
        | stand_ins
    )


def _fault(detail: ErrorDetails, record: Mapping[str, Any]) -> Fault:
    top = str(detail["loc"][0])
    if detail["type"].endswith("_type") and record.get(top) is None:
        return Fault(top, Code.MISSING)
    return Fault(".".join(_plain(part) for part in detail["loc"]), PYDANTIC.get(detail["type"], Code.WRONG_FORM))


def _strange(record: Mapping[str, Any]) -> list[Fault]:
    """Fields that we do not know, told once: the first of them, and how many there are."""
    names = [field for field in record if field not in STAND_IN]
    return [Fault(_plain(names[0]), Code.UNKNOWN_FIELD, len(names) if len(names) > 1 else None)] if names else []


def _plain(part: int | str) -> str:
    return part if isinstance(part, str) and PLAIN_NAME.fullmatch(part) else NAMELESS
