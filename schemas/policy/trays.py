"""Trays in order: for the cases of a tray, from a band on, how and how soon a worker begins and with which help."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from schemas.policy.part import PolicyPart
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.choices import Band, OfferLevel
from schemas.vocabulary.contacts import APPROACHES, Channel


def _first_approach(written: object) -> object:
    if not isinstance(written, str) or written not in APPROACHES:
        raise ValueError(f"a first approach is one of: {', '.join(APPROACHES)}")
    return written


class TrayLine(PolicyPart):
    """A line fits a case of its tray, in its band or a higher one. The first line that fits holds.

    `lead_working_days`: working days after the case opened in which a worker begins.
    """

    tray: Tray
    from_band: Band | None = None
    channel: Annotated[Channel, BeforeValidator(_first_approach)]
    offer_level: OfferLevel | None = None
    lead_working_days: Annotated[int, Field(ge=0, le=20)] | None = None

    def fits(self, tray: Tray, band: Band | None) -> bool:
        """Whether it is about such a case."""
        if self.tray is not tray:
            return False
        return self.from_band is None or (band is not None and band.rank >= self.from_band.rank)


def in_order(lines: Sequence[TrayLine]) -> Sequence[TrayLine]:
    """The same lines. Raises ValueError when one can never be the first that fits, or a higher band gets less."""
    if not lines:
        raise ValueError("name at least one line, or leave this out")
    for place, line in enumerate(lines):
        above = [one for one in lines[:place] if one.tray is line.tray]
        for wrong in (*_never_reached(line, above), *_lighter_above(line, above)):
            raise ValueError(f"line {place + 1}: {wrong}")
    return lines


def _never_reached(line: TrayLine, above: Sequence[TrayLine]) -> Iterator[str]:
    if any(one.from_band is None or (line.from_band and one.from_band.rank <= line.from_band.rank) for one in above):
        yield "a line above it is always first; put the highest band first, and the line without a band last"


def _lighter_above(line: TrayLine, above: Sequence[TrayLine]) -> Iterator[str]:
    if any(APPROACHES[one.channel] < APPROACHES[line.channel] for one in above):
        yield "a higher band never gets a lighter approach than a lower one"


TrayLines = Annotated[tuple[TrayLine, ...], AfterValidator(in_order)]
