"""Printing what a person reads at a terminal."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from domain.figures.sheet import Sheet


def printed(sheet: Sheet) -> Table:
    """A sheet as a table: names on the left, numbers on the right, a total apart and what it means below."""
    table = Table(title=sheet.title, title_justify="left", caption=sheet.caption or None, caption_justify="left")
    for position, heading in enumerate(sheet.headings):
        table.add_column(heading, justify="right" if position else "left")
    for row in sheet.rows:
        table.add_row(*row)
    if sheet.total:
        table.add_section()
        table.add_row(*sheet.total, style="bold")
    return table


def listed(headings: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> RenderableType:
    """Rows as a table of texts; `nothing` says in a sentence that there are none."""
    if not rows:
        return nothing
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")  # An id that is cut cannot be typed.
    for row in rows:
        table.add_row(*row)
    return table
