"""The column mappings that are shipped in `deploy/mappings/`, by name."""

from pathlib import Path
from typing import Any

from domain.intake.files.mapping import ColumnMapping, parse_mapping
from schemas.ids import Id

MAPPINGS = Path(__file__).resolve().parents[1] / "deploy" / "mappings"


def read_mappings() -> dict[str, ColumnMapping]:
    """All of them."""
    found = [parse_mapping(path.read_text(encoding="utf-8")) for path in sorted(MAPPINGS.glob("*.yaml"))]
    return {one.name: one for one in found}


def saved_mappings(partner_id: Id) -> list[dict[str, Any]]:
    """All of them, as rows of a partner."""
    return [
        {"partner_id": partner_id, "name": one.name, "version": 1, "body": one.model_dump(mode="json")}
        for one in read_mappings().values()
    ]
