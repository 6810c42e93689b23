"""The checks that need more than the field itself: one table, each row a rule with the field it points at.

Sources: Wgs art. 4(2) (what starts the three days), 8b (nothing more than needed), 8c (BSN); Bgs art. 2 (landlords).
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from domain.intake.checks.dates import is_placeholder
from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.permissions import Sender
from domain.intake.stray_bsn import MANY_DIGITS, bsns_in
from domain.people.customer import says_nothing
from schemas.signals import Attestation, Signal
from schemas.vocabulary.signals import NEVER_STOPPED


class Check(NamedTuple):
    """`broken` says whether a signal breaks the rule; `reads` are the fields whose values it needs."""

    code: Code
    field: str
    reads: frozenset[str]
    broken: Callable[[Signal, Sender], bool]


def _bsn_without_basis(signal: Signal, sender: Sender) -> bool:
    agreement = sender.agreement(signal.municipality)
    return signal.bsn is not None and not (agreement and agreement.bsn_allowed)


def _birth_date_without_basis(signal: Signal, sender: Sender) -> bool:
    agreement = sender.agreement(signal.municipality)
    needed = signal.birth_date is not None and sender.rules.birth_date_needs_basis
    return needed and not (agreement and agreement.birth_date_allowed)


def _attests(signal: Signal, sender: Sender, said: Callable[[Attestation], bool]) -> bool:
    return signal.attestation is not None and sender.rules.attestation and said(signal.attestation)


def _rule(code: Code, field: str, reads: str, broken: Callable[[Signal, Sender], bool]) -> Check:
    return Check(code, field, frozenset(reads.split()), broken)


AGREED: Final = (
    _rule(Code.NO_AGREEMENT, "gemeentecode", "gemeentecode", lambda s, by: by.agreement(s.municipality) is None),
    _rule(Code.PARTNER_KIND_REFUSED, "gemeentecode", "gemeentecode", lambda s, by: s.municipality in by.refusing),
    _rule(Code.NOT_ALLOWED, "burgerservicenummer", "gemeentecode", _bsn_without_basis),
    _rule(Code.NOT_ALLOWED, "geboortedatum", "gemeentecode", _birth_date_without_basis),
)
ATTESTED: Final = (
    _rule(Code.NOT_ALLOWED, "verklaring", "", lambda s, by: s.attestation is not None and not by.rules.attestation),
    _rule(Code.ATTESTATION_MISSING, "verklaring", "", lambda s, by: by.rules.attestation and s.attestation is None),
    _rule(
        Code.CONDITION_NOT_MET,
        "verklaring.persoonlijkContact",
        "verklaring",
        lambda s, by: _attests(s, by, lambda a: not a.personal_contact),
    ),
    _rule(
        Code.CONDITION_NOT_MET,
        "verklaring.gewezenOpSchuldhulp",
        "verklaring",
        lambda s, by: _attests(s, by, lambda a: not a.pointed_to_debt_help),
    ),
    _rule(
        Code.CONDITION_NOT_MET,
        "verklaring.herinneringGestuurd",
        "verklaring",
        lambda s, by: _attests(s, by, lambda a: not a.reminder_sent),
    ),
    _rule(
        Code.CONDITION_NOT_MET,
        "verklaring.doorgevenAangeboden",
        "verklaring",
        lambda s, by: _attests(s, by, lambda a: not a.sharing_offered),
    ),
    _rule(
        Code.OBJECTION,
        "verklaring.bezwaar",
        "verklaring",
        lambda s, by: _attests(s, by, lambda a: a.objection),
    ),
)
OF_KIND: Final = (
    _rule(Code.KIND_NOT_ALLOWED, "soort", "soort", lambda s, by: s.kind not in by.rules.signal_kinds),
    _rule(
        Code.NOT_WITH_KIND,
        "geplandeDatum",
        "soort",
        lambda s, _: s.planned_date is not None and s.kind not in NEVER_STOPPED,
    ),
    _rule(Code.NOT_WITH_KIND, "stadium", "soort", lambda s, _: s.stage is not None and s.kind not in NEVER_STOPPED),
)
DATED: Final = (
    _rule(Code.PLACEHOLDER, "signaaldatum", "signaaldatum", lambda s, _: is_placeholder(s.signal_date)),
    _rule(Code.PLACEHOLDER, "ontstaansdatum", "ontstaansdatum", lambda s, _: is_placeholder(s.arrears_since)),
    _rule(
        Code.IN_THE_FUTURE,
        "signaaldatum",
        "signaaldatum",
        lambda s, by: s.signal_date > by.today and not is_placeholder(s.signal_date),
    ),
    _rule(
        Code.TOO_OLD,
        "signaaldatum",
        "signaaldatum",
        lambda s, by: s.signal_date < by.oldest and not is_placeholder(s.signal_date),
    ),
    _rule(
        Code.AFTER_SIGNAL_DATE,
        "ontstaansdatum",
        "ontstaansdatum signaaldatum",
        lambda s, _: s.arrears_since > s.signal_date and not any(map(is_placeholder, (s.arrears_since, s.signal_date))),
    ),
    _rule(
        Code.TOO_OLD,
        "ontstaansdatum",
        "ontstaansdatum",
        lambda s, by: s.arrears_since < by.oldest_arrears and not is_placeholder(s.arrears_since),
    ),
)
NAMED: Final = (
    _rule(Code.STRAY_BSN, "achternaam", "achternaam", lambda s, _: bool(bsns_in(s.surname))),
    _rule(Code.STRAY_BSN, "huisnummer", "huisnummer", lambda s, _: bool(bsns_in(s.house_number))),
)
"""What must be there and is kept in plain: of a detail `domain.intake.checks.findings` takes the number out."""

NUMBERED: Final = (_rule(Code.FILLED_IN, "kenmerk", "kenmerk", lambda s, _: says_nothing(s.reference)),)
"""By such a reference the signal of one resident would be taken for a new version of that of another."""


class Group(NamedTuple):
    """Rules that are looked at together. `may_break`: one look that is true whenever any of them is broken."""

    may_break: Callable[[Signal, Sender], bool]
    rules: tuple[Check, ...]


def _asks_a_basis(signal: Signal, sender: Sender) -> bool:
    guarded = signal.bsn is not None or (signal.birth_date is not None and sender.rules.birth_date_needs_basis)
    return guarded or sender.agreement(signal.municipality) is None or signal.municipality in sender.refusing


def _concerns_a_landlord(signal: Signal, sender: Sender) -> bool:
    return signal.attestation is not None or sender.rules.attestation


def _is_no_plain_kind(signal: Signal, sender: Sender) -> bool:
    told = signal.planned_date is not None or signal.stage is not None
    return told or signal.kind not in sender.rules.signal_kinds


def _is_out_of_time(signal: Signal, sender: Sender) -> bool:
    dated = signal.signal_date
    return not (sender.oldest <= dated <= sender.today and sender.oldest_arrears <= signal.arrears_since <= dated)


def _has_a_long_number(signal: Signal, _: Sender) -> bool:
    return len(signal.house_number) > 7 or (not signal.surname.isalpha() and bool(MANY_DIGITS.search(signal.surname)))


def _is_filled_in(signal: Signal, _: Sender) -> bool:
    return says_nothing(signal.reference)


GROUPS: Final = (
    Group(_is_filled_in, NUMBERED),
    Group(_asks_a_basis, AGREED),
    Group(_concerns_a_landlord, ATTESTED),
    Group(_is_no_plain_kind, OF_KIND),
    Group(_is_out_of_time, DATED),
    Group(_has_a_long_number, NAMED),
)
"""Nearly every signal needs the five looks alone."""
RULES: Final = tuple(rule for group in GROUPS for rule in group.rules)


def broken_rules(signal: Signal, sender: Sender, unread: frozenset[str] = frozenset()) -> tuple[Fault, ...]:
    """Every rule the signal breaks, leaving out those that read a field in `unread` (outward names)."""
    found: list[Fault] = []
    for group in GROUPS:
        if group.may_break(signal, sender):
            found += [
                Fault(one.field, one.code)
                for one in group.rules
                if one.reads.isdisjoint(unread) and one.broken(signal, sender)
            ]
    if sender.closed_fields:
        found += _closed(signal, sender, unread)
    return tuple(dict.fromkeys(found)) if found else ()


def _closed(signal: Signal, sender: Sender, unread: frozenset[str]) -> Iterator[Fault]:
    """Fields that hold something other than their default, although this partner may not send them."""
    for name, dutch in sender.closed_fields:
        if dutch not in unread and getattr(signal, name) != Signal.model_fields[name].default:
            yield Fault(dutch, Code.NOT_ALLOWED)
