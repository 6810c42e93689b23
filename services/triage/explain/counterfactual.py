"""What would have changed a case: one input at a time is changed, and everything is really decided again.

Nothing is reckoned from the rules: each answer is what the walk of `services.triage.replay` gave on the changed story,
so a rule that is added later needs no line here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from domain.cases.case import Case
from domain.law.partner_kinds import BY_LAW, PARTNER_TYPES
from schemas.ids import Id, event_id
from schemas.policy.form import Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind, Stage
from schemas.vocabulary.supposing import WhatIf
from services.triage.known import Question, SignalView, Undecided, own_contract
from services.triage.replay import StoredDecision, Story, walk

MOST_CENTS: Final = 100_000_000
"""No amount is looked at above it."""
SIGNALS_LOOKED_AT: Final = 6
"""Of a case with more the newest."""
THREAT_AHEAD: Final = timedelta(days=30)
"""When a threat that is supposed would be carried out [A]."""
TYPICAL_AGE: Final = timedelta(days=60)
"""How old arrears that are supposed are at least [A]."""


class CaseOutcome(NamedTuple):
    """What a resident notices of a case. `deadline`: the last day for the first talk (local)."""

    tray: Tray
    channel: Channel
    urgency: int
    deadline: date


class Counterfactual(NamedTuple):
    """One changed input with what came of it. `was`, `would_be`: euro cents, or codes; None where there is none.

    `signal`: the one that is changed or left out; None for the policy and for a signal that is supposed.
    `after` None: there would be no case.
    """

    what: WhatIf
    signal: Id | None
    partner_kind: PartnerKind | None
    was: int | str | None
    would_be: int | str | None
    after: CaseOutcome | None


def case_at_end(story: Story, signals: Iterable[Id]) -> Case | None:
    """The case that the last decided of these signals is in, once everything is decided again; None without one."""
    named, case = frozenset(signals), None
    for one, settled in walk(story):
        if one.undecided.signal.id in named:
            made = settled.decision
            case = made.case or (None if case and made.closes == case.id else case)
        elif case and settled.decision.case and settled.decision.case.id == case.id:
            case = settled.decision.case
    return case


def noticed_of(case: Case | None) -> CaseOutcome | None:
    """What is compared of a case."""
    return CaseOutcome(case.tray, case.channel, case.urgency, case.deadline) if case else None


def counterfactuals(story: Story, signals: Sequence[Id]) -> Iterator[Counterfactual]:
    """What would have changed the case of these signals (the oldest first), each really decided again."""
    asked = _Asked(list(story), tuple(signals))
    for one in asked.newest[-SIGNALS_LOOKED_AT:]:
        yield from _other_amounts(asked, one)
        yield from _other_kinds(asked, one)
        yield from _one_fewer(asked, one)
    yield from _one_more(asked)
    yield from _other_thresholds(asked)


class _Asked:
    """A story that is changed in one place, and what the case is without a change."""

    def __init__(self, story: list[Any], signals: tuple[Id, ...]) -> None:
        self.story, self.signals = story, signals
        last = _newest(story)
        self.newest = [last[name] for name in signals if name in last]
        self.before = noticed_of(case_at_end(story, signals))

    def after(self, story: Story, *, beside: tuple[Id, ...] = ()) -> CaseOutcome | None:
        return noticed_of(case_at_end(story, (*self.signals, *beside)))

    def with_view(self, changed: StoredDecision, **values: Any) -> list[Any]:
        """The story with other values in one signal, as it was last said."""
        view = changed.undecided.signal._replace(**values)
        new = changed._replace(undecided=changed.undecided._replace(signal=view))
        return [new if one is changed else one for one in self.story]

    def with_policy(self, **values: Any) -> list[Any]:
        """The story with another choice in every policy."""
        return [
            one._replace(policy=replace(one.policy, policy=one.policy.policy.model_copy(update=values)))
            if isinstance(one, StoredDecision)
            else one
            for one in self.story
        ]

    def without(self, name: Id) -> list[Any]:
        return [one for one in self.story if not (isinstance(one, StoredDecision) and one.undecided.signal.id == name)]


def _newest(story: Story) -> dict[Id, StoredDecision]:
    """The last decision on each signal."""
    decisions = [one for one in story if isinstance(one, StoredDecision)]
    return {one.undecided.signal.id: one for one in sorted(decisions, key=lambda it: it.sequence)}


def _other_amounts(asked: _Asked, one: StoredDecision) -> Iterator[Counterfactual]:
    signal = one.undecided.signal

    def story(cents: int) -> list[Any]:
        return asked.with_view(one, amount_cents=cents)

    for cents in nearest(signal.amount_cents, 0, MOST_CENTS, lambda cents: asked.after(story(cents)) != asked.before):
        yield _of_signal(WhatIf.AMOUNT, signal, signal.amount_cents, cents, asked.after(story(cents)))


def _other_kinds(asked: _Asked, one: StoredDecision) -> Iterator[Counterfactual]:
    signal = one.undecided.signal
    for kind in sorted(PARTNER_TYPES[signal.partner_kind].signal_kinds - {signal.kind}):
        crisis = kind in CRISIS_KINDS
        said = {"planned_date": signal.known_on + THREAT_AHEAD, "stage": Stage.ANNOUNCED} if crisis else {}
        after = asked.after(asked.with_view(one, **({"kind": kind, "planned_date": None, "stage": None} | said)))
        if after != asked.before:
            yield _of_signal(WhatIf.KIND, signal, signal.kind, kind, after)


def _one_fewer(asked: _Asked, one: StoredDecision) -> Iterator[Counterfactual]:
    signal = one.undecided.signal
    after = asked.after(asked.without(signal.id))
    if after != asked.before:
        yield _of_signal(WhatIf.FEWER, signal, signal.kind, None, after)


def _of_signal(
    what: WhatIf, signal: SignalView, was: int | str, would_be: int | str | None, after: CaseOutcome | None
) -> Counterfactual:
    return Counterfactual(what, signal.id, signal.partner_kind, was, would_be, after)


def _one_more(asked: _Asked) -> Iterator[Counterfactual]:
    """Arrears that another kind of partner had reported on the same day as the last signal, at the same door."""
    if not asked.newest:
        return
    last = max(asked.newest, key=lambda one: one.sequence)
    there = {one.undecided.signal.partner_kind for one in asked.newest}
    for kind in sorted(BY_LAW - there, key=list(PartnerKind).index):
        more = _supposed(last, kind)
        name = more.undecided.signal.id
        place = asked.story.index(last) + 1
        after = asked.after([*asked.story[:place], more, *asked.story[place:]], beside=(name,))
        if after != asked.before:
            yield Counterfactual(WhatIf.MORE, None, kind, None, more.undecided.signal.amount_cents, after)
            return


def _supposed(last: StoredDecision, kind: PartnerKind) -> StoredDecision:
    """Ordinary arrears from a partner of this kind, as high as the last signal and old enough."""
    seen, cause = last.undecided.signal, last.undecided.question.cause
    name = event_id(cause, "what-if")
    age = max(TYPICAL_AGE, timedelta(days=PARTNER_TYPES[kind].least_days or 0))
    view = seen._replace(
        id=name,
        revision=1,
        partner_id=event_id(name, "partner"),
        partner_kind=kind,
        kind=SignalKind.ARREARS,
        arrears_since=seen.signal_date - age,
        planned_date=None,
        stage=None,
        warm_handover=False,
        received_on=seen.known_on,
        withdrawn=False,
    )
    question = Question(name, Occasion.RECEIVED, last.undecided.question.asked_at)
    undecided: Undecided = last.undecided._replace(signal=view, contract=own_contract(name), question=question)
    return last._replace(undecided=undecided)


def _other_thresholds(asked: _Asked) -> Iterator[Counterfactual]:
    if not asked.newest:
        return
    now = max(asked.newest, key=lambda one: one.sequence).policy.policy.threshold_cents
    bounds = Policy.model_json_schema()["properties"]["threshold_cents"]

    def after(cents: int) -> CaseOutcome | None:
        return asked.after(asked.with_policy(threshold_cents=cents))

    for cents in nearest(now, bounds["minimum"], bounds["maximum"], lambda cents: after(cents) != asked.before):
        yield Counterfactual(WhatIf.THRESHOLD, None, None, now, cents, after(cents))


def nearest(value: int, least: int, most: int, changes: Callable[[int], bool]) -> list[int]:
    """Numbers below and above `value` at which `changes` holds and one nearer does not, by steps that double."""
    return [found for end in (least, most) if (found := _towards(value, end, changes)) is not None]


def _towards(value: int, end: int, changes: Callable[[int], bool]) -> int | None:
    same, step, way = value, 1, 1 if end > value else -1
    while same != end:
        there = value + way * min(step, abs(end - value))
        if changes(there):
            return _between(same, there, changes)
        same, step = there, step * 2
    return None


def _between(same: int, other: int, changes: Callable[[int], bool]) -> int:
    while abs(other - same) > 1:
        middle = (same + other) // 2
        if changes(middle):
            other = middle
        else:
            same = middle
    return other
