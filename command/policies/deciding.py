"""What a policy makes of signals in short: decided in memory by the same code as in production."""

from datetime import UTC, date, datetime, time
from typing import Any, Final

from domain.people.address import Address
from schemas.ids import event_id
from schemas.policy.examples import ARREARS_DAYS, ExampleSignal, Expected
from schemas.policy.form import Policy
from schemas.policy.published import Published, digest_of
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from services.notify.planner.window import dispatch_moment
from services.triage.known import Decision, Place, Question, SignalView, Undecided
from services.triage.settle import NOW, Surroundings, settle

EXAMPLE_IDS: Final = "00000000-0000-5000-8000-0000e8a3b1e5"
EXAMPLE_DOOR: Final = Address("1000AA", "1", None, None)
EXAMPLE_PLACE: Final = Place("household", "person")
AT_NOON: Final = time(12, tzinfo=UTC)
TOLD_BY: Final = {
    "points": (ReasonCode.BAND, "points"),
    "band": (ReasonCode.BAND, "band"),
    "offer_level": (ReasonCode.OFFER_LEVEL, "offerLevel"),
    "start_by": (ReasonCode.START_BY, "startBy"),
}
"""What stands in a reason alone: its code, and the name of the detail."""


def came_of(policy: Policy, signals: tuple[ExampleSignal, ...]) -> dict[str, Any]:
    """What comes of the last signal, by the names of `Expected`; `reason` holds the codes of all reasons."""
    around, began = Surroundings(), dict[str, date]()
    published = Published(0, date.min, digest_of(policy), policy)
    for number, short in enumerate(signals, 1):
        since = began.setdefault(short.arrears or f"s{number}", short.since or short.received - ARREARS_DAYS)
        decision = settle(undecided(short, number, since), number, around, published, NOW).decision
        if short.refused_after and decision.case:
            around.knowledge.touch(decision.case.id)
            around.knowledge.decline(decision.case.id)
            around.knowledge.close(decision.case.id)
    return _outcome(policy, decision)


def undecided(short: ExampleSignal, number: int, since: date) -> Undecided:
    """A signal in short as triage meets it: its reference is its arrears, its customer the same at every partner."""
    cause = event_id(EXAMPLE_IDS, str(number))
    view = SignalView(
        id=cause,
        revision=1,
        partner_id=event_id(EXAMPLE_IDS, short.partner),
        partner_kind=short.partner,
        reference=short.arrears or f"s{number}",
        kind=short.kind,
        amount_cents=short.euros * 100,
        arrears_since=since,
        signal_date=short.received,
        planned_date=short.planned,
        stage=short.stage,
        warm_handover=short.warm_handover,
        received_on=short.received,
        known_on=short.received,
        asked_on=short.received,
    )
    question = Question(cause, Occasion.RECEIVED, datetime.combine(short.received, AT_NOON))
    contract = list(PartnerKind).index(short.partner)
    asked = Undecided("0000", view, EXAMPLE_DOOR, contract, b"", question, short.periods, EXAMPLE_PLACE)
    return asked.answered(short.resident, short.debt_help)


def _outcome(policy: Policy, made: Decision) -> dict[str, Any]:
    reasons = {reason.code: reason.details for reason in made.reasons}
    told = {name: reasons.get(code, {}).get(detail) for name, (code, detail) in TOLD_BY.items()}
    found = dict.fromkeys(Expected.model_fields) | told
    found |= {"disposition": made.disposition, "reason": frozenset(reasons)}
    if case := made.case:
        at = dispatch_moment(case.opened_on, case.tray, policy.dispatch_window)
        found |= {"tray": case.tray, "channel": case.channel, "urgency": case.urgency, "first_talk_by": case.deadline}
        found["queued"] = at.replace(tzinfo=None) if at else "at-once"
    return found
