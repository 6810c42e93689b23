"""ODS workbooks (OpenDocument 1.3): the sheets that are shown, and the rows of one as text."""

from collections.abc import Iterator
from typing import Final

from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.archive import LOCKED, Archive, occurrences
from domain.intake.files.workbooks.markup import elements, parse
from domain.intake.files.workbooks.ods_cells import TableReader
from domain.intake.files.workbooks.rows import Cells, spread
from domain.intake.files.workbooks.values import Counting
from domain.intake.limits import SHEETS

ODS_CONTENT: Final = "content.xml"
MANIFEST: Final = "META-INF/manifest.xml"
TABLE: Final = b"<table:table "
TOO_MANY_SHEETS: Final = f"Dit bestand heeft meer dan {SHEETS} werkbladen. Laat alleen het werkblad met signalen staan."


class Ods:
    """A workbook; `sheets`: names of the sheets that are shown."""

    def __init__(self, archive: Archive, counting: Counting) -> None:
        """Raises FileError for what is no ODS workbook, or is locked."""
        self._archive, self._counting = archive, counting
        if MANIFEST in archive and elements(archive.small_parts(MANIFEST), "encryption-data"):
            raise FileError(LOCKED)
        self._firsts: dict[str, Cells] | None = None

    @property
    def sheets(self) -> list[str]:
        """Their names, in order."""
        return list(self.firsts())

    def rows(self, sheet: str) -> Iterator[tuple[int, Cells]]:
        """The rows of a sheet that hold something, by their number. Raises FileError."""
        reader = TableReader(self._counting, sheet)
        for _ in parse(self._archive.parts(ODS_CONTENT), reader):
            yield from spread(reader.take())

    def firsts(self) -> dict[str, Cells]:
        """The first row of each sheet that has one."""
        if self._firsts is None:
            self._firsts = {}
            reader = TableReader(self._counting)
            tables = occurrences(self._archive.parts(ODS_CONTENT), TABLE)
            if tables > SHEETS:
                raise FileError(TOO_MANY_SHEETS)
            for _ in parse(self._archive.parts(ODS_CONTENT), reader):
                for name, row in reader.take_named():
                    self._firsts.setdefault(name, row.cells)
                if len(self._firsts) == tables:
                    break
        return self._firsts
