"""What lies beside a file of the watched folder when it was taken or refused: JSON in Dutch, without any value."""

from collections.abc import Sequence
from typing import Any, Final

import orjson

from services.ingest.accept import Taken
from services.ingest.folder.naming import TOLD

SENT_BEFORE: Final = (
    "Wij hebben precies dit bestand eerder van u gekregen. Wij lezen het niet nog een keer. "
    "Weigeren wij er regels van, dan kunt u het daarna opnieuw aanleveren."
)
UNKNOWN_MAPPING: Final = "De naam van deze map is geen kolomindeling. Vraag ons welke naam u kunt gebruiken."
NO_MAPPING: Final = "U heeft nog geen kolomindeling. Vraag ons om een kolomindeling voor uw bestand."
UNKNOWN_KIND: Final = (
    "Wij lezen CSV-, XLSX- en ODS-bestanden. Laat de naam van het bestand eindigen op .csv, .xlsx of .ods."
)
FILE_TOO_LARGE: Final = "Dit bestand is groter dan wij aannemen. Verdeel het over meer bestanden."


def taken_reply(taken: Taken) -> bytes:
    """The delivery that a file became."""
    return _json({"uitkomst": "aangenomen"} | _delivery(taken))


def again_reply(earlier: Taken) -> bytes:
    """The delivery that a file was before."""
    return _json({"uitkomst": "eerder-ontvangen", "tekst": SENT_BEFORE} | _delivery(earlier))


def refused_reply(reason: str) -> bytes:
    """Why a file was not taken."""
    return _json({"uitkomst": "geweigerd", "tekst": reason})


def told_reply(said: dict[str, Any]) -> bytes:
    """The same answer, when the receipts lie beside it."""
    return _json(said | {TOLD: "klaar"})


def why_no_mapping(names: Sequence[str]) -> str:
    """Why a file straight in the folder of a partner with these mappings is not read."""
    if not names:
        return NO_MAPPING
    return f"U heeft meer kolomindelingen. Zet het bestand in een map met een van deze namen: {', '.join(names)}."


def _delivery(taken: Taken) -> dict[str, Any]:
    return {"leveringId": taken.id, "ontvangenOp": taken.received_at, "aantalRegels": taken.lines}


def _json(answer: dict[str, Any]) -> bytes:
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
