"""The documents as the tests read them, and the glossary as the code gives it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from schemas.glossary import ATTRIBUTES, EXCHANGED
from schemas.vocabulary.decisions import PARTNER_IS_TOLD, Disposition
from tests.architecture.checkout import ROOT, files

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(
    r'\]\(\s*(?:<([^>]+)>|([^)\s]+))[^)]*\)|^\[[^\]]+\]:\s+(\S+)|<(?:img|a)\s[^>]*(?:src|href)="([^"]+)"', re.M
)
"""A link, with a title or in angle brackets too; a reference; a tag."""


def documents() -> list[Path]:
    """Every Markdown file of the project itself."""
    return [ROOT / path for path in files() if path.suffix == ".md"]


def prose(path: Path) -> str:
    """A document without its code blocks."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def section(path: Path, title: str) -> str:
    """What stands under a second-level heading."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{path.name} has no section {title}"
    return found.group(1)


def links(path: Path) -> Iterator[str]:
    """Targets of all links and pictures."""
    yield from (next(filter(None, found)) for found in LINK.findall(prose(path)))


def anchors(path: Path) -> set[str]:
    """Names of headings as a forge makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def coded(text: str) -> Iterator[str]:
    """What stands between backticks."""
    yield from re.findall(r"`([^`\n]+)`", text)


def glossary() -> str:
    """`docs/glossary.md`, written from what fields and codes bring along."""
    lines = [
        "# Glossary",
        "",
        "Outside speaks Dutch, inside speaks English. Each field and each code brings its outward word along",
        "(`schemas/signals.py`, `schemas/vocabulary/`); nothing else translates. This file is written from them:",
        "change one, then run `make generated`.",
        "",
        "## Attributes",
        "",
        "Names in the REST interface and in column mappings, and the names in code and tables.",
        "",
        *table(("Outside", "Inside"), ATTRIBUTES.items()),
        "## Codes",
        "",
        "Words are those of DDAS Vroegsignalering 1.2 where it has one.",
        "",
    ]
    for kind in [one for one in EXCHANGED if one is not Disposition]:
        meaning = (kind.__doc__ or "").splitlines()[0]
        rows = [(code.dutch, str(code)) for code in kind]
        lines += [f"### {kind.__name__}", "", meaning, "", *table(("Outside", "Inside"), rows)]
    told = [(str(code), code.dutch, "yes" if code in PARTNER_IS_TOLD else "no") for code in Disposition]
    lines += ["### Disposition", "", "What became of a signal; every accepted signal has exactly one.", ""]
    lines += table(("Inside", "DDAS status of the signal", "Partner is told"), told)
    return "\n".join(lines).rstrip() + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table, with an empty one after it."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |", *lines, ""]
