"""A recipe of the README, performed: what is written in which file, and which suite must pass afterwards."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tests.architecture.checkout import ROOT

LEFT_OUT: Final = shutil.ignore_patterns(".git", ".venv", ".home", "node_modules", "__pycache__", "*.egg-info", "lib")
"""What a copy of the tree does without."""


class Edit(NamedTuple):
    """`text` is written into `file` after (or before) the first line that holds a text; without one the file is new."""

    file: str
    text: str
    after: str = ""
    before: str = ""

    @property
    def is_new(self) -> bool:
        """Whether it makes the file."""
        return not (self.after or self.before)


class Recipe(NamedTuple):
    """One wish of the table "I want to change…" in the README.

    `edits` are what a person writes; `examples` what the person adds to the tests; the rest is generated.
    `suite`: the tests of that part. `proof`: Python that runs in the changed tree and shows that the wish came true.
    """

    wish: str
    edits: tuple[Edit, ...]
    suite: tuple[str, ...]
    proof: str
    examples: tuple[Edit, ...] = ()
    most_files: int = 3

    @property
    def files(self) -> list[str]:
        """Files that a person touches besides tests."""
        return sorted({edit.file for edit in self.edits})


class Tree(NamedTuple):
    """A copy of the repository."""

    root: Path

    def write(self, edit: Edit) -> None:
        """Make one edit. Raises LookupError when its place is not there (any more)."""
        path = self.root / edit.file
        if edit.is_new:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(edit.text, encoding="utf-8")
            return
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        sought = edit.after or edit.before
        places = [number for number, line in enumerate(lines) if sought in line]
        if not places:
            raise LookupError(f"{edit.file} has no line with {sought!r}")
        place = places[0] + bool(edit.after)
        path.write_text("".join([*lines[:place], edit.text, *lines[place:]]), encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the tree."""
        surroundings = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.root, env=surroundings, capture_output=True, text=True, check=False)


def copied(folder: Path) -> Tree:
    """A copy of the tree in `folder`, without what is built or only there."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    return Tree(folder)


def perform(recipe: Recipe, tree: Tree, scratch: Path) -> Iterator[tuple[str, subprocess.CompletedProcess[str]]]:
    """Make every edit, write the generated documents anew, show the proof and run the suite; gives each step's end."""
    for edit in (*recipe.edits, *recipe.examples):
        tree.write(edit)
    yield "generated documents", tree.run("-m", "tests.generated")
    yield "proof", tree.run("-c", recipe.proof)
    yield "suite", tree.run("-m", "pytest", "-q", "-x", f"--basetemp={scratch}", *recipe.suite)
