"""What was put away as files: answers that still wait for their receipts, and files that lie there too long."""

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from services.ingest.folder.naming import ANSWER, PUT_AWAY, RECEIPTS, TAKEN_FOLDER, holds_files
from services.ingest.folder.read import FILE, below, folder_at, folders_in, write_whole
from services.ingest.folder.replies import told_reply

ANSWER_BYTES: Final = 64 * 1024
"""Ours are far smaller; partners may write here too."""


class AnswerPlace(NamedTuple):
    """Where an answer lies: the folder of its partner, and the name of the file that it is about."""

    partner: str
    file: str


class AwayFolder:
    """The folders `verwerkt` and `geweigerd` of every partner. No link is followed."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def without_receipts(self) -> list[AnswerPlace]:
        """Answers to files that were taken, without receipts beside them. Raises OSError like `remove_before`."""
        return [
            AnswerPlace(partner, name.removesuffix(ANSWER))
            for partner, taken in self._away(TAKEN_FOLDER)
            for names in [set(os.listdir(taken))]
            for name in sorted(names)
            if name.endswith(ANSWER) and name.removesuffix(ANSWER) + RECEIPTS not in names
        ]

    @contextmanager
    def answer(self, place: AnswerPlace) -> Iterator[dict[str, Any]]:
        """What an answer says, for this process alone; nothing when it is gone, or no answer of ours."""
        found: Any = None
        with ExitStack() as closing:
            with suppress(OSError, ValueError):
                folder = closing.enter_context(folder_at(self._root, place.partner, TAKEN_FOLDER))
                file = closing.enter_context(os.fdopen(os.open(place.file + ANSWER, FILE, dir_fd=folder), "rb"))
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                found = orjson.loads(file.read(ANSWER_BYTES))
            yield found if isinstance(found, dict) else {}

    def tell(self, place: AnswerPlace, said: dict[str, Any], receipts: Iterable[str]) -> None:
        """Put the receipts beside a file, then say so in its answer: who takes them away does not get them again.

        After a kill between the two both are written again, with the same content.
        """
        with folder_at(self._root, place.partner, TAKEN_FOLDER) as folder:
            write_whole(folder, place.file + RECEIPTS, (part.encode() for part in receipts))
            write_whole(folder, place.file + ANSWER, [told_reply(said)])

    def remove_before(self, moment: float) -> int:
        """Remove files that were put away before a moment (seconds since 1970); gives how many.

        By when they were moved there: what a partner says of its file (its time of writing) keeps nothing longer.
        Raises OSError when the folder cannot be read.
        """
        return sum(self._removed(away, moment) for kind in PUT_AWAY for _, away in self._away(kind))

    def _removed(self, away: int, moment: float) -> int:
        removed = 0
        for name in os.listdir(away):
            with suppress(FileNotFoundError):
                found = os.stat(name, dir_fd=away, follow_symlinks=False)
                if stat.S_ISREG(found.st_mode) and found.st_ctime < moment:
                    os.unlink(name, dir_fd=away)
                    removed += 1
        return removed

    def _away(self, kind: str) -> Iterator[tuple[str, int]]:
        """A folder for what was put away, of each partner that has one, open while it is looked at."""
        with folder_at(self._root) as root:
            for partner, inside in folders_in(root, holds_files):
                with suppress(OSError), below(inside, kind) as away:
                    yield partner, away
