"""What is kept of a refused record so that it can be mended: never what may not have been sent.

Sources: AVG art. 5(1)(c) and (e) (no more, no longer than needed); Wgs art. 8c (BSN); Bgs art. 2 (landlords).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.permissions import Sender
from domain.intake.stray_bsn import NAMED, bsns_beside_phone, bsns_in
from domain.law.calendar import local_date
from schemas.fields import Form
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS, Attestation, Signal, reference_key
from schemas.vocabulary.coded import Coded
from schemas.vocabulary.signals import SignalKind

SentRecord = Mapping[str, Any]
"""A record by outward names, as a partner sent it."""
KEPT_DAYS: Final = 30
"""How long a refused record waits to be mended [A]."""
TEXT_AT_MOST: Final = 200
"""Characters; no field of ours is longer, so a longer text is no slip of the pen."""
NO_TEXT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What the record cannot hold, or no field of ours has."""
DIGITS: Final = re.compile(r"\D")
OUTWARD: Final = MappingProxyType({inward: one.dutch for inward, one in SIGNAL_FIELDS.items()})
SEALED: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if one.form is Form.SEALED)
PHONE_NAME: Final = OUTWARD["phone"]
OWN_NUMBERS: Final = frozenset({OUTWARD["reference"], OUTWARD["customer_number"]})
STATEMENT_NAME: Final = OUTWARD["attestation"]
NOT_TO_BE_SENT: Final = frozenset(
    {
        "geen-overeenkomst",
        "soort-partner",
        "soort-niet-toegestaan",
        "verklaring-ontbreekt",
        "voorwaarde-niet-vervuld",
        "bezwaar-gemaakt",
    }
)
"""Codes that say of the record as a whole that it may not have been sent."""
HOLDS: Final = MappingProxyType({one.dutch: inward != "objection" for inward, one in ATTESTATION_FIELDS.items()})
"""The statement of a landlord who may send: all conditions met, and no objection (Bgs art. 2)."""


class Kept(NamedTuple):
    """A refused record as it waits: nothing of one that may not have been sent (`record` is None), but its codes.

    `left_out`: outward names of what was sent and is not kept. `reference` in small letters and `signal_date`: by which
    a later delivery is known as the same; None where they could not be read.
    """

    municipality: str
    record: SentRecord | None = None
    left_out: tuple[str, ...] = ()
    reference: str | None = None
    signal_date: date | None = None


def kept_until(rejected_at: datetime) -> date:
    """The last local day on which a record that was refused at this moment is there."""
    return local_date(rejected_at) + timedelta(days=KEPT_DAYS)


def kept_of(sent: Any, sender: Sender, faults: Iterable[Fault]) -> Kept | None:
    """What is kept of a record that was refused for `faults`; None where no agreement says whose it is.

    Whether it may have been sent is asked of the record itself: the list of faults has an end, and rules on an
    unreadable field are silent.
    """
    municipality = sent.get(OUTWARD["municipality"]) if isinstance(sent, dict) else None
    if not isinstance(municipality, str) or sender.agreement(municipality) is None:
        return None
    found = list(faults)
    refusing = municipality in sender.refusing
    if refusing or not _may_have_been_sent(sent, sender) or any(fault.code in NOT_TO_BE_SENT for fault in found):
        return Kept(municipality)
    wrong = frozenset(fault.field.partition(".")[0] for fault in found)
    closed = frozenset(fault.field for fault in found if fault.code is Code.NOT_ALLOWED)
    closed |= {outward for _, outward in sender.closed_fields}
    names = [name for name in OUTWARD.values() if name not in closed]
    record = {name: value for name in names if (value := _kept_value(name, sent, sender, wrong)) is not None}
    left_out = tuple(name for name in OUTWARD.values() if sent.get(name) is not None and name not in record)
    reference = None if OUTWARD["reference"] in wrong else record.get(OUTWARD["reference"])
    day = None if OUTWARD["signal_date"] in wrong else _day(record.get(OUTWARD["signal_date"]))
    return Kept(municipality, record, left_out, same_reference(reference), day)


def kept_signal(signal: Signal) -> Kept:
    """What is kept of a record that passed all checks and was refused for what stood beside it."""
    sent = as_sent(signal)
    record = {
        name: value
        for name, value in sent.items()
        if name not in SEALED and not (isinstance(value, str) and _holds_bsn(name, value, sent, is_wrong=False))
    }
    left_out = tuple(name for name in OUTWARD.values() if name in sent and name not in record)
    return Kept(signal.municipality, record, left_out, same_reference(signal.reference), signal.signal_date)


def as_sent(signal: Signal) -> dict[str, Any]:
    """A signal as a partner would send it: outward names, Dutch words, no empty fields."""
    return {OUTWARD[name]: _outward(value) for name, value in vars(signal).items() if value is not None}


def same_reference(reference: Any) -> str | None:
    """References are compared without case."""
    return reference_key(reference) if isinstance(reference, str) else None


def word_of_kind(record: SentRecord, left_out: Collection[str]) -> str | None:
    """The word for what a kept record reports, as it was sent but in small letters; None where it is not kept."""
    word = record.get(OUTWARD["kind"], SignalKind.ARREARS.dutch)
    return None if OUTWARD["kind"] in left_out else str(word).strip().lower()


def _may_have_been_sent(sent: SentRecord, sender: Sender) -> bool:
    """Whether this partner may send such a signal at all (a landlord: Bgs art. 2)."""
    if sender.rules.attestation and not _statement_holds(sent.get(STATEMENT_NAME)):
        return False
    word = sent.get(OUTWARD["kind"])
    kind = next((one for one in SignalKind if one.dutch == word), None)
    return kind is None or kind in sender.rules.signal_kinds


def _statement_holds(statement: Any) -> bool:
    return isinstance(statement, dict) and all(statement.get(name) is holds for name, holds in HOLDS.items())


def _kept_value(name: str, sent: SentRecord, sender: Sender, wrong: frozenset[str]) -> Any:
    """The value of a field as it may be kept, or None."""
    value = sent.get(name)
    if name in SEALED or not _allowed(name, sent, sender):
        return None
    if name == STATEMENT_NAME:
        return dict(HOLDS)
    if not isinstance(value, str | bool | int | float):
        return None
    text = str(value)
    if len(text) > TEXT_AT_MOST or NO_TEXT.search(text) or _holds_bsn(name, text, sent, name in wrong):
        return None
    return value


def _allowed(name: str, sent: SentRecord, sender: Sender) -> bool:
    if name == STATEMENT_NAME:
        return sender.rules.attestation and name in sent
    if name == OUTWARD["birth_date"] and sender.rules.birth_date_needs_basis:
        agreement = sender.agreement(sent[OUTWARD["municipality"]])
        return bool(agreement and agreement.birth_date_allowed)
    return True


def _holds_bsn(name: str, text: str, sent: SentRecord, is_wrong: bool) -> bool:
    """Whether a BSN strayed into a field: the one that was sent, or what may be one.

    Numbers of the partner's own may be one by chance; they are kept while nothing is wrong with them.
    """
    sealed = {DIGITS.sub("", str(sent[field])) for field in SEALED if sent.get(field) is not None}
    digits = DIGITS.sub("", text)
    if any(number in digits for number in sealed if len(number) > 4):
        return True
    if name == PHONE_NAME:
        return bool(bsns_beside_phone(text))
    return (is_wrong or name not in OWN_NUMBERS or bool(NAMED.search(text))) and bool(bsns_in(text))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _outward(value: Any) -> Any:
    if isinstance(value, Coded):
        return value.dutch
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Attestation):
        return {one.dutch: getattr(value, inward) for inward, one in ATTESTATION_FIELDS.items()}
    return value
