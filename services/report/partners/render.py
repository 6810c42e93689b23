"""The letter as a PDF that a screen reader can read (PDF/UA-1)."""

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import typst

from services.report.partners.letter import PAGE, Letter, as_csv, as_html


def as_pdf(made: Letter) -> bytes:
    """The same letter on A4."""
    given = {"letter": json.dumps(made._asdict())}
    paper: bytes = typst.compile(PAGE.encode(), sys_inputs=given, pdf_standards=["ua-1"])
    return paper


FORMS: Final[Mapping[str, Callable[[Letter], bytes]]] = MappingProxyType(
    {
        "html": lambda made: as_html(made).encode(),
        "csv": lambda made: as_csv(made).encode("utf-8-sig"),
        "pdf": as_pdf,
    }
)
"""The end of a file's name, and what writes it."""
