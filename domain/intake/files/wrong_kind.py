"""A file of the wrong kind is refused as a whole: one answer, instead of an error for each of its lines."""

from collections.abc import Iterable, Sequence
from typing import Final

from domain.intake.checks.faults import TEXTS, Code, Fault

WRONG_IN_A_ROW: Final = 1_000
LOOKED_AT: Final = 5_000
"""Records from the start of a file; when more than half of them are wrong, so is the file [A]."""
LOOK_AND_SEND_AGAIN: Final = "Kijk of dit het juiste bestand is met de juiste kolomindeling, en lever het opnieuw."


def is_wrong_kind(in_a_row: int, wrong: int, read: int) -> bool:
    """`in_a_row`: wrong records without a right one between, up to the last that was read; `wrong` of `read` in all."""
    return in_a_row >= WRONG_IN_A_ROW or (read == LOOKED_AT and 2 * wrong > read)


UNREADABLE_CODES: Final = (
    Code.MISSING,
    Code.NOT_TEXT,
    Code.NOT_A_NUMBER,
    Code.NOT_AN_AMOUNT,
    Code.NOT_A_DATE,
    Code.NOT_YES_OR_NO,
    Code.TOO_LONG,
    Code.TOO_LOW,
    Code.TOO_HIGH,
    Code.WRONG_FORM,
    Code.UNKNOWN_WORD,
    Code.WRONG_COLUMNS,
    Code.STRAY_QUOTE,
    Code.ERROR_VALUE,
    Code.BECAME_DATE,
    Code.DIGITS_LOST,
    Code.NOT_SPLIT,
)
"""What says that a file is another one than was agreed. What a partner may not send says nothing of its file: rows of a
municipality without an agreement stand together, with good ones behind them."""
REFUSED_HALFWAY: Final = (
    "Te veel regels waren niet te lezen. De regels na de laatste die hier staat, namen wij daarom niet aan. "
    + LOOK_AND_SEND_AGAIN
)


class Tally:
    """Counts the wrong records of a file while it is read."""

    def __init__(self) -> None:
        self._in_a_row = self._wrong = self._read = 0
        self._first: tuple[int, Fault] | None = None
        self._found = False

    def count(self, records: Iterable[tuple[int, Sequence[Fault]]]) -> None:
        """Take in the next records: the line of each, and its errors."""
        for line, faults in records:
            self._read += 1
            self._in_a_row = self._in_a_row + 1 if faults else 0
            self._wrong += bool(faults)
            if faults and self._first is None:
                self._first = line, faults[0]
            self._found = self._found or is_wrong_kind(self._in_a_row, self._wrong, self._read)

    def is_wrong_kind(self) -> bool:
        """Whether the file as a whole is refused."""
        return self._found

    def told(self) -> str:
        """Why, with the first error as an example."""
        if self._first is None:
            raise ValueError("nothing was wrong")
        line, fault = self._first
        field = f" bij {fault.field}" if fault.field else ""
        return (
            f"Wij konden {self._wrong} van de eerste {self._read} regels niet lezen. Daarom nemen wij het bestand "
            f"niet aan. Voorbeeld: regel {line}{field}: {TEXTS[fault.code]} {LOOK_AND_SEND_AGAIN}"
        )
