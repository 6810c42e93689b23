"""One round: a schedule falls on a world in a burst, and a stopwatch runs from the return of the servers."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final, NamedTuple

from tests.builders import AT_ONCE, Town
from tests.faults.schedules.faults import READERS, SORTS, Fall, Schedule
from tests.faults.schedules.partner import Partner, deliveries
from tests.faults.schedules.rest import Unrest, doubles, lost, unrest
from tests.faults.schedules.world import Said, World
from tests.faults.test_faults import EVERYWHERE
from tests.oracle import hold
from tests.running import database_of

AT_REST_WITHIN: Final = 60.0
"""Seconds from the return of the servers."""
TOLD_WITHIN: Final = 15.0
"""Seconds after its mend in which what processes say still belongs to a fault."""
LONG: Final = 5.0
"""Seconds of an outage from which on somebody must say so."""
SIGNALS_PER_SECOND, SIGNALS_PER_DELIVERY = 120, 60
STEP: Final = 0.1


class Fallen(NamedTuple):
    """A fault as it happened, in seconds of the monotonic clock."""

    fall: Fall
    struck: float
    mended: float

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return self.mended - self.struck

    def __str__(self) -> str:
        return f"{self.fall.fault} ({self.seconds:.0f} s)"


class Round(NamedTuple):
    """What came of a schedule. `rest`: seconds from the return of the servers; `left`: what was not at rest then.

    `told`: each outage of broker or record, and the processes that said meanwhile that they cannot work.
    """

    schedule: Schedule
    signals: int
    rest: float
    left: Unrest
    told: Sequence[tuple[Fallen, frozenset[str]]]
    answers: Counter[str]
    lost: int
    double: int

    @property
    def untold(self) -> list[Fallen]:
        """Long outages in which every process went on saying that it can work."""
        return [one for one, who in self.told if one.seconds >= LONG and not who]

    def __str__(self) -> str:
        rest = f"not at rest after {self.rest:.0f} s: {self.left}" if self.left else f"at rest after {self.rest:.1f} s"
        told = "; ".join(f"{one}: {', '.join(sorted(who)) or 'nobody'}" for one, who in self.told)
        counts = f"{self.signals} signals, {self.lost} lost, {self.double} double; answers {dict(self.answers)}"
        return f"{self.schedule}\n  {rest}\n  {counts}\n  not ready meanwhile: {told or '(no outage)'}"


def play(world: World, planned: Schedule, patience: float = AT_REST_WITHIN) -> Round:
    """Play a schedule and wait for rest, at most `patience` seconds after the return of the servers."""
    town = Town(database_of(world.installation)).found(*EVERYWHERE)
    for code in EVERYWHERE:
        town.publish(AT_ONCE, code)
    number = round(planned.burst * SIGNALS_PER_SECOND / SIGNALS_PER_DELIVERY)
    sent = list(deliveries(random.Random(planned.seed), EVERYWHERE, number, SIGNALS_PER_DELIVERY))
    partner = Partner(world.installation.settings.home, sent, planned.burst)
    with delivering(partner):
        fallen = sorted(strike(world, planned), key=lambda one: one.struck)
        rest, left = rested(world, town, partner, patience)
    told = [(one, tellers(one, world.said)) for one in outages(fallen)]
    signals = sum(len(one.records) for one in sent)
    return Round(planned, signals, rest, left, told, partner.answers, lost(town, partner.answered), doubles(town))


@contextmanager
def delivering(partner: Partner) -> Iterator[None]:
    """A partner that delivers meanwhile."""
    stopped = Event()
    thread = Thread(target=partner.deliver, args=(stopped,), name="partner")
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def strike(world: World, planned: Schedule) -> Iterator[Fallen]:
    """Strike and mend at the moments of a schedule; ends when the burst is over and both servers answer."""
    began = time.monotonic()
    steps = sorted(
        [*((one.at, 0, one) for one in planned.falls), *((one.at + one.seconds, 1, one) for one in planned.falls)]
    )
    struck: dict[Fall, float] = {}
    while steps or time.monotonic() < began + planned.burst or not world.servers_answer():
        world.installation.keep_running()
        if not steps or time.monotonic() < began + steps[0][0]:
            time.sleep(STEP)
            continue
        _, mending, fall = steps.pop(0)
        fault = SORTS[fall.fault]
        if mending:
            fault.mend(world, fall.victim)
            yield Fallen(fall, struck[fall], time.monotonic())
        else:
            struck[fall] = time.monotonic()
            fault.strike(world, fall.victim)


def rested(world: World, town: Town, partner: Partner, patience: float) -> tuple[float, Unrest]:
    """Seconds until everything is at rest, or `patience` and what is not."""
    began = time.monotonic()
    while True:
        world.installation.keep_running()
        left = unrest(world, town)
        if partner.left:
            left["deliveries without an answer"] = partner.left
        passed = time.monotonic() - began
        if not left or passed > patience:
            return passed, left
        time.sleep(STEP)


def outages(fallen: Sequence[Fallen]) -> list[Fallen]:
    """Those that took broker or record away, until the first mend after each: another fault's may be earlier."""
    away = [one for one in fallen if SORTS[one.fall.fault].away]
    return [one._replace(mended=min(other.mended for other in away if other.mended >= one.struck)) for one in away]


def tellers(one: Fallen, said: Sequence[Said]) -> frozenset[str]:
    """The processes that said, around a fault, that they cannot work, without being struck themselves."""
    meanwhile = [it for it in said if one.struck <= it.at <= one.mended + TOLD_WITHIN]
    return frozenset(it.process for it in meanwhile if it.process in READERS and it.why_not and not it.struck)


def demand(found: Round, world: World) -> None:
    """Assert: at rest in time, nothing lost or double, every long outage told, and the record as it must be."""
    assert not found.left, f"not at rest\n{found}"
    assert (found.lost, found.double) == (0, 0), f"lost or double\n{found}"
    hold(database_of(world.installation), *EVERYWHERE)
    assert not found.untold, f"an outage of which nobody told\n{found}"
