"""XLSX workbooks (ECMA-376): which sheets they have, and the rows of one as text."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.archive import DAMAGED, Archive, occurrences
from domain.intake.files.workbooks.markup import elements, parse
from domain.intake.files.workbooks.rows import Cells, spread
from domain.intake.files.workbooks.styles import Meaning, meanings
from domain.intake.files.workbooks.texts import SharedTexts, shared_texts
from domain.intake.files.workbooks.values import Counting
from domain.intake.files.workbooks.xlsx_cells import SheetReader

ROOT: Final = "_rels/.rels"
BINARY: Final = "Dit is een binair Excel-bestand (XLSB). Sla het op als XLSX of CSV en stuur dat."
NO_WORKBOOK: Final = "Dit bestand is geen werkmap van een rekenprogramma. Stuur een XLSX-, ODS- of CSV-bestand."
MERGED: Final = b"mergeCell"


class Parts(NamedTuple):
    """Where a workbook keeps what its cells refer to."""

    texts: SharedTexts
    meanings: list[Meaning]


class Xlsx:
    """A workbook; `sheets`: names of the sheets that are shown, and where they are kept."""

    def __init__(self, archive: Archive, counting: Counting) -> None:
        """Raises FileError for what is no XLSX workbook."""
        self._archive = archive
        self._path = _workbook(archive)
        found = elements(archive.small_parts(self._path), "workbookPr", "sheet")
        settings = next((one.attributes for one in found if one.name == "workbookPr"), {})
        self._counting = counting._replace(from_1904=settings.get("date1904", "") in ("1", "true"))
        self._related = dict(_related(archive, self._path))
        self.sheets = dict(_sheets([one.attributes for one in found if one.name == "sheet"], self._related))
        self._parts: Parts | None = None
        self._merged_in: dict[str, list[tuple[int, int]]] = {}

    def rows(self, sheet: str) -> Iterator[tuple[int, Cells]]:
        """The rows of a sheet that hold something, by their number. Raises FileError."""
        path = self.sheets[sheet]
        reader = SheetReader(*self._referred(), self._counting, self._merged(path))
        for _ in parse(self._archive.parts(path), reader):
            yield from spread(reader.take())

    def firsts(self) -> dict[str, Cells]:
        """The first row of each sheet that has one."""
        found = {name: next(self.rows(name), None) for name in self.sheets}
        return {name: row[1] for name, row in found.items() if row}

    def _referred(self) -> Parts:
        if self._parts is None:
            by_kind = {kind: path for kind, path in self._related.values() if path in self._archive}
            texts, styles = by_kind.get("sharedStrings"), by_kind.get("styles")
            self._parts = Parts(
                shared_texts(self._archive.parts(texts)) if texts else SharedTexts(),
                meanings(self._archive.small_parts(styles)) if styles else [],
            )
        return self._parts

    def _merged(self, path: str) -> list[tuple[int, int]]:
        """First and last row of the cells that are one. They stand behind the rows, so they are looked for first.

        Looked for once: it is reading the whole sheet.
        """
        if path not in self._merged_in:
            has_any = occurrences(self._archive.parts(path), MERGED)
            found = elements(self._archive.parts(path), "mergeCell") if has_any else []
            self._merged_in[path] = sorted(_row_span(one.attributes.get("ref", "")) for one in found)
        return self._merged_in[path]


def _workbook(archive: Archive) -> str:
    path = next((path for kind, path in _targets(archive, ROOT, "") if kind == "officeDocument"), "")
    if path.endswith(".bin"):
        raise FileError(BINARY)
    if path not in archive or posixpath.basename(path) == "document.xml":
        raise FileError(NO_WORKBOOK)
    return path


def _related(archive: Archive, path: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Id of each member that the workbook refers to, with its kind and path."""
    folder, name = posixpath.split(path)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    for one in _relations(archive, relations):
        yield one.get("Id", ""), (_kind(one), _path(one, folder))


def _targets(archive: Archive, relations: str, folder: str) -> Iterator[tuple[str, str]]:
    for one in _relations(archive, relations):
        yield _kind(one), _path(one, folder)


def _relations(archive: Archive, name: str) -> Iterable[Mapping[str, str]]:
    if name not in archive:
        raise FileError(NO_WORKBOOK)
    return [one.attributes for one in elements(archive.small_parts(name), "Relationship")]


def _kind(relation: Mapping[str, str]) -> str:
    return posixpath.basename(relation.get("Type", ""))


def _path(relation: Mapping[str, str], folder: str) -> str:
    """Inside the workbook, whatever it says: it is a name in its directory."""
    return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")


def _sheets(found: Iterable[Mapping[str, str]], related: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for one in found:
        kind, path = related.get(one.get("id", ""), ("", ""))
        if kind == "worksheet" and one.get("state", "visible") == "visible":
            yield one.get("name", ""), path


def _row_span(reference: str) -> tuple[int, int]:
    """First and last row of `B3:C4`. Raises FileError."""
    numbers = [one.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$") for one in reference.split(":")]
    if not all(one.isdecimal() and len(one) <= 7 for one in numbers):
        raise FileError(DAMAGED)
    return int(numbers[0]), int(numbers[-1])
