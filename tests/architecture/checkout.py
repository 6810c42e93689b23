"""The files of a checkout as git would keep them, found without git: an unpacked archive has no repository."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Ignored(NamedTuple):
    """One line of a `.gitignore`: what it says, in which folder it stands, and whether it means folders alone."""

    pattern: str
    folder: PurePosixPath
    folders_only: bool

    def names(self, place: PurePosixPath, *, is_folder: bool) -> bool:
        """Whether this line leaves out the file or folder at `place`, as seen from the top."""
        if (self.folders_only and not is_folder) or not place.is_relative_to(self.folder):
            return False
        inside = place.relative_to(self.folder).as_posix()
        return fnmatch(inside if "/" in self.pattern else place.name, self.pattern.removeprefix("/"))


def ignored_by(text: str, folder: PurePosixPath) -> list[Ignored]:
    """The lines of a `.gitignore` in `folder`; lines that take something back (`!`) are not known here."""
    lines = (line.strip() for line in text.splitlines())
    return [
        Ignored(line.rstrip("/"), folder, line.endswith("/")) for line in lines if line and not line.startswith("#")
    ]


@cache
def files(root: Path = ROOT) -> tuple[Path, ...]:
    """Every file of the checkout at `root`, as a path from there, sorted."""
    return tuple(sorted(_files(root, PurePosixPath(), [Ignored(".git", PurePosixPath(), folders_only=False)])))


def _files(root: Path, folder: PurePosixPath, known: list[Ignored]) -> Iterator[Path]:
    own = root / folder / ".gitignore"
    ignored = [*known, *(ignored_by(own.read_text(encoding="utf-8"), folder) if own.is_file() else ())]
    with os.scandir(root / folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        place, is_folder = folder / entry.name, entry.is_dir(follow_symlinks=False)
        if any(line.names(place, is_folder=is_folder) for line in ignored):
            continue
        if is_folder:
            yield from _files(root, place, ignored)
        elif entry.is_file():
            yield Path(place)
