"""Partners that deliver at an even pace, and again and again the same until they have their answer."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any, Final, NamedTuple

import httpx

from command.home import address
from domain.law.calendar import local_date
from plumbing.running.clock import system_clock
from tests.flow.records import a_record

Record = dict[str, Any]
PARTNERS: Final = ("energy", "water")
"""Keys of the partners; each is also the kind of partner."""
PATIENCE: Final = 10.0
PAUSE: Final = 0.3


class Delivery(NamedTuple):
    """Records of one request of a partner."""

    key: str
    records: list[Record]


def deliveries(dice: random.Random, codes: tuple[str, ...], number: int, size: int) -> Iterator[Delivery]:
    """So many deliveries, in which households meet and repeats, crises, small and young arrears occur."""
    earlier: dict[str, list[Record]] = {key: [] for key in PARTNERS}
    numbers = count(1)
    for _ in range(number):
        key = dice.choice(PARTNERS)
        yield Delivery(key, [_record(dice, codes, numbers, earlier[key]) for _ in range(size)])


def _record(dice: random.Random, codes: tuple[str, ...], numbers: Iterator[int], earlier: list[Record]) -> Record:
    today = local_date(system_clock())
    if len(earlier) > 100 and dice.random() < 0.1:
        before = earlier.pop(dice.randrange(len(earlier)))
        raised = before["bedragInCenten"] + dice.choice([0, 5_000])
        return before | {"signaaldatum": today.isoformat(), "bedragInCenten": raised}
    record = a_record(
        next(numbers),
        gemeentecode=dice.choice(codes),
        postcode=f"{dice.randint(1000, 1099)}ZZ",
        huisnummer=str(dice.randint(1, 3)),
        bedragInCenten=dice.choice([2_000, 12_000, 90_000]),
        signaaldatum=(today - timedelta(days=1)).isoformat(),
        ontstaansdatum=(today - timedelta(days=5 if dice.random() < 0.05 else 90)).isoformat(),
        soort="afsluiting" if dice.random() < 0.05 else "achterstand",
    )
    earlier.append(record)
    return record


@dataclass
class Partner:
    """Delivers through the front door of an installation, wherever that is at the moment."""

    home: Path
    deliveries: list[Delivery]
    seconds: float
    answers: Counter[str] = field(default_factory=Counter)
    answered: list[Delivery] = field(default_factory=list)

    def deliver(self, stopped: Event) -> None:
        """Deliver everything, spread over `seconds`; what got no answer is sent again as it was."""
        began = time.monotonic()
        with httpx.Client(timeout=PATIENCE) as client:
            for number, one in enumerate(self.deliveries):
                stopped.wait(max(0.0, began + number * self.seconds / len(self.deliveries) - time.monotonic()))
                while not stopped.is_set() and not self._deliver(client, one):
                    stopped.wait(PAUSE)

    @property
    def left(self) -> int:
        """Deliveries that have no answer yet."""
        return len(self.deliveries) - len(self.answered)

    def _deliver(self, client: httpx.Client, one: Delivery) -> bool:
        door = f"http://{address(self.home, 'ingest')}/v1/signalen"
        try:
            answer = client.post(door, json={"signalen": one.records}, headers={"X-API-Key": one.key})
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            return False
        self.answers[str(answer.status_code)] += 1
        if answer.status_code == 200:
            self.answered.append(one)
        return answer.status_code == 200
