"""Records as partners send them, for tests that come in by the front door."""

from typing import Any, Final

import yaml

from domain.law.calendar import local_date
from plumbing.running.clock import system_clock
from tests.architecture.checkout import ROOT

MAPPING: Final = "energie-csv"


def a_record(number: int, **changes: Any) -> dict[str, Any]:
    """A record of ordinary arrears; every number has another customer and another address."""
    today = local_date(system_clock())
    values = {
        "gemeentecode": "9901",
        "kenmerk": f"K-{number}",
        "klantnummer": f"N-{number}",
        "voorletters": "A.",
        "achternaam": "Kijkduin",
        "straat": "Proefstraat",
        "huisnummer": str(1 + number % 9999),
        "postcode": "9901IQ",
        "woonplaats": "Waterdal",
        "bedragInCenten": 12_345,
        "ontstaansdatum": f"{today.year - 1}-{today.month:02d}-01",
        "aantalPerioden": 3,
        "signaaldatum": today.isoformat(),
    }
    return values | changes


def a_file(*records: dict[str, Any]) -> bytes:
    """The same records as lines of a CSV file in the columns of `deploy/mappings/energie-csv.yaml`."""
    columns = yaml.safe_load((ROOT / "deploy" / "mappings" / f"{MAPPING}.yaml").read_text(encoding="utf-8"))["columns"]
    lines = [list(columns), *([_cell(record, name) for name in columns.values()] for record in records)]
    return "".join(f"{';'.join(line)}\r\n" for line in lines).encode()


def _cell(record: dict[str, Any], name: str) -> str:
    value = record.get(name, "")
    if name == "bedragInCenten":
        return f"{value // 100},{value % 100:02d}"
    if name in {"ontstaansdatum", "signaaldatum"}:
        return "-".join(reversed(value.split("-")))
    return str(value)
