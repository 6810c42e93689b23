"""Measures that the house keeps, and what the measuring script counts as what."""

from fnmatch import fnmatch

import pytest

from tests.architecture.checkout import ROOT
from tests.architecture.codebase import ALIKE, CodeBase, code_base, import_cycles, public_names
from tests.architecture.measures import Measures, doubles, measure, mocks, offenders, spread
from tests.architecture.sources import Source, parse

MOST_PERCENT_WITH_TWO_MEANINGS = 3.0
LONGEST_MEDIAN, LONGEST_P90 = 5, 15


@pytest.fixture(scope="module")
def house() -> Measures:
    return measure(code_base(ROOT))


def test_a_public_name_means_one_thing(house: Measures) -> None:
    found = house.names_with_two_meanings
    assert found.percent <= MOST_PERCENT_WITH_TWO_MEANINGS, f"{found}\n{offenders(found)}"


def test_functions_are_short(house: Measures) -> None:
    assert house.function_lines.median <= LONGEST_MEDIAN
    assert house.function_lines.p90 <= LONGEST_P90


def test_no_imports_go_in_circles(house: Measures) -> None:
    assert house.cycles_when_loaded == []
    assert house.cycles_at_any_time == []


def in_two_places(*modules: Source, constants: bool = True) -> dict[str, list[str]]:
    return {name: list(found) for name, found in doubles(public_names(modules, constants=constants)).double.items()}


def test_a_name_in_two_modules_has_two_meanings() -> None:
    here = parse("from x import step\nLIMIT, OTHER = 1, 2\nclass Seen: ...\ndef check(): ...\ndef _own(): ...", "a")
    there = parse("LIMIT: int = 2\nSeen = dict[str, int]\ndef check(): ...\ndef _own(): ...", "b")
    assert set(in_two_places(here, there)) == {"LIMIT", "Seen", "check"}
    assert set(in_two_places(here, there, constants=False)) == {"check"}


def test_type_variables_and_names_inside_a_class_are_no_public_names() -> None:
    one = parse("T = TypeVar('T')\nclass A:\n    def read(self): ...\n    NAME = 1", "a")
    assert set(public_names([one])) == {"A"}


def test_what_the_files_of_one_place_define_alike_on_purpose_is_one_meaning() -> None:
    assert in_two_places(parse("def change(): ...", "domain.cases.acts.a"), parse("def change(): ...", "b"))
    acts = [parse("def change(): ...\ndef other(): ...", f"domain.cases.acts.{name}") for name in "ab"]
    assert set(in_two_places(*acts)) == {"other"}


def test_every_name_that_is_excused_is_still_defined_more_than_once_there() -> None:
    product = code_base(ROOT).product
    for where, names in ALIKE.items():
        there = [public_names([module]) for module in product if fnmatch(module.place, where)]
        assert [name for name in names if sum(name in one for one in there) < 2] == [], where


def test_a_circle_is_found_where_it_is_closed() -> None:
    first = parse("from p import second\nif TYPE_CHECKING:\n    import p.third", "p.first")
    second = parse("def f():\n    from .first import f", "p.second")
    third = parse("import p.first", "p.third")
    assert import_cycles([first, second, third], in_functions=False) == []
    assert import_cycles([first, second], in_functions=True) == [["p.first", "p.second"]]
    assert import_cycles([first, parse("import p.first", "p.second")], in_functions=False) != []


def test_mocks_are_mock_classes_patches_and_replaced_attributes() -> None:
    text = "m = MagicMock()\nwith mock.patch('a.b'): ...\nmonkeypatch.setattr(a, 'b', 1)\nmonkeypatch.setenv('A', '1')"
    assert sorted(mocks(parse(text))) == ["MagicMock", "mock.patch", "monkeypatch.setattr"]


def test_lengths_count_the_docstring_and_not_the_decorator() -> None:
    code = CodeBase([parse('@cache\ndef f():\n    """Says."""\n    return 1\n', "a")], [])
    assert measure(code).function_lines == spread([3])
    assert spread([1, 2, 3, 4, 5, 6, 7, 8, 9, 100]) == (5.5, 100, 100)
