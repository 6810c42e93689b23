"""Files of the energy supplier: made, uploaded, read and asked for as a partner does."""

import csv
import io
from typing import Any

from services.ingest.files.file_worker import read_next_chunk, waiting
from services.ingest.store import Ports
from tests.services.ingest.builders import TOWN, Member, Office
from tests.shipped_mappings import read_mappings

MAPPING = read_mappings()["energie-csv"]
HEADINGS = list(MAPPING.columns)


def a_row(number: int, **changes: str) -> list[str]:
    """Cells of one row in the order of `HEADINGS`; `changes` by outward attribute."""
    values = {
        "gemeentecode": TOWN,
        "kenmerk": f"E-{number}",
        "klantnummer": f"K-{number}",
        "achternaam": "De Vries",
        "huisnummer": "12",
        "postcode": "1000 AA",
        "bedragInCenten": "1.125,50",
        "ontstaansdatum": "10-01-2026",
        "aantalPerioden": "2",
        "signaaldatum": "16-03-2026",
        "soort": "Betalingsachterstand",
        "warmeOverdracht": "nee",
    } | changes
    return [values.get(MAPPING.columns[heading], "") for heading in HEADINGS]


def a_file(*rows: list[str], headings: list[str] = HEADINGS) -> bytes:
    """A CSV file of the energy supplier."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([headings, *rows])
    return text.getvalue().encode()


def upload(office: Office, member: Member, content: bytes) -> str:
    """Upload a file; gives the delivery's id."""
    answer = office.uploads(member, content)
    assert answer.status_code == 202, answer.text
    identity: str = answer.json()["leveringId"]
    assert answer.headers["location"] == f"/v1/leveringen/{identity}"
    return identity


def read_all(ports: Ports) -> None:
    """Let a worker read until nothing is left."""
    while left := waiting(ports):
        if not sum(read_next_chunk(ports, one) for one in left):
            return


def found(office: Office, member: Member, identity: str) -> dict[str, Any]:
    """The delivery as the partner reads it."""
    answer: dict[str, Any] = office.reads(member, f"/v1/leveringen/{identity}").json()
    return answer


def lines_of(rows: int) -> bytes:
    """A file of so many good rows."""
    return a_file(*[a_row(number) for number in range(rows)])
