"""What a partner sends while the bench measures, with several senders at once."""

import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from math import inf
from typing import Any, Final

import httpx

from domain.law.calendar import local_date
from plumbing.running.clock import system_clock

MUNICIPALITIES: Final = tuple(f"{number:04d}" for number in range(340))
"""As many as the country has: fewer would not spread over the partitions."""
PER_REQUEST: Final = 1_000
SENDERS: Final = 2


def bodies(dice: random.Random, number: int) -> Iterator[bytes]:
    """Requests of 1,000 signals; one signal in ten shares its household with an earlier one."""
    today = local_date(system_clock())
    for request in range(number):
        records = [_record(dice, request * PER_REQUEST + place, today) for place in range(PER_REQUEST)]
        yield json.dumps({"signalen": records}).encode()


def _record(dice: random.Random, number: int, today: date) -> dict[str, Any]:
    home = number if dice.random() < 0.9 else max(0, number - dice.randrange(340, 6_800, 340))
    return {
        "gemeentecode": MUNICIPALITIES[number % len(MUNICIPALITIES)],
        "kenmerk": f"B-{number}",
        "klantnummer": f"K-{number}",
        "voorletters": "A.B.",
        "achternaam": "Voorbeeld",
        "straat": "Teststraat",
        "huisnummer": str(home % 9_000 + 1),
        "postcode": f"{1000 + home // 9_000}ZZ",
        "telefoonnummer": f"0600{number % 1_000_000:06}",
        "bedragInCenten": dice.randint(2_000, 90_000),
        "ontstaansdatum": (today - timedelta(days=70)).isoformat(),
        "aantalPerioden": 2,
        "signaaldatum": today.isoformat(),
        "soort": "achterstand",
    }


def send(requests: Sequence[bytes], *, address: str, key: str, until: float = inf) -> int:
    """Send with two senders at once, until this moment (monotonic); gives the number of accepted requests."""
    waiting = iter(requests)
    lock = threading.Lock()

    def sender() -> int:
        sent = 0
        headers = {"X-API-Key": key, "Content-Type": "application/json"}
        with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
            while time.monotonic() < until:
                with lock:
                    body = next(waiting, None)
                if body is None:
                    break
                client.post("/v1/signalen", content=body).raise_for_status()
                sent += 1
        return sent

    with ThreadPoolExecutor(SENDERS) as pool:
        return sum(job.result() for job in [pool.submit(sender) for _ in range(SENDERS)])
