"""The fields of a signal as a worker types them: from the contract, in the groups in which a letter tells them."""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.intake.checks.permissions import Sender
from schemas.fields import Form
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.vocabulary.coded import Coded
from schemas.vocabulary.signals import NEVER_STOPPED, SignalKind, Stage


class Control(Enum):
    """How a field is typed."""

    TEXT = "text"
    DAY = "day"
    BIRTH_DAY = "birth-day"
    EUROS = "euros"
    NUMBER = "number"
    CHOICE = "choice"
    YES_OR_NO = "yes-or-no"


CONTROLS: Final[Mapping[Form, Control]] = MappingProxyType(
    {
        Form.TEXT: Control.TEXT,
        Form.DAY: Control.DAY,
        Form.BIRTH_DAY: Control.BIRTH_DAY,
        Form.CENTS: Control.EUROS,
        Form.COUNT: Control.NUMBER,
        Form.YES_OR_NO: Control.YES_OR_NO,
    }
)
CHOICES: Final[Mapping[str, tuple[Coded, ...]]] = MappingProxyType({"kind": tuple(SignalKind), "stage": tuple(Stage)})
NEVER_TYPED: Final = frozenset({"municipality", "bsn"})
"""The worker's own municipality; and a BSN, which stands in plain nowhere but in ingest (docs/decisions/0040)."""
GROUP_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "reference": "letter",
        "customer_number": "letter",
        "signal_date": "letter",
        "initials": "who",
        "street": "where",
        "phone": "reach",
        "kind": "debt",
        "amount_cents": "debt",
        "arrears_since": "debt",
        "planned_date": "debt",
        "attestation": "statement",
        "warm_handover": "debt",
    }
)
"""In which group a field stands; one that is not named stands with the field before it in the contract."""
GROUPS: Final = ("letter", "who", "where", "reach", "debt", "statement")


class EntryField(NamedTuple):
    """One field on the form. `name`: outward, `verklaring.bezwaar` for a part; `key`: inward, as its texts have it."""

    name: str
    key: str
    control: Control
    required: bool
    text: str
    choices: tuple[Coded, ...] = ()

    @property
    def place(self) -> str:
        """Its id on the page."""
        return f"veld-{self.name.replace('.', '-')}"


Groups = Mapping[str, tuple[EntryField, ...]]


def entry_groups(sender: Sender, municipality: str) -> Groups:
    """The fields that this partner may send to this municipality on that day, by group."""
    found: dict[str, list[EntryField]] = {group: [] for group in GROUPS}
    group = GROUPS[0]
    for inward in SIGNAL_FIELDS:
        group = GROUP_OF.get(inward, group)
        if inward not in NEVER_TYPED and _may_be_sent(inward, sender, municipality):
            found[group] += _fields(inward, sender)
    return {name: tuple(fields) for name, fields in found.items() if fields}


def all_fields(groups: Groups) -> Iterator[EntryField]:
    """The fields of all groups, in their order."""
    for fields in groups.values():
        yield from fields


def _may_be_sent(inward: str, sender: Sender, municipality: str) -> bool:
    rules = sender.rules
    if inward == "birth_date" and rules.birth_date_needs_basis:
        agreement = sender.agreement(municipality)
        return bool(agreement and agreement.birth_date_allowed)
    if inward == "attestation":
        return rules.attestation
    return inward not in {"planned_date", "stage"} or not NEVER_STOPPED.isdisjoint(rules.signal_kinds)


def _fields(inward: str, sender: Sender) -> Iterator[EntryField]:
    one = SIGNAL_FIELDS[inward]
    if one.form is Form.PARTS:
        for part, of_part in ATTESTATION_FIELDS.items():
            yield EntryField(f"{one.dutch}.{of_part.dutch}", part, Control.YES_OR_NO, True, of_part.text)
        return
    choices = CHOICES.get(inward, ())
    if inward == "kind":
        choices = tuple(kind for kind in choices if kind in sender.rules.signal_kinds)
    control = Control.CHOICE if choices else CONTROLS[one.form]
    yield EntryField(one.dutch, inward, control, one.required, one.text, choices)
