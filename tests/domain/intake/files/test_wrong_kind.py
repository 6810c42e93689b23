"""A file of the wrong kind is one refusal, and a file with mistakes is none."""

from itertools import cycle, islice

import pytest

from domain.intake.files.delimited import delimited_rows
from domain.intake.files.lines import FileError
from domain.intake.files.sheets import read_chunks
from domain.intake.files.wrong_kind import LOOKED_AT, WRONG_IN_A_ROW, is_wrong_kind
from tests.domain.intake.files.mappings import a_mapping, cells_of

HEADINGS = a_mapping().headings()
GOOD = ";".join(cells_of(HEADINGS, {}))
WRONG = ";".join(cells_of(HEADINGS, {"Schuld": "veel"}))


def read(*lines: str) -> int:
    """How many records are read of a file with these lines."""
    numbered = enumerate([";".join(HEADINGS), *lines], 1)
    return sum(len(chunk) for chunk in read_chunks(delimited_rows(numbered, ";"), a_mapping()))


def test_a_thousand_wrong_lines_in_a_row_refuse_the_file_with_the_first_as_an_example() -> None:
    with pytest.raises(FileError) as error:
        read(*[GOOD] * 3, *["a"] * WRONG_IN_A_ROW)
    assert "Wij konden" in str(error.value)
    assert "regel 5: Deze regel heeft niet evenveel kolommen" in str(error.value)
    assert read(*[GOOD] * 3, *["a"] * (WRONG_IN_A_ROW - 1), GOOD) == WRONG_IN_A_ROW + 3


def test_the_example_names_the_field_and_no_value() -> None:
    with pytest.raises(FileError, match=r"regel 2 bij bedragInCenten: ") as error:
        read(*[WRONG] * WRONG_IN_A_ROW)
    assert "veel" not in str(error.value)


def test_more_than_half_of_the_first_thousands_refuse_the_file_and_half_does_not() -> None:
    half = [*islice(cycle([GOOD, WRONG]), LOOKED_AT)]
    assert read(*half) == LOOKED_AT
    with pytest.raises(FileError):
        read(*[WRONG if line == 0 else text for line, text in enumerate(half)])


def test_wrong_lines_far_into_a_file_refuse_it_too() -> None:
    with pytest.raises(FileError):
        read(*[GOOD] * (LOOKED_AT + 500), *[WRONG] * WRONG_IN_A_ROW)


@pytest.mark.parametrize(
    ("counts", "wrong"), [((999, 999, 999), False), ((1_000, 1_000, 9_000), True), ((1, 2_501, 5_000), True)]
)
def test_what_is_a_wrong_kind_follows_from_three_counts(counts: tuple[int, int, int], *, wrong: bool) -> None:
    assert is_wrong_kind(*counts) is wrong
