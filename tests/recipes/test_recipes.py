"""Every recipe of the README is performed on a copy of the tree: it touches the files it names, and it works."""

from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.docs.texts import coded, section
from tests.recipes.recipe import Edit, Recipe, Tree, copied, perform
from tests.recipes.recipes import RECIPES

EACH = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.wish)


def rows() -> dict[str, set[str]]:
    """Wish to the files that the README names for it."""
    table = section(ROOT / "README.md", "I want to change…")
    found = [row.split("|") for row in table.splitlines() if row.startswith("| ") and "---" not in row][1:]
    return {wish.strip().removesuffix("*"): set(coded(where)) for _, wish, where, _, _ in found if "*" in wish}


def test_every_marked_row_of_the_readme_is_performed() -> None:
    assert set(rows()) == {recipe.wish for recipe in RECIPES}


@EACH
def test_a_recipe_touches_few_files_and_the_readme_names_them(recipe: Recipe) -> None:
    assert len(recipe.files) <= recipe.most_files
    named = rows()[recipe.wish]
    assert [edit.file for edit in recipe.edits if not is_named(edit, named)] == []


def is_named(edit: Edit, named: set[str]) -> bool:
    """Whether the README names the file, or the folder in which a new file is made."""
    return edit.file in named or (edit.is_new and any(edit.file.startswith(one) for one in named if one.endswith("/")))


@EACH
def test_a_recipe_performed_on_a_copy_of_the_tree_passes_the_suite_of_its_part(recipe: Recipe, tmp_path: Path) -> None:
    for step, ended in perform(recipe, copied(tmp_path / "tree"), tmp_path / "scratch"):
        assert ended.returncode == 0, f"{step}\n{ended.stdout[-4_000:]}\n{ended.stderr[-4_000:]}"


@EACH
def test_a_proof_fails_where_nothing_was_changed(recipe: Recipe) -> None:
    assert Tree(ROOT).run("-c", recipe.proof).returncode == 1


def test_an_edit_whose_place_is_gone_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text("one = 1\n", encoding="utf-8")
    with pytest.raises(LookupError):
        Tree(tmp_path).write(Edit("here.py", "two = 2\n", after="three"))


def test_an_edit_stands_after_its_line(tmp_path: Path) -> None:
    (tmp_path / "here.py").write_text("one = 1\nthree = 3\n", encoding="utf-8")
    Tree(tmp_path).write(Edit("here.py", "two = 2\n", after="one"))
    assert (tmp_path / "here.py").read_text(encoding="utf-8") == "one = 1\ntwo = 2\nthree = 3\n"
