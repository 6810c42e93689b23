"""What a person reads at a terminal."""

from io import StringIO

from rich.console import Console

from command.printing import printed
from domain.figures.sheet import Sheet


def shown(sheet: Sheet) -> list[str]:
    console = Console(width=60, record=True, file=StringIO())
    console.print(printed(sheet))
    return [" ".join(line.split()) for line in console.export_text().splitlines() if line.strip()]


def test_a_sheet_is_printed_with_title_headings_rows_total_and_caption() -> None:
    lines = shown(Sheet("Title", ("kind", "signals"), [("energy", "30"), ("water", "2")], ("total", "32"), "Caption."))
    assert (lines[0], lines[-1]) == ("Title", "Caption.")
    assert [line.strip("│┃ ").replace("│", "|").replace("┃", "|") for line in lines if "│" in line or "┃" in line] == [
        "kind | signals",
        "energy | 30",
        "water | 2",
        "total | 32",
    ]


def test_a_sheet_without_total_and_caption_ends_with_its_rows() -> None:
    lines = shown(Sheet("Ledger", ("", "signals"), [("delivered", "6")]))
    assert "delivered │ 6" in lines[-2]
