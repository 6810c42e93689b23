"""The column mappings that are shipped in `deploy/mappings/`, by name."""

from pathlib import Path

from domain.intake.files.mapping import ColumnMapping, parse_mapping

MAPPINGS = Path(__file__).resolve().parents[1] / "deploy" / "mappings"


def read_mappings() -> dict[str, ColumnMapping]:
    """All of them."""
    found = [parse_mapping(path.read_text(encoding="utf-8")) for path in sorted(MAPPINGS.glob("*.yaml"))]
    return {one.name: one for one in found}
