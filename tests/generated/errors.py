"""The error table of the simulation in `docs/model-card.md`, written from the code; the prose around it is by hand."""

from collections.abc import Sequence
from typing import Final

from simulation.error_table import ERROR_TABLE, TableEntry
from tests.architecture.checkout import ROOT
from tests.docs.texts import table
from tests.generated.figures import Tables, filled

MODEL_CARD: Final = ROOT / "docs" / "model-card.md"


def model_card() -> str:
    """`docs/model-card.md` with the error table written anew."""
    return filled(MODEL_CARD.read_text(encoding="utf-8"), CARD_TABLES)


def error_rows() -> Sequence[str]:
    """Every element with its chances, its source, and whether errors twice as likely double it."""
    rows = ((name, _chances(one), one.source, "error" if one.error else "fact") for name, one in ERROR_TABLE.items())
    return table(("Element", "Chances", "Source", ""), rows)


def _chances(one: TableEntry) -> str:
    return ", ".join(f"{what} {chance:g}" for what, chance in one.chances.items())


CARD_TABLES: Final[Tables] = {"error table": error_rows}
