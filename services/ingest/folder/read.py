"""The watched folder as files: looked at, opened and put away without ever following a link or leaving the folder.

Every step is taken from an open folder to a name in it, so that a name, or a folder that is swapped for a link
meanwhile, leads nowhere else.
"""

import fcntl
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Final

from services.ingest.folder.naming import (
    ANSWER,
    FilePlace,
    holds_files,
    is_passed_over,
    name_when_taken,
)
from services.ingest.folder.resting import FileMark

FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


class DropFolder:
    """The folder that partners put files in: PARTNER/MAPPING/FILE, or PARTNER/FILE for who has one mapping."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def files(self) -> list[tuple[FilePlace, FileMark]]:
        """Every plain file that may be a delivery. Raises OSError when the folder itself cannot be read."""
        with folder_at(self._root) as root:
            return [
                (FilePlace(partner, mapping, name), mark)
                for partner, inside in folders_in(root, holds_files)
                for mapping, files in chain([("", inside)], folders_in(inside, holds_files))
                for name, mark in _plain_files(files)
            ]

    @contextmanager
    def opened(self, place: FilePlace) -> Iterator[IO[bytes] | None]:
        """A file, for this process alone; None when it is gone, no plain file, or another process has it."""
        with ExitStack() as closing:
            try:
                folder = closing.enter_context(folder_at(self._root, *place.folders()))
                file = closing.enter_context(os.fdopen(os.open(place.name, FILE, dir_fd=folder), "rb"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_plain = stat.S_ISREG(os.fstat(file.fileno()).st_mode)
            except OSError:
                is_plain = False
            yield file if is_plain else None

    def put_away(self, place: FilePlace, read: FileMark, kind: str, answer: bytes) -> bool:
        """Move the file that was `read` to the folder `kind` of its partner, with its answer beside it, written first.

        What was there under that name stays. False when another file has come in its place: that one stays where it
        is, to be read. Raises OSError when the folder does not let us.
        """
        with folder_at(self._root, place.partner) as partner, folder_at(self._root, *place.folders()) as files:
            with suppress(FileExistsError):
                os.mkdir(kind, 0o750, dir_fd=partner)
            with below(partner, kind) as away:
                if _mark(os.stat(place.name, dir_fd=files, follow_symlinks=False)) != read:
                    return False
                written_at = datetime.fromtimestamp(read.written / 1e9, UTC)
                name = name_when_taken(place.name, written_at, os.listdir(away))
                write_whole(away, f"{name}{ANSWER}", [answer])
                os.rename(place.name, name, src_dir_fd=files, dst_dir_fd=away)
                if _mark(os.stat(name, dir_fd=away, follow_symlinks=False)) == read:
                    return True
                _give_back(away, name, files, place.name)
                return False


def mark_of(file: IO[bytes]) -> FileMark:
    """How an open file is now."""
    return _mark(os.fstat(file.fileno()))


def drop_of(file: IO[bytes]) -> str:
    """What putting a file in the folder leaves on it, also when it is moved there: looking at it changes nothing."""
    found = os.fstat(file.fileno())
    return f"{found.st_ino}/{found.st_mtime_ns}/{found.st_ctime_ns}"


def _mark(found: os.stat_result) -> FileMark:
    return FileMark(found.st_ino, found.st_size, found.st_mtime_ns)


def folders_in(folder: int, wanted: Callable[[str], bool]) -> Iterator[tuple[str, int]]:
    """Folders in an open folder with a wanted name, each open while it is looked at; a link to one is none."""
    for name in sorted(filter(wanted, os.listdir(folder))):
        with suppress(OSError), below(folder, name) as inside:
            yield name, inside


def _plain_files(folder: int) -> Iterator[tuple[str, FileMark]]:
    for name in os.listdir(folder):
        with suppress(FileNotFoundError):
            found = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISREG(found.st_mode) and not is_passed_over(name):
                yield name, _mark(found)


@contextmanager
def folder_at(root: Path, *names: str) -> Iterator[int]:
    """A folder by the names that lead to it, open. Raises OSError when one is missing, or a link."""
    with ExitStack() as closing:
        found = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        closing.callback(os.close, found)
        for name in names:
            found = closing.enter_context(below(found, name))
        yield found


@contextmanager
def below(folder: int, name: str) -> Iterator[int]:
    """A folder in an open folder, open. Raises OSError when it is missing, or a link."""
    found = os.open(name, FOLDER, dir_fd=folder)
    try:
        yield found
    finally:
        os.close(found)


def _give_back(away: int, name: str, files: int, wanted: str) -> None:
    """A file that came in the last moment lies where it was put, or beside the next one that came."""
    for number in range(1, 100):
        with suppress(FileExistsError):
            os.link(name, wanted if number == 1 else f"{number}-{wanted}", src_dir_fd=away, dst_dir_fd=files)
            os.unlink(name, dir_fd=away)
            return


def write_whole(folder: int, name: str, parts: Iterable[bytes]) -> None:
    """A file whole, or not at all: under a name that is passed over until it is. Raises OSError."""
    unfinished = f".{name}.tmp"
    with os.fdopen(os.open(unfinished, NEW_FILE, 0o640, dir_fd=folder), "wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    os.rename(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
