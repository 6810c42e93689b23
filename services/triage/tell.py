"""From decisions to rows: what one batch writes, facts and events included. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple

from domain.figures.facts import Fact
from domain.law.calendar import local_date
from domain.law.definitions import CURRENT
from domain.people.address import MATCHER_VERSION
from plumbing.record.policies import Published
from plumbing.transport.outbox import Outgoing, compose
from schemas.events import CaseTriaged, SignalSettled
from schemas.ids import Id, event_id
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.figures import FactKind
from services.triage.digest import input_digest
from services.triage.knowledge import Entry
from services.triage.known import Case, Decision, Known
from services.triage.store import Surroundings, Waiting

SHOWN: Final = (
    "tray",
    "channel",
    "urgency",
    "deadline",
    "clock_from",
    "several",
    "successive",
    "partner_kind",
)
"""What a decision says of a case."""
_of_case = attrgetter(*SHOWN)
HEADER: Final = (*SHOWN, "clock_sequence")


@dataclass
class Rows:
    """What one batch writes."""

    households: list[dict[str, Any]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    cases: dict[Id, dict[str, Any]] = field(default_factory=dict)
    headers: dict[Id, dict[str, Any]] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    events: list[Outgoing] = field(default_factory=list)


class Step(NamedTuple):
    """One decision with its place in the order. `cause`: see `cause_of`."""

    signal: Waiting
    cause: Id
    sequence: int
    known: Known
    policy: Published
    decision: Decision
    before: Entry | None
    entry: Entry


def cause_of(signal_id: Id, revision: int) -> Id:
    """The cause of everything that a revision of a signal brings about; the same after any redelivery."""
    return event_id(signal_id, f"revision:{revision}")


def collect(rows: Rows, step: Step, around: Surroundings, *, now: datetime, source: str) -> None:
    """Add what `step` writes. New households and persons become part of `around`."""
    home = _household(rows, step, around)
    who = _person(rows, step, around)
    _case(rows, step, home)
    rows.decisions.append(_decision(step, home, who))
    rows.facts.extend(_facts(step, now))
    rows.events.extend(_events(step, now, source))


def _household(rows: Rows, step: Step, around: Surroundings) -> Id:
    key = (step.signal.municipality, step.entry.household)
    if key not in around.households:
        around.households[key] = event_id(step.cause, "household")
        rows.households.append({"municipality": key[0], "id": around.households[key], "address_key": key[1]})
    return around.households[key]


def _person(rows: Rows, step: Step, around: Surroundings) -> Id:
    signal = step.signal
    key = (signal.municipality, signal.facts.partner_id, signal.customer_number)
    who = around.persons.get(key)
    if who is None:
        who = around.persons[key] = event_id(step.cause, "person")
        row = {"municipality": key[0], "id": who, "partner_id": key[1], "customer_number": key[2]}
        rows.persons.append(row)
    return who


def _case(rows: Rows, step: Step, home: Id) -> None:
    case = step.decision.case
    if case is None:
        return
    header = _shown(case)
    header |= {"municipality": step.signal.municipality, "id": case.id, "clock_sequence": step.sequence}
    if step.decision.opens:
        rows.cases[case.id] = header | {
            "number": step.sequence,
            "household_id": home,
            "opened_at": step.signal.decided_for,
            "previous_case_id": step.known.previous_case,
        }
    elif case.id in rows.cases:
        rows.cases[case.id].update(header)
    else:
        rows.headers[case.id] = header


def _decision(step: Step, home: Id, who: Id) -> dict[str, Any]:
    facts, policy, entry = step.signal.facts, (step.policy.version, step.policy.digest), step.entry
    return {
        "municipality": step.signal.municipality,
        "sequence": step.sequence,
        "signal_id": facts.id,
        "revision": facts.revision,
        "decided_for": step.signal.decided_for,
        "policy_version": step.policy.version,
        "outcome": outcome(step.decision),
        "reasons": [{"code": reason.code, "facts": reason.facts} for reason in step.decision.reasons],
        "input_digest": input_digest(step.signal.salt, facts, step.known, policy, CURRENT, MATCHER_VERSION),
        "disposition": entry.disposition,
        "person_id": who,
        "household_id": home,
        "case_id": entry.case_id,
        "partner_id": entry.partner_id,
        "partner_kind": entry.partner_kind,
        "reference": entry.reference,
        "kind": entry.kind,
        "amount_cents": entry.amount_cents,
        "received_on": entry.received_on,
    }


def _shown(case: Case) -> dict[str, Any]:
    return dict(zip(SHOWN, _of_case(case), strict=True))


def outcome(made: Decision) -> dict[str, Any]:
    """A decision as it is stored and compared by a replay."""
    case = made.case
    shown = _shown(case) if case else {}
    return {"disposition": made.disposition, "opens": made.opens, "case": case.id if case else None, **shown}


def _facts(step: Step, now: datetime) -> list[Fact]:
    facts = [_settled(step, now, step.decision.disposition, 1)]
    if step.before:
        facts.append(_settled(step, now, step.before.disposition, -1))
    case, known = step.decision.case, step.known.case
    if case is None:
        return facts
    if step.decision.opens:
        facts.append(_opened(step, now, case, 1))
    elif known and known.partner_kind != case.partner_kind:
        facts += [_opened(step, now, known, -1), _opened(step, now, case, 1)]
    return facts


def _settled(step: Step, now: datetime, code: Disposition, amount: int) -> Fact:
    signal = step.signal
    return Fact(
        step.cause,
        signal.municipality,
        FactKind.SIGNAL_SETTLED,
        partner_kind=signal.facts.partner_kind,
        cohort_date=signal.facts.received_on,
        held_on=local_date(signal.decided_for),
        recorded_at=now,
        code=code,
        amount=amount,
        signal_id=signal.facts.id,
    )


def _opened(step: Step, now: datetime, case: Case, amount: int) -> Fact:
    signal = step.signal
    return Fact(
        step.cause,
        signal.municipality,
        FactKind.CASE_OPENED,
        partner_kind=case.partner_kind,
        cohort_date=case.opened_on,
        held_on=local_date(signal.decided_for),
        recorded_at=now,
        amount=amount,
        case_id=case.id,
    )


def _events(step: Step, now: datetime, source: str) -> list[Outgoing]:
    signal, made = step.signal, step.decision
    settled = SignalSettled(
        municipality=signal.municipality,
        signal_id=signal.facts.id,
        revision=signal.facts.revision,
        disposition=made.disposition,
        case_id=step.entry.case_id,
    )
    trace = signal.facts.id
    events = [compose(settled, cause=step.cause, subject=trace, trace=trace, at=now, source=source)]
    if made.case:
        triaged = CaseTriaged(
            municipality=signal.municipality,
            case_id=made.case.id,
            signal_id=signal.facts.id,
            tray=made.case.tray,
            urgency=made.case.urgency,
        )
        events.append(compose(triaged, cause=step.cause, subject=made.case.id, trace=trace, at=now, source=source))
    return events
