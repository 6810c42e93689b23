"""The decision on one signal: a pure function of the signal, what is known, the policy and the definitions."""

from domain.law.definitions import Definitions
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Case, Decision, Known, Reason, SignalFacts
from services.triage.route import channel_of, deadline_of, joined, tray_of, urgency_of
from services.triage.rules.questions import age_is_outside, crisis, is_below_threshold, repeats, shape


def decide(signal: SignalFacts, known: Known, policy: Policy, definitions: Definitions, new_case: Id) -> Decision:
    """Decide on `signal`; `new_case` is the id that a case gets if one is opened. Reasons come in order of the steps.

    A revision of a signal that is in a case keeps it there: taking it out is for a person to decide.
    """
    in_case = known.own is not None and known.own.disposition is Disposition.IN_CASE
    if in_case:
        below, threshold = is_below_threshold(signal, policy)
        return _place(signal, known, policy, definitions, new_case, (threshold,), below=below)
    repeated, repeat = repeats(signal, known, policy)
    if repeated:
        return Decision(Disposition.REPEAT, (repeat,))
    outside, age = age_is_outside(signal)
    if outside:
        return Decision(Disposition.UNJUSTIFIED, (repeat, age))
    below, threshold = is_below_threshold(signal, policy)
    return _place(signal, known, policy, definitions, new_case, (repeat, age, threshold), below=below)


def _place(
    signal: SignalFacts,
    known: Known,
    policy: Policy,
    definitions: Definitions,
    new_case: Id,
    steps: tuple[Reason, ...],
    *,
    below: bool,
) -> Decision:
    own = known.own
    if own and own.case_id and not own.case_open and not _asks_again(signal, own.amount_cents):
        return Decision(Disposition.IN_CASE, (*steps, Reason(ReasonCode.STAYS_IN_CASE, {})))
    several, successive, shapes = shape(signal, known, definitions)
    in_crisis, threats = crisis(signal)
    tray = tray_of(in_crisis=in_crisis, several=several)
    fresh = Case(
        id=new_case,
        opened_on=signal.known_on,
        tray=tray,
        channel=channel_of(tray, policy, below=below),
        urgency=urgency_of(signal, in_crisis=in_crisis, several=several),
        deadline=deadline_of(signal, policy, in_crisis=in_crisis),
        clock_from=signal.known_on if in_crisis else signal.received_on,
        several=several,
        successive=successive,
        partner_kind=signal.partner_kind,
        touched=False,
        talked=False,
    )
    case = joined(known.case, fresh) if known.case else fresh
    reasons = (*steps, _placing(known), *shapes, *threats, *_routing(case, policy, in_crisis=in_crisis))
    return Decision(Disposition.IN_CASE, reasons, case=case, opens=known.case is None)


def _asks_again(signal: SignalFacts, before_cents: int) -> bool:
    """Whether a revision after its case was closed asks for help anew."""
    return signal.kind in CRISIS_KINDS or signal.amount_cents > before_cents


def _placing(known: Known) -> Reason:
    if known.case:
        return Reason(ReasonCode.JOINS_CASE, {"signals": len(known.picked_up)})
    return Reason(ReasonCode.FOLLOWS_CASE if known.previous_case else ReasonCode.OPENS_CASE, {})


def _routing(case: Case, policy: Policy, *, in_crisis: bool) -> tuple[Reason, ...]:
    terms = policy.clocks
    clock = Reason(
        ReasonCode.CLOCK,
        {
            "deadline": case.deadline,
            "workingDays": terms.crisis_working_days if in_crisis else None,
            "days": None if in_crisis else terms.ordinary_days,
        },
    )
    tray = Reason(ReasonCode.TRAY, {"tray": case.tray, "channel": case.channel})
    return (Reason(ReasonCode.WORKED_ON, {"tray": case.tray}), clock) if case.touched else (tray, clock)
