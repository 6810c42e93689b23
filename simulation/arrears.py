"""Households get into trouble with money: who reports it, when, how often and for how much (`simulation.habits`)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from simulation.chance import dice, pick, runs
from simulation.days import ONE_DAY, after_working_days, day_in, month_number, working_day
from simulation.habits import (
    AGAIN,
    AT_ONCE_FIRST,
    AT_ONCE_LATER,
    BELOW_THRESHOLD,
    CARRIED_OUT,
    CORRECTED_SHARE,
    FIRST,
    GAPS,
    HABITS,
    HORIZON,
    NO_DATE,
    OUTSIDE_WINDOW,
    REDELIVERED,
    REPEATS,
    RISES,
    SEASON,
    SIGNALS_PER_1000_A_MONTH,
    SIGNALS_PER_TROUBLE,
    SPOILT,
    THIRD,
    WARM,
    Habits,
)
from simulation.partners import PROFILES
from simulation.places import Town
from simulation.population import households


@dataclass(frozen=True, slots=True)
class Report:
    """One signal of one creditor on one household, apart from who lives there; `months` since the trouble began."""

    household: int
    holder: int
    partner: PartnerKind
    reference: str
    kind: SignalKind
    day: date
    since: date
    cents: int
    periods: int
    months: int
    planned: date | None = None
    stage: Stage | None = None
    warm: bool = False
    spoilt: bool = False


def troubles(municipality: Town, seed: int, month: int) -> Iterator[tuple[date, Report]]:
    """Everything that follows from troubles that begin in this month: the day of delivery and the report.

    A report may come twice, when it is delivered again, now and then with a corrected amount.
    The same for the same seed, whatever else is asked.
    """
    rng = dice(seed, municipality.code, "month", month)
    expected = municipality.residents / 1000 * SIGNALS_PER_1000_A_MONTH / SIGNALS_PER_TROUBLE * SEASON[month % 12]
    numbers = count(1)
    for _ in range(int(expected + rng.random())):
        index = int(households(municipality) * rng.random() ** 2)  # some streets have more trouble than others
        for report in _trouble(rng, index, month, numbers):
            yield report.day, report
            if not report.spoilt and rng.random() < REDELIVERED:
                again = replace(report, cents=report.cents + 2_500) if rng.random() < CORRECTED_SHARE else report
                yield after_working_days(report.day, rng.randint(1, 5)), again


def _trouble(rng: Random, index: int, start: int, numbers: Iterator[int]) -> Iterator[Report]:
    month, last = start, start + HORIZON
    while month < last:
        latest = month
        for kind in _creditors(rng, AT_ONCE_FIRST if month == start else AT_ONCE_LATER):
            for report in _arrears(rng, index, kind, month, start, next(numbers)):
                if month_number(report.day) < last:
                    latest = max(latest, month_number(report.day))
                    yield report
        if rng.random() >= AGAIN:
            return
        month = latest + pick(rng, GAPS)


def _creditors(rng: Random, at_once: float) -> list[PartnerKind]:
    """One creditor, or a few at once."""
    left = dict(FIRST)
    chosen = [pick(rng, left)]
    for chance in (at_once, THIRD):
        if rng.random() >= chance:
            break
        left.pop(chosen[-1])
        chosen.append(pick(rng, left))
    return chosen


def _arrears(rng: Random, index: int, partner: PartnerKind, month: int, start: int, number: int) -> Iterator[Report]:
    habits = HABITS[partner]
    chance = rng.random()
    reference = f"{habits.code}{start}-{number:06d}"
    holder = rng.randrange(4) if partner is PartnerKind.HEALTH_INSURER else rng.randrange(2)
    if chance < habits.end_of_contract_share + habits.crisis_share:
        kind = SignalKind.END_OF_CONTRACT if chance < habits.end_of_contract_share else habits.crisis
        yield _threat(rng, kind, Report(index, holder, partner, reference, kind, *_claim(rng, habits, month, 0, start)))
        return
    claim = _claim(rng, habits, month, PROFILES[partner].day_of_month, start)
    first = Report(index, holder, partner, reference, SignalKind.ARREARS, *claim, warm=rng.random() < WARM)
    yield from _each_month(rng, first, habits)


def _claim(rng: Random, habits: Habits, month: int, day_of_month: int, start: int) -> tuple[date, date, int, int, int]:
    """Day (any working day for 0), start of the arrears, cents, periods missed and months since the trouble began."""
    day = working_day(day_in(month, day_of_month or rng.randint(1, 28)))
    age = rng.randint(*habits.ages)
    if rng.random() < OUTSIDE_WINDOW:
        age = rng.choice((rng.randint(5, 29), habits.oldest + rng.randint(1, 60)))
    periods = max(1, age // habits.period_days)
    cents = rng.randint(*habits.cents) * periods
    if rng.random() < BELOW_THRESHOLD:
        cents = rng.randint(500, 4_999)
    return day, day - age * ONE_DAY, cents, periods, month - start


def _threat(rng: Random, kind: SignalKind, report: Report) -> Report:
    """The same report with what is going to happen: the end of a contract, or a crisis."""
    ends = kind is SignalKind.END_OF_CONTRACT
    carried_out = not ends and rng.random() < CARRIED_OUT
    planned = report.day + timedelta(days=rng.randint(29, 45) if ends else rng.randint(3, 21))
    if carried_out:
        planned = report.day - timedelta(days=rng.randint(0, 4))
    missing = not ends and rng.random() < NO_DATE
    stage = Stage.CARRIED_OUT if carried_out else Stage.ANNOUNCED
    return replace(report, planned=None if missing else planned, stage=stage, spoilt=rng.random() < SPOILT)


def _each_month(rng: Random, first: Report, habits: Habits) -> Iterator[Report]:
    """The arrears in the month they are first reported and in the months they are reported again."""
    month = month_number(first.day)
    cents, periods = first.cents, first.periods
    for later in range(1 + runs(rng, REPEATS, HORIZON)):
        day = working_day(day_in(month + later, PROFILES[first.partner].day_of_month))
        if later and (day - first.since).days > habits.oldest:
            return
        if later and rng.random() < RISES:
            cents, periods = cents + rng.randint(*habits.cents), periods + 1
        yield replace(
            first, day=day, cents=cents, periods=periods, months=first.months + later, spoilt=rng.random() < SPOILT
        )
