"""From decisions to what they bring about: rows, facts and what others are told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from domain.cases.case import Case, header_of
from domain.change import Change
from domain.figures.facts import Fact
from domain.law.calendar import day_begins, local_date
from schemas.envelope import Told
from schemas.events import CaseTriaged, SignalSettled
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult, TaskState
from schemas.vocabulary.decisions import NOT_PICKED_UP, Disposition
from schemas.vocabulary.figures import FactKind
from services.triage.classes import classes_of
from services.triage.digest import digest_of_settled
from services.triage.known import Decision, Place, Settled, Versions
from services.triage.moves import Moved

Values = dict[str, Any]

CASE_ENDS_AS: Final[Mapping[Disposition, EndResult]] = MappingProxyType(
    {
        Disposition.IN_CASE: EndResult.OTHER_REASON,
        Disposition.WITHDRAWN: EndResult.OTHER_REASON,
        Disposition.DECEASED: EndResult.DECEASED,
        Disposition.NOT_RESIDENT: EndResult.NOT_RESIDENT,
        Disposition.KNOWN_AT_DEBT_HELP: EndResult.KNOWN_AT_DEBT_HELP,
    }
)
"""How a case ends whose only signal became this; in a case: in another one, for which DDAS has no word."""
NOTHING: Final[Mapping[str, Sequence[Moved]]] = MappingProxyType({})


def change_of(batch: Sequence[Settled], versions: Versions, moved: Mapping[str, Sequence[Moved]] = NOTHING) -> Change:
    """Everything that a batch of decisions, in their order, brings about. `moved`: by municipality."""
    headers = _headers(batch)
    opened = {one.decision.case.id: one for one in batch if one.decision.opens and one.decision.case}
    ended = {one.decision.closes: one for one in batch if one.decision.closes}
    parked = {one.sequence: one for one in batch if one.decision.sleep}
    homes = _households(moved)
    home_of = {row["id"]: row["household_id"] for row in homes}
    woken = {one.before.sequence: one for one in batch if one.before and one.before.sleep}
    return Change(
        before={
            "case_file": [_place(one, name) | {"closed_at": _moment(one)} for name, one in ended.items()],
            "task": [_task_done(one, name) for name, one in ended.items()],
            "parking": [_woken(one, number) for number, one in woken.items() if number not in parked],
        },
        rows={
            "case_file": [
                headers[name] | _opening(one, ended.get(name), home_of.get(name)) for name, one in opened.items()
            ],
            "decision": [_decision(one, versions) for one in batch],
            "parking": [_parked(one, woken.get(number)) for number, one in parked.items()],
            "signal_move": [row for code, some in moved.items() for one in some for row in _signals_moved(code, one)],
            "case_move": [row for code, some in moved.items() for one in some for row in _cases_moved(code, one)],
        },
        moved={"case_file": homes},
        updates={"case_file": [header for name, header in headers.items() if name not in opened]},
        facts=[fact for one in batch for fact in _facts(one)],
        told=[told for one in batch for told in _told(one)],
    )


def outcome(made: Decision) -> Values:
    """A decision as it is stored and compared by a replay."""
    header = header_of(made.case) if made.case else {}
    name = made.case.id if made.case else None
    ended = {"closes": made.closes} if made.closes else {}
    parked = made.sleep._asdict() if made.sleep else {}
    return {"disposition": made.disposition, "opens": made.opens, "case": name, **header, **ended, **parked}


def _signals_moved(code: str, moved: Moved) -> Iterator[Values]:
    for name, place in moved.signals:
        yield {"municipality": code, "sequence": moved.sequence, "signal_id": name, **_ids(place)}


def _ids(place: Place) -> Values:
    return {"person_id": place.person, "household_id": place.household}


def _cases_moved(code: str, moved: Moved) -> Iterator[Values]:
    for case, household in moved.cases:
        yield {"municipality": code, "sequence": moved.sequence, "case_id": case, "household_id": household}


def _households(moved: Mapping[str, Sequence[Moved]]) -> list[Values]:
    """The household that each case that moved came to last."""
    last = {(code, case): home for code, some in moved.items() for one in some for case, home in one.cases}
    return [{"municipality": code, "id": case, "household_id": home} for (code, case), home in last.items()]


def _headers(batch: Iterable[Settled]) -> dict[Id, Values]:
    """The header of each case as the last decision of the batch left it."""
    return {one.decision.case.id: _header(one, one.decision.case) for one in batch if one.decision.case}


def _place(one: Settled, case_id: Id) -> Values:
    return {"municipality": one.undecided.municipality, "id": case_id}


def _moment(one: Settled) -> datetime:
    return one.undecided.question.asked_at


def _task_done(one: Settled, case_id: Id) -> Values:
    return {"municipality": one.undecided.municipality, "case_id": case_id, "state": TaskState.DONE}


def _header(one: Settled, case: Case) -> Values:
    started = case.clock_sequence if case.talked else one.sequence
    return _place(one, case.id) | header_of(case) | {"clock_sequence": started, "version": case.version}


def _opening(one: Settled, ended: Settled | None, home: Id | None) -> Values:
    """`ended`: what ended the case in the same batch. `home`: where it moved in that."""
    return {
        "closed_at": _moment(ended) if ended else None,
        "number": one.sequence,
        "household_id": home or one.household,
        "opened_at": one.undecided.question.asked_at,
        "previous_case_id": one.known.previous_case,
    }


def _woken(one: Settled, parked_by: int) -> Values:
    return {"municipality": one.undecided.municipality, "sequence": parked_by, "ended_by": one.sequence}


def _parked(one: Settled, woken: Settled | None) -> Values:
    """`woken`: what ended it in the same batch."""
    place = {"municipality": one.undecided.municipality, "sequence": one.sequence}
    due_at = day_begins(one.decision.sleep.until) if one.decision.sleep else None
    ended_by = woken.sequence if woken else None
    return {**place, "signal_id": one.undecided.signal.id, "due_at": due_at, "ended_by": ended_by}


def _decision(one: Settled, versions: Versions) -> Values:
    signal, question, after = one.undecided.signal, one.undecided.question, one.after
    return {
        "municipality": one.undecided.municipality,
        "sequence": one.sequence,
        "signal_id": signal.id,
        "revision": signal.revision,
        "cause": question.cause,
        "occasion": question.occasion,
        "decided_for": question.asked_at,
        "policy_version": one.policy.version,
        "rules_version": versions.rules,
        "matcher_version": versions.matcher,
        "definitions_version": versions.definitions,
        "outcome": outcome(one.decision),
        "reasons": [{"code": reason.code, "details": reason.details} for reason in one.decision.reasons],
        "input_digest": digest_of_settled(one, versions),
        "disposition": after.disposition,
        "person_id": after.person,
        "household_id": after.household,
        "contract": after.contract,
        "door": after.door,
        "case_id": after.case_id,
        "partner_id": after.partner_id,
        "partner_kind": after.partner_kind,
        "reference": after.reference,
        "kind": after.kind,
        "amount_cents": after.amount_cents,
        "received_on": after.received_on,
        "known_on": after.known_on,
        "arrears_since": after.arrears_since,
        "planned_date": after.planned_date,
        "stage": after.stage,
        "warm_handover": after.warm_handover,
        "says_it_again": after.says_it_again,
        "withdrawn": after.withdrawn,
        "parked_for": after.sleep.parked_for if after.sleep else None,
        "parked_until": after.sleep.until if after.sleep else None,
        "resident": signal.resident,
        "debt_help": signal.debt_help,
    }


def _facts(one: Settled) -> Iterator[Fact]:
    """What the signal became, and no longer is; and the case that was opened."""
    yield _settled(one, one.decision.disposition, 1)
    if one.before:
        yield _settled(one, one.before.disposition, -1)
    if _is_refused(one.decision.disposition) and not (one.before and _is_refused(one.before.disposition)):
        yield _settled(one, one.decision.disposition, 1, FactKind.SIGNAL_REFUSED)
    if one.decision.case:
        if one.decision.opens:
            yield _case_fact(one, one.decision.case, FactKind.CASE_OPENED)
        yield from _classed(one, one.decision.case)
    if one.ended:
        yield _case_fact(one, one.ended, FactKind.CASE_CLOSED, CASE_ENDS_AS[one.decision.disposition])


def _is_refused(disposition: Disposition) -> bool:
    return disposition in NOT_PICKED_UP


def _settled(one: Settled, code: Disposition, amount: int, kind: FactKind = FactKind.SIGNAL_SETTLED) -> Fact:
    undecided = one.undecided
    return Fact(
        undecided.question.cause,
        undecided.municipality,
        kind,
        partner_kind=undecided.signal.partner_kind,
        cohort_date=undecided.signal.received_on,
        held_on=local_date(undecided.question.asked_at),
        code=code,
        amount=amount,
    )


def _case_fact(one: Settled, case: Case, kind: FactKind, code: str | None = None) -> Fact:
    question = one.undecided.question
    return Fact(
        question.cause,
        one.undecided.municipality,
        kind,
        partner_kind=case.partner_kind,
        cohort_date=case.opened_on,
        held_on=local_date(question.asked_at),
        code=code,
    )


def _classed(one: Settled, case: Case) -> Iterator[Fact]:
    for found in classes_of(one):
        fact = _case_fact(one, case, FactKind.CASE_CLASSED, found.case_class)
        once = case.id if found.again else None
        yield fact._replace(amount=found.amount, once=once, definitions_version=found.definition)


def _told(one: Settled) -> Iterator[Told]:
    signal, municipality, made = one.undecided.signal, one.undecided.municipality, one.decision
    settled = SignalSettled(
        municipality=municipality,
        signal_id=signal.id,
        revision=signal.revision,
        disposition=made.disposition,
        case_id=one.after.case_id,
    )
    cause = one.undecided.question.cause
    yield Told(settled, cause, signal.id, signal.id)
    if made.case:
        triaged = CaseTriaged(
            municipality=municipality,
            case_id=made.case.id,
            signal_id=signal.id,
            tray=made.case.tray,
            urgency=made.case.urgency,
        )
        yield Told(triaged, cause, made.case.id, signal.id)
