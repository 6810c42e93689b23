"""Small builders of what a decision looks at: a signal, what is known, an open case."""

from datetime import date
from typing import Any

from domain.cases.case import Case
from domain.law.definitions import CURRENT
from domain.people.customer import NO_CUSTOMER, customer_key
from plumbing.running.chance import new_id
from schemas.ids import Id, event_id
from schemas.policy.form import DEFAULT, Policy
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.decide import decide
from services.triage.known import Decision, Earlier, Known, Pickup, Place, SignalView, own_contract
from services.triage.rules.finding import Asked
from services.triage.rules.steps import RULES_VERSION

TODAY = date(2026, 3, 17)
"""A Tuesday."""
SIGNAL = "01980000-0000-7000-8000-000000000001"
CASE = "00000000-0000-5000-8000-00000000ca5e"
NEW = "00000000-0000-5000-8000-0000000000e1"
PARTNER = "00000000-0000-4000-8000-0000000000f1"


def a_contract(partner: Id, number: str) -> int:
    """The contract of a customer number of a partner; of one that names nobody another each time."""
    key = customer_key(number)
    return own_contract(new_id() if key == NO_CUSTOMER else event_id(partner, key))


def a_place(door: object, person: object = "somebody") -> Place:
    """The household behind a door, and somebody there."""
    return Place(event_id(PARTNER, f"door:{door}"), event_id(PARTNER, f"person:{door}:{person}"))


def a_door(door: object) -> int:
    """What is known of an address."""
    return own_contract(event_id(PARTNER, f"door:{door}"))


def view(**changes: Any) -> SignalView:
    """Arrears of EUR 120 at the water company, two months old, received today."""
    values: dict[str, Any] = {
        "id": SIGNAL,
        "revision": 1,
        "partner_id": PARTNER,
        "partner_kind": PartnerKind.WATER,
        "reference": "R-1",
        "kind": SignalKind.ARREARS,
        "amount_cents": 12_000,
        "arrears_since": date(2026, 1, 10),
        "signal_date": date(2026, 3, 16),
        "planned_date": None,
        "stage": None,
        "warm_handover": False,
        "received_on": TODAY,
        "known_on": TODAY,
    }
    values |= changes
    return SignalView(**({"asked_on": values["known_on"]} | values))


def crisis_view(**changes: Any) -> SignalView:
    """A disconnection that was announced for next month."""
    return view(**({"kind": SignalKind.DISCONNECTION, "planned_date": date(2026, 4, 20)} | changes))


def known(**changes: Any) -> Known:
    """Nothing is known, but for what is named."""
    values: dict[str, Any] = {"pickup": None, "picked_up": (), "case": None, "previous_case": None, "own": None}
    return Known(**(values | changes))


def an_open_case(**changes: Any) -> Case:
    """An untouched single case, opened on 10 March."""
    values: dict[str, Any] = {
        "id": CASE,
        "opened_on": date(2026, 3, 10),
        "tray": Tray.SINGLE,
        "channel": Channel.PHONE,
        "urgency": 0,
        "deadline": date(2026, 4, 7),
        "clock_from": date(2026, 3, 10),
        "several": False,
        "successive": False,
        "partner_kind": PartnerKind.WATER,
        "touched": False,
        "talked": False,
    }
    return Case(**(values | changes))


def picked_up(cents: int = 12_000, on: date = date(2026, 2, 10), **more: Any) -> Pickup:
    """The same arrears were picked up before."""
    return Pickup(cents, on, **more)


def picked_up_threat(**changes: Any) -> Pickup:
    """The threat of `crisis_view` is in the open case already."""
    values: dict[str, Any] = {"on": date(2026, 3, 10), "planned_date": date(2026, 4, 20), "in_this_case": True}
    return picked_up(**(values | changes))


def own(**changes: Any) -> Earlier:
    """An earlier revision of this signal is in an open case."""
    values: dict[str, Any] = {
        "disposition": Disposition.IN_CASE,
        "amount_cents": 12_000,
        "case_id": CASE,
        "case_open": True,
    }
    return Earlier(**(values | changes))


def decided(
    signal: SignalView | None = None,
    around: Known | None = None,
    policy: Policy = DEFAULT,
    rules: str = RULES_VERSION,
) -> Decision:
    """The decision by the default policy and the rules of today."""
    return decide(asked(signal, around, policy), NEW, rules)


def asked(signal: SignalView | None = None, around: Known | None = None, policy: Policy = DEFAULT) -> Asked:
    """What a rule may look at."""
    return Asked(signal or view(), around or known(), policy, CURRENT)


def codes(decision: Decision) -> list[ReasonCode]:
    """The reasons' codes in order."""
    return [reason.code for reason in decision.reasons]
