"""What the page carries along of a file, in the form itself: headings and a few rows. Nothing of it is stored."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.intake.files.proposing.propose import Proposal
from domain.intake.files.proposing.sample import Sample
from schemas.vocabulary.signals import DeliveryFormat

ROWS_SHOWN: Final = 5
CARRIED_BYTES: Final = 12_000
"""Of the rows; in an address-encoded form they may grow threefold."""
COLUMNS_AT_MOST: Final = 80
CELL_CHARACTERS: Final = 200
Cell = Annotated[str, Field(max_length=CELL_CHARACTERS)]
Words = tuple[Annotated[str, Field(max_length=CELL_CHARACTERS)], ...]


class Carried(BaseModel):
    """The beginning of a file, and how it seems to be written.

    `sheet`, `has_twin`: as of a sample; `looked_at`: its rows. `words`: by attribute the partner's words that stand
    for ours. Raises ValidationError for another form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    written_as: DeliveryFormat = DeliveryFormat.CSV
    sheet: Cell = ""
    has_twin: bool = False
    looked_at: int = 0
    headings: Annotated[tuple[Cell, ...], Field(min_length=1, max_length=COLUMNS_AT_MOST)]
    rows: Annotated[tuple[tuple[Cell, ...], ...], Field(max_length=ROWS_SHOWN)]
    encoding: Annotated[str, Field(max_length=40)]
    delimiter: Annotated[str, Field(min_length=1, max_length=1)]
    date_formats: dict[str, Annotated[str, Field(max_length=40)]] = {}
    century: int | None = None
    words_for_yes: Words = ()
    words_for_no: Words = ()
    words: dict[str, Words] = {}

    def text(self) -> str:
        """As it stands in the form."""
        return self.model_dump_json()


def carried_from(sample: Sample, proposal: Proposal) -> Carried:
    """What is carried of a file that was just looked at. Raises ValidationError for a file with too many columns."""
    settings = proposal.settings
    known: Mapping[str, Mapping[str, str]] = settings.get("values", {})
    words = {name: (*known.get(name, {}), *proposal.unknown.get(name, ())) for name in {*known, *proposal.unknown}}
    return Carried(
        written_as=sample.written_as,
        sheet=sample.sheet,
        has_twin=sample.has_twin,
        looked_at=len(sample.rows),
        headings=tuple(one[:CELL_CHARACTERS] for one in sample.headings),
        rows=tuple(_within(sample.rows)),
        encoding=settings["encoding"],
        delimiter=settings["delimiter"],
        date_formats=settings.get("date_formats", {}),
        century=settings.get("century"),
        words_for_yes=tuple(settings.get("words_for_yes", ())),
        words_for_no=tuple(settings.get("words_for_no", ())),
        words={name: found for name, found in words.items() if found},
    )


def read_carried(text: str) -> Carried | None:
    """What a form carried; None for what no page of ours put there."""
    try:
        return Carried.model_validate_json(text)
    except ValidationError:
        return None


def _within(rows: Sequence[Sequence[str]]) -> Sequence[tuple[str, ...]]:
    """The first rows, as many as may be carried."""
    found: list[tuple[str, ...]] = []
    for row in rows[:ROWS_SHOWN]:
        short = tuple(cell[:CELL_CHARACTERS] for cell in row)
        if len(orjson.dumps([*found, short])) > CARRIED_BYTES:
            break
        found.append(short)
    return found
