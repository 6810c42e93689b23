"""CPU of judging records, beside an older version: `python -m tests.benchmarks.bench_checks --beside CHECKOUT`.

CHECKOUT: a worktree of v0.1.0. Both judge the same requests of 1,000 records, in turns, each time in a process of its
own; the least of all turns counts. Prints microseconds of CPU a record and the ratio.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson

RECORDS: Final = 1_000
TURNS: Final = 5
ROUNDS: Final = 20
TOWN: Final = "9901"
FULL: Final = {
    "gemeentecode": TOWN,
    "voorletters": "A.B.",
    "voorvoegsel": "de",
    "achternaam": "Wilg",
    "geboortedatum": "1985-05-12",
    "straat": "Esdoornlaan",
    "huisnummer": "12",
    "postcode": "1000AA",
    "woonplaats": "Bergen aan de Dam",
    "telefoonnummer": "06-38475610",
    "email": "wilg@example.nl",
    "bedragInCenten": 12_500,
    "ontstaansdatum": "2026-01-10",
    "aantalPerioden": 2,
    "signaaldatum": "2026-03-16",
    "soort": "achterstand",
}
NAMES: Final = ("Wilg", "Bos", "Zo\u00eb", "'t Hof", "Van Dam", "Jansen-Bos", "IJsveld", "Kaya", "Yilmaz", "El Idrissi")
REPAIRS: Final = (
    {"email": "wilg@example.nl;els@example.org"},
    {"voorvoegsel": ""},
    {"voorletters": "Hendrika Geertruida Aleida"},
    {"woonplaats": "Bergen\u00a0aan de Dam "},
    {"geboortedatum": "1985-02-30"},
    {"straat": "Esdoornlaan" * 12},
    {"achternaam": "Zoe\u0308"},
    {"stadium": "binnenkort"},
)
"""What is mended or left out, each in its turn."""


def a_body(repaired: int) -> bytes:
    """A request of which one record in `repaired` is to be repaired; none for 0."""
    names, repairs = cycle(NAMES), cycle(REPAIRS)
    records = [FULL | {"kenmerk": f"R-{n}", "klantnummer": f"K-{n}", "achternaam": next(names)} for n in range(RECORDS)]
    for number in range(0, RECORDS, repaired) if repaired else ():
        records[number] |= next(repairs)
    return orjson.dumps({"signalen": records})


def newest(body: bytes) -> Callable[[], object]:
    """Judging by the code of this checkout."""
    from domain.intake.checks.judge import judge_request  # noqa: PLC0415  (each child knows one version)
    from domain.intake.checks.permissions import Agreement, Sender  # noqa: PLC0415
    from schemas.vocabulary.partners import PartnerKind  # noqa: PLC0415

    sender = Sender(PartnerKind.WATER, {TOWN: Agreement(TOWN, date(2020, 1, 1))}, date(2026, 3, 17))
    return lambda: judge_request(body, sender)


OLDER: Final = """
import sys, time
from datetime import date
from services.ingest.sender import Agreement, Sender
from services.ingest.validate import judge_request
from schemas.vocabulary import PartnerKind
sender = Sender(PartnerKind.WATER, {"9901": Agreement("9901", date(2020, 1, 1))}, date(2026, 3, 17))
body, least = open(sys.argv[1], "rb").read(), 1e9
for _ in range(int(sys.argv[2])):
    begun = time.process_time()
    judge_request(body, sender)
    least = min(least, time.process_time() - begun)
print(least)
"""
"""The same with the modules of 0.1.0, whose names ours have taken."""


def least_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the quickest of all rounds."""
    least = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least


def asked(command: Sequence[str], place: Path) -> float:
    """What a process of its own measured, in microseconds a record."""
    done = subprocess.run([sys.executable, *command], cwd=place, check=True, capture_output=True, text=True)
    return float(done.stdout) / RECORDS * 1e6


def main() -> None:
    """Measure both versions, in turns, on clean records and with a tenth to be repaired."""
    options = argparse.ArgumentParser()
    options.add_argument("--beside", type=Path)
    options.add_argument("--child", type=Path)
    given: Any = options.parse_args()
    if given.child:
        sys.stdout.write(f"{least_seconds(newest(given.child.read_bytes()))}\n")
        return
    here = Path(__file__).parents[2]
    with TemporaryDirectory() as folder:
        for name, repaired in (("clean", 0), ("a tenth to repair", 10)):
            body = Path(folder, "body.json")
            body.write_bytes(a_body(repaired))
            turns = [
                (
                    asked(["-m", "tests.benchmarks.bench_checks", "--child", str(body)], here),
                    asked(["-c", OLDER, str(body), str(ROUNDS)], given.beside),
                )
                for _ in range(TURNS)
            ]
            now, then = (min(one) for one in zip(*turns, strict=True))
            sys.stdout.write(f"{name:18} {now:6.2f} us a record, before {then:6.2f}: {now / then:.2f}\n")


if __name__ == "__main__":
    main()
