"""The first row of a file: what is wrong with it is told by position and by the mapping's own names."""

import pytest

from domain.intake.files.headings import HeadingsError, place_columns
from tests.domain.intake.files.mappings import COLUMNS, a_mapping

HEADINGS = a_mapping().headings()


def refusal(headings: list[str]) -> str:
    with pytest.raises(HeadingsError) as error:
        place_columns(a_mapping(), headings)
    return str(error.value)


def test_headings_may_stand_in_any_order() -> None:
    headings = [f" {heading} " for heading in reversed(HEADINGS)]
    assert place_columns(a_mapping(), headings) == tuple(reversed(a_mapping().columns.values()))


def test_unknown_headings_are_told_by_position_and_missing_ones_by_name() -> None:
    said = refusal(["Jansen", *HEADINGS[1:]])
    assert "kolom 1." in said
    assert "Plaats" in said
    assert "Jansen" not in said


def test_a_heading_that_stands_there_twice_is_refused() -> None:
    assert "twee keer" in refusal([*HEADINGS, HEADINGS[0]])


@pytest.mark.parametrize(("found", "name"), [(",", "komma"), ("\t", "tab"), ("|", "verticale streep")])
def test_another_delimiter_is_told_by_its_name(found: str, name: str) -> None:
    said = refusal([found.join(f'"{heading}"' if found == "," else heading for heading in HEADINGS)])
    assert said.startswith(f"U gebruikt een {name} tussen de kolommen, wij verwachten een puntkomma.")


def test_of_a_hundred_thousand_unknown_headings_twenty_are_told() -> None:
    said = refusal([*HEADINGS, *map(str, range(100_000))])
    assert said.endswith(f"33 en nog {100_000 - 20}.")
    assert len(said) < 300


def test_a_delimiter_without_a_name_is_shown() -> None:
    with pytest.raises(HeadingsError, match="wij verwachten het teken ~"):
        place_columns(a_mapping("delimiter: '~'\n"), [";".join(HEADINGS)])
    assert "~" not in COLUMNS
