"""The letter as a page of its own and as a PDF that a screen reader can read (PDF/UA-1)."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import typst

from services.worklist.pages.letter.resident_letter import LETTER_PARTS, REPORT_HEADINGS, ResidentLetter
from services.worklist.render import environment

WORDS: Final[dict[str, Any]] = {"headings": REPORT_HEADINGS, "parts": LETTER_PARTS}
SHEET: Final = """
#let letter = json(bytes(sys.inputs.letter))
#set document(title: letter.title, author: "gemeente")
#set page(paper: "a4", margin: 2.2cm, numbering: "1")
#set text(lang: "nl", size: 11pt)
#set table(stroke: (bottom: 0.5pt + gray), align: left)
#title()
#for one in letter.opening { par(one) }
#heading(letter.parts.reported)
#table(columns: (1fr, 1fr, auto, auto), table.header(..letter.headings), ..letter.reports.flatten())
#heading(letter.parts.why)
#for one in letter.why { par(one) }
#heading(letter.parts.rights)
#for one in letter.rights { par(one) }
"""
"""The letter on paper; its texts come as data, so that no name is read as markup."""


def as_sheet(made: ResidentLetter) -> bytes:
    """The letter on A4."""
    given = {"letter": json.dumps(made._asdict() | WORDS)}
    paper: bytes = typst.compile(SHEET.encode(), sys_inputs=given, pdf_standards=["ua-1"])
    return paper


def as_page(made: ResidentLetter) -> bytes:
    """The letter as one file of HTML, without script or anything from elsewhere."""
    return environment().get_template("letter/letter.html").render(letter=made, **WORDS).encode()


LETTER_SHAPES: Final[Mapping[str, tuple[str, Callable[[ResidentLetter], bytes]]]] = MappingProxyType(
    {"html": ("text/html; charset=utf-8", as_page), "pdf": ("application/pdf", as_sheet)}
)
"""The end of a file's name, its media type, and what writes it."""
