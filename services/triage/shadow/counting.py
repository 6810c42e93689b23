"""Both policies side by side, decision for decision, counted by day: no signal, no case and no person is left in it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition


class ShadowVerdict(NamedTuple):
    """What one decision came to, by its number, and the local day it was made for."""

    sequence: int
    decided_on: date
    disposition: Disposition
    tray: Tray | None = None
    channel: Channel | None = None

    @property
    def code(self) -> str:
        """E.g. `single/phone`; a disposition where there is no case."""
        return f"{self.tray}/{self.channel}" if self.tray else str(self.disposition)


class ShadowCount(NamedTuple):
    """How often on a day the policy in force said `live` while the shadow said `shadow`."""

    decided_on: date
    live: str
    shadow: str
    signals: int


def side_by_side(live: Iterable[ShadowVerdict], shadow: Mapping[int, ShadowVerdict], after: int) -> list[ShadowCount]:
    """Count the decisions with a number above `after` that both made."""
    pairs = Counter(
        (one.decided_on, one.code, shadow[one.sequence].code)
        for one in live
        if one.sequence > after and one.sequence in shadow
    )
    return [ShadowCount(*pair, number) for pair, number in sorted(pairs.items())]
