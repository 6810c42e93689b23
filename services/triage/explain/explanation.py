"""The explanation of a case as plain values: what it rests on, and what would have changed it. No names, no address."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from schemas.vocabulary.supposing import HouseholdGround
from services.triage.explain.counterfactual import CaseOutcome, Counterfactual


class HouseholdEvidence(NamedTuple):
    """What puts one signal on the household. `person`: which of its persons, counted from 1.

    `found`: what the matcher compared on its surest link there, as codes with what they came to.
    """

    signal: Id
    ground: HouseholdGround
    person: int
    found: tuple[Mapping[str, Any], ...] = ()


class ExplainedSignal(NamedTuple):
    """A signal of the case, with the decision on it. Amount in euro cents, local dates, the digest in hexadecimal."""

    signal: Id
    partner_kind: PartnerKind
    kind: SignalKind
    amount_cents: int
    arrears_since: date
    received_on: date
    sequence: int
    policy_version: int
    rules_version: str
    matcher_version: str
    definitions_version: str
    digest: str
    reasons: Sequence[Mapping[str, Any]]


class CaseExplanation(NamedTuple):
    """All there is to tell of a case.

    `talked`: the first talk stopped the clock. `same_again`: deciding again gave the same case; without it nothing is
    supposed.
    """

    case: Id
    number: str
    tray: Tray
    channel: Channel
    urgency: int
    clock_from: date
    deadline: date
    talked: bool
    closed: bool
    signals: Sequence[ExplainedSignal]
    household: Sequence[HouseholdEvidence]
    same_again: bool
    what_if: Sequence[Counterfactual]


def explanation_json(told: CaseExplanation) -> dict[str, Any]:
    """The explanation in JSON's own kinds of values, with the names that commands print."""
    return {
        "case": told.case,
        "number": told.number,
        "tray": told.tray,
        "channel": told.channel,
        "urgency": told.urgency,
        "clockFrom": told.clock_from.isoformat(),
        "deadline": told.deadline.isoformat(),
        "talked": told.talked,
        "closed": told.closed,
        "signals": [_signal(one) for one in told.signals],
        **what_if_json(told),
    }


def what_if_json(told: CaseExplanation) -> dict[str, Any]:
    """What only deciding again can tell: why it is one household, and what would have changed the case."""
    home = [{**one._asdict(), "found": list(one.found)} for one in told.household]
    return {"household": home, "sameAgain": told.same_again, "whatIf": [_what_if(one) for one in told.what_if]}


def _signal(one: ExplainedSignal) -> dict[str, Any]:
    return {
        "signal": one.signal,
        "partnerKind": one.partner_kind,
        "kind": one.kind,
        "amountCents": one.amount_cents,
        "arrearsSince": one.arrears_since.isoformat(),
        "receivedOn": one.received_on.isoformat(),
        "sequence": one.sequence,
        "policyVersion": one.policy_version,
        "rulesVersion": one.rules_version,
        "matcherVersion": one.matcher_version,
        "definitionsVersion": one.definitions_version,
        "digest": one.digest,
        "reasons": list(one.reasons),
    }


def _what_if(one: Counterfactual) -> dict[str, Any]:
    return {
        "what": one.what,
        "signal": one.signal,
        "partnerKind": one.partner_kind,
        "was": one.was,
        "wouldBe": one.would_be,
        "after": _outcome(one.after),
    }


def _outcome(one: CaseOutcome | None) -> dict[str, Any] | None:
    return None if one is None else {**one._asdict(), "deadline": one.deadline.isoformat()}
