"""The monthly letter to a partner: what it delivered and what it can do better. Dutch (B1), counts only."""

import csv
from html import escape
from io import StringIO
from typing import Any, Final, NamedTuple

from services.report.partners.quality import COUNTS, PartnerMonth, counts, told
from services.report.partners.supply import SupplyState

MONTHS: Final = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
FORMULA_MARKS: Final = ("=", "+", "-", "@", "\t", "\r")


class Letter(NamedTuple):
    """The parts of a letter, the same for every form. `counted`: what, number. `wrong`: field, number, words."""

    title: str
    paragraphs: tuple[str, ...]
    counted: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str, str], ...]
    ending: str


def letter(one: PartnerMonth) -> Letter:
    """The letter on one month of one partner."""
    month = f"{MONTHS[one.month.month - 1]} {one.month.year}"
    numbers = counts(one)
    wrong = tuple((name or "hele regel", str(number), words) for name, _, number, words in told(one))
    return Letter(
        title=f"Uw vroegsignalen van {month}",
        paragraphs=(
            f"Aan: {one.name}",
            f"Hier leest u wat wij in {month} van u ontvingen en wat er niet klopte. Over personen staat hier niets.",
            *_about_supply(one),
        ),
        counted=tuple((words, str(numbers[name])) for name, words in COUNTS.items()),
        wrong=wrong,
        ending="Wat er mis was met een regel leest u in het ontvangstbewijs van de levering. Vragen? Mail ons."
        if wrong
        else "Alles wat u stuurde konden wij lezen. Dank u wel.",
    )


def _about_supply(one: PartnerMonth) -> tuple[str, ...]:
    found = one.supply
    said = []
    if found.state is SupplyState.MISSING and found.due:
        said.append(f"Wij verwachtten een levering op {_day(found.due)}. Die hebben wij nog niet.")
    if found.state is SupplyState.UNKNOWN:
        said.append("Wij hebben met u niet afgesproken wanneer u levert. Daarom weten wij niet of er iets ontbreekt.")
    for size, day in (("klein", found.small), ("groot", found.large)):
        if day and found.usual:
            said.append(
                f"De levering van {_day(day)} was ongewoon {size}. Meestal zijn het {found.usual.least} tot en met"
                f" {found.usual.most} regels. Klopt dat? Wij hebben alles gewoon verwerkt."
            )
    return tuple(said)


def _day(day: Any) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def as_html(made: Letter) -> str:
    """A page of its own, without script or anything from elsewhere."""
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in made.paragraphs)
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(made.title)}</title><style>{LETTER_STYLE}</style></head><body><main>"
        f"<h1>{escape(made.title)}</h1>{paragraphs}"
        f"{_table('Aantallen', ('Wat', 'Aantal'), made.counted)}"
        + (_table("Wat er niet klopte", ("Veld", "Aantal", "Uitleg"), made.wrong) if made.wrong else "")
        + f"<p>{escape(made.ending)}</p></main></body></html>"
    )


LETTER_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1b1b1b;background:#fff}"
    "main{max-width:46rem;margin:0 auto;padding:1.5rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "caption{text-align:left;font-weight:700}"
    "th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #767676;"
    "overflow-wrap:anywhere}"
)


def _table(caption: str, headings: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in headings)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(one)}</td>" for one in row[1:]) + "</tr>"
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def as_csv(made: Letter) -> str:
    """Its numbers, a line each; nothing in it is taken for a formula."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("wat", "aantal", "uitleg"))
    for row in (*((what, number, "") for what, number in made.counted), *made.wrong):
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet calculates."""
    return f"'{cell}" if cell.startswith(FORMULA_MARKS) else cell


PAGE: Final = """
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.title, author: "vroegsignaal")
#set page(paper: "a4", margin: 2.2cm, numbering: "1")
#set text(lang: "nl", size: 11pt)
#set table(stroke: (bottom: 0.5pt + gray), align: left)
#title()
#for one in letter.paragraphs { par(one) }
= Aantallen
#table(columns: (1fr, auto), table.header[Wat][Aantal], ..letter.counted.flatten())
#if letter.wrong.len() > 0 [
  = Wat er niet klopte
  #table(columns: (auto, auto, 1fr), table.header[Veld][Aantal][Uitleg], ..letter.wrong.flatten())
]
#par(letter.ending)
"""
"""The letter on paper; its texts come as data, so that no name is read as markup."""
