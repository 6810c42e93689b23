"""Files beside JSON, on the embedded PostgreSQL: `python -m tests.benchmarks.bench_files`, or that with `--memory`.

CPU of the ingest process for each record, the same records in each form, in turns, so that a busy machine tells on all;
the figures are ratios of medians. With `--memory`: the most that a process of its own had in memory, for a file of
100,000 and of 1,000,000 rows. The server's own CPU and memory are not in it.
"""

import io
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final

import orjson
import xlsxwriter

from plumbing.running.memory import keep_memory
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryFormat
from services.ingest.door.answers import delivery_answer, find_delivery
from services.ingest.door.taking import take_file, take_request
from services.ingest.files.read import SentFile
from tests.database import Database, embedded_database
from tests.services.ingest.builders import Office, a_record
from tests.services.ingest.files.deliveries import HEADINGS, MAPPING, a_file, a_row, read_all

IN_REQUEST: Final = 1_000
IN_FILE: Final = 4_000
ROUNDS: Final = 7
MEGABYTE: Final = 1024 * 1024
FULL: Final = {
    "voorletters": "A.B.",
    "straat": "Voorbeeldstraat",
    "woonplaats": "Voorbeeldstad",
    "telefoonnummer": "0600123456",
    "email": "voorbeeld@example.nl",
}
TYPED: Final = {
    "bedragInCenten": 1125.5,
    "ontstaansdatum": date(2026, 1, 10),
    "aantalPerioden": 2,
    "signaaldatum": date(2026, 3, 16),
}


class Desk:
    """A partner that sends the same records in every form."""

    def __init__(self, database: Database) -> None:
        self.office = Office(database)
        self.member = self.office.joins(PartnerKind.ENERGY)
        found = self.office.ports.partners.by_id(self.member.id)
        assert found
        self.partner = found

    def json(self, numbers: range) -> Callable[[], None]:
        """Requests of 1,000, with their answers."""
        records = [
            a_record(kenmerk=f"E-{n}", klantnummer=f"K-{n}", bedragInCenten=112_550, warmeOverdracht=False, **FULL)
            for n in numbers
        ]
        bodies = [
            orjson.dumps({"signalen": records[place : place + IN_REQUEST]})
            for place in range(0, len(records), IN_REQUEST)
        ]

        def send() -> None:
            for body in bodies:
                orjson.dumps(delivery_answer(take_request(self.office.ports, self.partner, body)))

        return send

    def csv(self, numbers: range) -> Callable[[], None]:
        """A file, read and with all its receipts given."""
        content = a_file(*[a_row(n, **FULL) for n in numbers])
        return lambda: self._file(content, DeliveryFormat.CSV)

    def xlsx(self, numbers: range) -> Callable[[], None]:
        """The same as a workbook with typed cells."""
        content = a_workbook(numbers)
        return lambda: self._file(content, DeliveryFormat.XLSX)

    def _file(self, content: bytes, written_as: DeliveryFormat) -> None:
        ports = self.office.ports
        taken = take_file(ports, self.partner, SentFile(io.BytesIO(content), written_as, MAPPING))
        read_all(ports)
        with self.office.record.engine("superuser").connect() as connection:
            for page in range(1, taken.lines // IN_REQUEST + 1):
                answer = find_delivery(connection, taken.id, page, IN_REQUEST)
                assert answer
                assert len(answer["ontvangstbewijzen"]) == IN_REQUEST
                orjson.dumps(answer)


def a_workbook(numbers: range) -> bytes:
    """The rows of `Desk.csv` as a spreadsheet program keeps them."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"default_date_format": "dd-mm-yyyy"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    attributes = [MAPPING.columns[heading] for heading in HEADINGS]
    for place, number in enumerate(numbers, 1):
        for column, (attribute, cell) in enumerate(zip(attributes, a_row(number, **FULL), strict=True)):
            sheet.write(place, column, TYPED.get(attribute, cell))
    book.close()
    return content.getvalue()


def cpu_of(work: Callable[[], None], records: int) -> float:
    """Microseconds of CPU for each record."""
    began = time.process_time()
    work()
    return (time.process_time() - began) / records * 1e6


def compare() -> None:
    """Print the CPU for each record in each form, and the two ratios."""
    with tempfile.TemporaryDirectory() as home, embedded_database(Path(home)) as database:
        desk = Desk(database)
        keep_memory()
        ways = {"JSON": desk.json, "CSV": desk.csv, "XLSX": desk.xlsx}
        found: dict[str, list[float]] = {name: [] for name in ways}
        numbers = iter(range(0, IN_FILE * len(ways) * (ROUNDS + 1), IN_FILE))
        for turn in range(ROUNDS + 1):
            for name, way in ways.items():
                first = next(numbers)
                cost = cpu_of(way(range(first, first + IN_FILE)), IN_FILE)
                if turn:  # the first warms up
                    found[name].append(cost)
    middle = {name: median(costs) for name, costs in found.items()}
    for name, cost in middle.items():
        sys.stdout.write(f"{name:5} {cost:6.1f} us CPU per record with its receipt\n")
    sys.stdout.write(f"CSV / JSON {middle['CSV'] / middle['JSON']:.2f} (at most 1.5)\n")
    sys.stdout.write(f"XLSX / CSV {middle['XLSX'] / middle['CSV']:.2f} (at most 3)\n")


def write_rows(place: Path, rows: int) -> None:
    """A CSV file of so many good rows, short enough for the largest file that is taken."""
    heading, *_ = a_file().splitlines(keepends=True)
    row = b";".join(cell.encode() for cell in a_row(0)).replace(b"E-0", b"E-%d").replace(b"K-0", b"K-%d") + b"\r\n"
    with place.open("wb") as file:
        file.write(heading)
        for number in range(rows):
            file.write(row % (number, number))


def peak_of(url: str, place: str) -> None:
    """Take a file in, read all of it, and print the most memory of this process in megabytes."""
    desk = Desk(Database(url))
    desk.office.works_with(submit=lambda batch: None)  # the office of tests would keep every event
    keep_memory()
    with Path(place).open("rb") as stream:
        taken = take_file(desk.office.ports, desk.partner, SentFile(stream, DeliveryFormat.CSV, MAPPING))
    read_all(desk.office.ports)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{taken.lines} {peak:.1f}\n")


def memory() -> None:
    """Print the most memory of a process for a file, and for one ten times as long."""
    with tempfile.TemporaryDirectory() as home, embedded_database(Path(home)) as database:
        peaks = []
        for rows in (100_000, 1_000_000):
            place = Path(home) / f"{rows}.csv"
            write_rows(place, rows)
            command = [
                sys.executable,
                "-m",
                "tests.benchmarks.bench_files",
                "--peak",
                database.superuser_url,
                str(place),
            ]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            peaks.append(float(said[1]))
            sys.stdout.write(f"{said[0]:>9} rows, {place.stat().st_size // MEGABYTE} MB: {peaks[-1]:.1f} MB at most\n")
        sys.stdout.write(f"ten times as long / as long {peaks[1] / peaks[0]:.2f} (at most 1.2)\n")


def main() -> None:
    """Compare the forms, or with `--memory` the lengths."""
    if "--peak" in sys.argv:
        peak_of(*sys.argv[2:])
    elif "--memory" in sys.argv:
        memory()
    else:
        compare()


if __name__ == "__main__":
    main()
