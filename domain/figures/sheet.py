"""What a person reads at a terminal, as plain values: `command` prints it."""

from collections.abc import Sequence
from typing import NamedTuple


class Sheet(NamedTuple):
    """A table of texts: the first column names the row, the others hold numbers; `total` is a last row apart."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: Sequence[str] = ()
    caption: str = ""
