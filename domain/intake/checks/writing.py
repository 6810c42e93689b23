"""How the texts of a record are written: in one form, without what cannot be seen, names with a letter in them."""

from collections.abc import Mapping
from typing import Any, Final

from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.files.words import NOTHING
from domain.intake.spelling import has_letter, one_spelling, tidy_text
from schemas.signals import SIGNAL_FIELDS, Signal

NAME_FIELDS: Final = ("initials", "prefix", "surname", "street", "town")
"""Fields in which a letter must stand, by inward name."""
PHONE_FIELD: Final = SIGNAL_FIELDS["phone"].dutch
"""Spaces and signs say nothing in a phone number: `domain.people.telephone` reads past them without a word."""
NUMBER_FIELDS: Final = frozenset({SIGNAL_FIELDS["reference"].dutch, SIGNAL_FIELDS["customer_number"].dutch})
"""Fields that say of whom or what a signal is: a word for nothing would make strangers one, in files and in JSON."""
WORD_FIELDS: Final = frozenset({SIGNAL_FIELDS["kind"].dutch, SIGNAL_FIELDS["stage"].dutch})
"""Fields that hold a word of ours, in capitals or not."""


def is_nothing(field: str, value: Any) -> bool:
    """Whether a field (outward name) is empty, or holds a word for nothing where a number must be."""
    return value == "" or (field in NUMBER_FIELDS and isinstance(value, str) and value.lower() in NOTHING)


def reads_well(signal: Signal) -> bool:
    """Whether every name has a letter and stands in its one form, and numbers are no words for nothing.

    Of nearly all, one look tells.
    """
    sent = vars(signal)
    if sent["reference"].lower() in NOTHING or sent["customer_number"].lower() in NOTHING:
        return False
    for name in NAME_FIELDS:
        text = sent[name]
        if text is None or (text.isascii() and text[0].isalpha()):
            continue
        if not has_letter(text) or tidy_text(text) != text:
            return False
    return True


def _is_plain(text: str) -> bool:
    return text.isascii() and text.strip() == text and "  " not in text


def without_letter(signal: Signal) -> list[str]:
    """The names (outward) in which nobody reads a letter."""
    sent = vars(signal)
    return [SIGNAL_FIELDS[name].dutch for name in NAME_FIELDS if sent[name] is not None and not has_letter(sent[name])]


def tidy_texts(record: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldFinding]]:
    """The record with every text in its one form, and what is told of it.

    Another spelling of the same letters is not worth telling.
    """
    tidy, findings = dict(record), []
    for field, text in record.items():
        if isinstance(text, str) and field != PHONE_FIELD and (field in WORD_FIELDS or not _is_plain(text)):
            tidy[field] = kept = tidy_text(text).lower() if field in WORD_FIELDS else tidy_text(text)
            if kept and kept != one_spelling(text):
                findings.append(FieldFinding(field, FindingCode.TIDIED))
    return tidy, findings
