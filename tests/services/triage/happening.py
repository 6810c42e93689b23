"""Anything that can happen in a town for some months, in any order and twice, told to triage and to the reference."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from domain.law.calendar import day_begins
from domain.people.address import Address
from schemas.ids import Id, event_id
from schemas.policy.form import Policy
from schemas.policy.published import UNPUBLISHED, Published
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.triage.known import Question, Settled, Undecided
from services.triage.replay import CASE_EVENTS
from services.triage.settle import Surroundings, settle_all
from tests.reference import Expected, reference
from tests.services.triage.builders import PARTNER, a_contract, a_place, view

FIRST = date(2026, 1, 12)
BANDS = [
    {"band": "low", "from_points": 0, "urgency": 0},
    {"band": "middle", "from_points": 3, "urgency": 1},
    {"band": "high", "from_points": 6, "urgency": 2},
]
POINTS = {
    "months_behind": {"each": 1, "at_most": 5, "months_per_period": {"water": 3}},
    "partner_kinds": {"each": 2, "at_most": 4},
    "amount_rises": {"percent": 40, "points": 2},
    "crisis": {"points": 3},
    "refused_before": {"points": 2},
    "bands": BANDS,
}
LINES = [
    {"tray": "several", "from_band": "high", "channel": "visit"},
    {"tray": "several", "channel": "phone"},
    {"tray": "single", "from_band": "middle", "channel": "visit"},
    {"tray": "single", "channel": "letter"},
]


class Sent(NamedTuple):
    """A signal as a partner sends it, apart from its number and its day."""

    door: int
    partner: PartnerKind
    kind: SignalKind
    cents: int
    reference: str
    customer: str
    since: date
    planned: date | None
    stage: Stage | None
    handover: bool
    periods: int


class Worked(NamedTuple):
    """What a worker does on one of the cases there are."""

    case: int
    event: str


class Later(NamedTuple):
    """Days go by. `late`: the clock job did not run until the next day that something happens."""

    days: int
    late: bool


class Again(NamedTuple):
    """A signal that came is delivered to triage once more."""

    number: int


class FromToday(NamedTuple):
    """A policy is published that holds from so many days on."""

    policy: Policy
    days: int


Happening = Sent | Worked | Later | Again | FromToday
policies = st.builds(
    lambda limit, months, parking, points, lines, days: Policy.model_validate(
        {
            "name": "naar keuze",
            "threshold_cents": limit,
            "repeat_months": months,
            "parking": parking,
            "points": points,
            "trays": lines if points else None,
            "clocks": {"crisis_working_days": min(days, 3), "ordinary_days": days},
        }
    ),
    st.sampled_from([0, 4_000, 5_000, 7_500]),
    st.sampled_from([0, 1, 6]),
    st.sampled_from([None, {"below_threshold": True, "days": 20}, {"below_threshold": True, "days": 45}]),
    st.sampled_from([None, POINTS]),
    st.sampled_from([None, LINES]),
    st.sampled_from([2, 14, 28]),
)
"""Policies with and without parking, points and trays."""
WATER, ENERGY, INSURER = PartnerKind.WATER, PartnerKind.ENERGY, PartnerKind.HEALTH_INSURER


def sent_signals(doors: int, partners: list[PartnerKind]) -> st.SearchStrategy[Sent]:
    """Signals of few arrears, so that they meet."""
    return st.builds(
        Sent,
        st.integers(1, doors),
        st.sampled_from(partners),
        st.sampled_from([*[SignalKind.ARREARS] * 10, *SignalKind]),
        st.sampled_from([500, 1_500, 2_500, 2_600, 3_500, 4_999, 5_000, 9_000]),
        st.sampled_from(["A-1", "a-1", "B-2", "C-3", "D-4"]),
        st.sampled_from(["K1", "k1", "K2", "007", "7", "0"]),
        st.sampled_from([date(2025, 11, 3), date(2025, 11, 20), date(2025, 12, 1)]),
        st.sampled_from([None, date(2026, 2, 2), date(2026, 4, 20)]),
        st.sampled_from([None, *Stage]),
        st.sampled_from([False] * 5 + [True]),
        st.integers(1, 4),
    )


@st.composite
def stories(draw: st.DrawFn) -> list[Happening]:
    """What happens behind one door or two, after a policy was published."""
    doors, partners = (
        draw(st.sampled_from([1, 1, 2])),
        draw(st.sampled_from([[WATER], [WATER, ENERGY], [WATER, INSURER]])),
    )
    signals = sent_signals(doors, partners)
    later = st.builds(Later, st.integers(1, 25), st.booleans())
    worked = st.builds(
        Worked, st.integers(0, 3), st.sampled_from(["touched", "talked", "declined", "closed", "closed"])
    )
    again = st.builds(Again, st.integers(0, 9))
    published = st.builds(FromToday, policies, st.integers(0, 30))
    kinds: list[st.SearchStrategy[Happening]] = [*[signals] * 8, *[later] * 4, *[worked] * 2, again, published]
    steps = st.sampled_from(kinds).flatmap(lambda one: one)
    return [FromToday(draw(policies), 0), *draw(st.lists(steps, min_size=5, max_size=30))]


@dataclass
class Chronicle:
    """Tells a story to triage in memory, and keeps what the reference must hear of it."""

    around: Surroundings = field(default_factory=lambda: Surroundings(policies=(UNPUBLISHED,)))
    made: list[Settled] = field(default_factory=list)
    today: date = FIRST
    _told: list[dict[str, Any]] = field(default_factory=list)
    _sent: list[Undecided] = field(default_factory=list)
    _opened: dict[Id, Id] = field(default_factory=dict)

    def tell(self, one: Happening) -> None:
        """The next thing happens."""
        if isinstance(one, Sent):
            self._receive(one)
        elif isinstance(one, Again) and self._sent:
            self._decide(self._sent[one.number % len(self._sent)])
        elif isinstance(one, Worked):
            self._work(one)
        elif isinstance(one, FromToday):
            self._publish(one)
        elif isinstance(one, Later):
            self.today += timedelta(days=one.days)
            if not one.late:
                self.tick()

    @property
    def newest(self) -> Id:
        """The signal that came last."""
        return self._sent[-1].signal.id

    def tick(self) -> None:
        """The days of sleepers that have come."""
        due = [(one.sleep.until, name) for name, one in self.around.knowledge.decided.items() if one.sleep]
        for until, name in sorted(due):
            own = self.around.knowledge.decided[name]
            if until <= self.today and own.sleep and own.sleep.until == until:
                self._told.append({"happening": "its-day", "id": name, "day": until})
                cause = event_id(name, f"its day {until}")
                self._decide(self.around.sleepers[name].asked(Question(cause, Occasion.WOKEN, day_begins(until))))

    def expected(self) -> Expected:
        """What the reference makes of the same."""
        return reference(self._told)

    def found(self) -> Expected:
        """What triage made of it."""
        there = self.around.knowledge
        names = ("tray", "channel", "urgency", "deadline", "several", "successive")
        bands = [
            (one.undecided.signal.id, reason.details)
            for one in self.made
            for reason in one.decision.reasons
            if reason.code == "band"
        ]
        return Expected(
            {name: str(one.disposition) for name, one in there.decided.items()},
            {self._opened[one.id]: {name: getattr(one, name) for name in names} for one in there.cases.values()},
            {name: one.sleep.until for name, one in there.decided.items() if one.sleep},
            {name: (details["points"], details["band"]) for name, details in bands},
        )

    def _receive(self, sent: Sent) -> None:
        name, partner = event_id(PARTNER, f"story:{len(self._sent)}"), event_id(PARTNER, sent.partner)
        days = {"received_on": self.today, "known_on": self.today, "signal_date": self.today}
        signal = view(
            id=name,
            partner_id=partner,
            partner_kind=sent.partner,
            reference=sent.reference,
            kind=sent.kind,
            amount_cents=sent.cents,
            arrears_since=sent.since,
            planned_date=sent.planned,
            stage=sent.stage,
            warm_handover=sent.handover,
            **days,
        )
        moment = datetime.combine(self.today, time(9), UTC)
        question = Question(event_id(name, "asked"), Occasion.RECEIVED, moment)
        address = Address("1234AB", str(sent.door), None)
        contract = a_contract(partner, sent.customer)
        place = a_place(sent.door)
        one = Undecided("9901", signal, address, contract, b"s", question, sent.periods, place, sent.door)
        self._sent.append(one)
        more = {
            "customer_number": sent.customer,
            "periods_missed": sent.periods,
            "household": sent.door,
            "door": sent.door,
        }
        more["case"] = name
        self._told.append(signal._asdict() | more | {"happening": "signal", "received": self.today})
        self._decide(one)

    def _decide(self, one: Undecided) -> None:
        """As the record does it: what was answered is passed by."""
        if one.question.cause in {it.undecided.question.cause for it in self.made}:
            return
        for made in settle_all({"9901": [one]}, {"9901": self.around}, {"9901": len(self.made) + 1}):
            self.made.append(made)
            if made.decision.opens and made.decision.case:
                self._opened[made.decision.case.id] = made.undecided.signal.id

    def _work(self, work: Worked) -> None:
        """A worker works on a case that is open."""
        knowledge = self.around.knowledge
        there = [name for name in knowledge.cases if name not in knowledge.closed]
        if there:
            case = there[work.case % len(there)]
            CASE_EVENTS[work.event](knowledge, case)
            self._told.append({"happening": work.event, "case": self._opened[case]})

    def _publish(self, one: FromToday) -> None:
        first = self.today + timedelta(days=one.days)
        self._told.append({"happening": "published", "first": first, "policy": one.policy.model_dump(mode="json")})
        number = len(self.around.policies)
        version = Published(number, first, f"d{number}", one.policy)
        self.around.policies = (version, *self.around.policies)
