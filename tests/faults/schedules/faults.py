"""The faults there are, and schedules of them drawn from a seed."""

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from command.processes import PROCESSES
from tests.faults.schedules.world import World

Deed = Callable[[World, str], None]
NOBODY: Final = ("",)
FREEZABLE: Final = ("triage", "notify", "relay")
READERS: Final = FREEZABLE
"""Those of whom one at least must say that broker or record is away."""


class Fault(NamedTuple):
    """A sort of fault. `seconds`: least and most between strike and mend. `away`: what a process must then say."""

    weight: int
    victims: Sequence[str]
    seconds: tuple[float, float]
    strike: Deed
    mend: Deed = World.leave
    away: bool = False


SORTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "kill-one": Fault(5, tuple(PROCESSES), (0, 0), World.kill),
        "kill-all": Fault(1, NOBODY, (0, 0), World.kill_all),
        "freeze": Fault(2, FREEZABLE, (7, 12), World.freeze, World.wake),  # Longer than the session of six seconds.
        "broker-stopped": Fault(1, NOBODY, (1, 10), World.stop_broker, World.start_broker, away=True),
        "broker-killed": Fault(2, NOBODY, (0, 10), World.kill_broker, World.start_broker, away=True),
        "broker-emptied": Fault(2, NOBODY, (0, 10), World.empty_broker, World.start_broker, away=True),
        "record-stopped": Fault(2, NOBODY, (0, 10), World.stop_record, World.start_record, away=True),
        "everything-killed": Fault(1, NOBODY, (0, 8), World.kill_everything, World.start_everything, away=True),
    }
)


class Fall(NamedTuple):
    """One fault of a schedule: when it strikes (seconds from the beginning), and how long until it is mended."""

    at: float
    fault: str
    victim: str
    seconds: float

    def __str__(self) -> str:
        lasts = f" for {self.seconds:.1f}" if self.seconds else ""
        return f"{self.at:.1f} {' '.join(filter(None, (self.fault, self.victim)))}{lasts}"


class Schedule(NamedTuple):
    """Faults in order of time, during a burst of so many seconds."""

    seed: int
    burst: float
    falls: tuple[Fall, ...]

    def __str__(self) -> str:
        return f"seed {self.seed}, burst of {self.burst:.0f} s: {'; '.join(map(str, self.falls))}"


def schedule(seed: int, burst: tuple[float, float] = (20, 40)) -> Schedule:
    """The schedule of a seed: one fault for each five seconds of a burst within these bounds, at any moment of it."""
    dice = random.Random(seed)
    length = dice.uniform(*burst)
    falls = [_fall(dice, length) for _ in range(round(length / 5))]
    return Schedule(seed, length, tuple(sorted(falls)))


def _fall(dice: random.Random, length: float) -> Fall:
    (name,) = dice.choices(list(SORTS), [one.weight for one in SORTS.values()])
    fault = SORTS[name]
    return Fall(dice.uniform(1, length), name, dice.choice(fault.victims), dice.uniform(*fault.seconds))
