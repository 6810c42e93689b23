"""The folder worker: takes what partners put in the watched folder, once each, and puts it away with an answer.

The record decides whether a file is new; the folder only says what lies there. So a kill between any two steps costs
nothing: what lies there still is looked at again, and what was stored is told to be so.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from threading import Event, Thread
from typing import IO, Final

import structlog

from domain.intake.checks.permissions import Partner
from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.archive import BYTES_IN_MEGABYTE
from domain.intake.limits import FILE_MEGABYTES
from plumbing.running.steps import Steps
from schemas.vocabulary.signals import DeliveryChannel
from services.ingest.files.read import SentFile
from services.ingest.folder.naming import REFUSED_FOLDER, TAKEN_FOLDER, FilePlace, kind_by_name
from services.ingest.folder.read import DropFolder, drop_of, mark_of
from services.ingest.folder.replies import (
    FILE_TOO_LARGE,
    UNKNOWN_KIND,
    UNKNOWN_MAPPING,
    again_reply,
    refused_reply,
    taken_reply,
    why_no_mapping,
)
from services.ingest.folder.resting import REST_SECONDS, FileMark, Resting, at_rest, seen_again
from services.ingest.folder.store import Dropped, has_room, owner, take_dropped
from services.ingest.store import Ports

LOOK_EVERY_SECONDS: Final = 2.0
WAIT_SECONDS: Final = 60.0
COPIED_BYTES: Final = 256 * 1024
log = structlog.get_logger(__name__)
PutAway = tuple[str, bytes]
"""In which folder a file is put away, and what lies beside it."""


class Content:
    """A copy of a file as it was at one moment, and a digest of it; a file may change while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.stream: IO[bytes] = SpooledTemporaryFile(4 * BYTES_IN_MEGABYTE)  # noqa: SIM115  (who takes it closes it)
        self.mark, self.drop, hashed = mark_of(file), drop_of(file), sha256()
        self.is_too_large = self.mark.size > FILE_MEGABYTES * BYTES_IN_MEGABYTE
        while not self.is_too_large and (block := file.read(COPIED_BYTES)):
            hashed.update(block)
            self.stream.write(block)
            self.is_too_large = self.stream.tell() > FILE_MEGABYTES * BYTES_IN_MEGABYTE
        self.digest = hashed.digest()
        self.is_whole = mark_of(file) == self.mark


class FolderWorker:
    """A thread that looks at the folder; what fails on one file is told in the log, and the others go on."""

    def __init__(
        self,
        ports: Ports,
        folder: DropFolder,
        taken: Callable[[], None],
        tidy: Callable[[], None],
        *,
        rest_seconds: float = REST_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`taken`: told when there is something to read. `tidy`: looks at what was put away.

        `monotonic`: seconds of a clock that never goes back.
        """
        self._ports, self._folder, self._taken = ports, folder, taken
        self._tidy = tidy
        self._rest, self._monotonic = rest_seconds, monotonic
        self._seen: dict[FilePlace, Resting] = {}
        self._waits: dict[FilePlace, float] = {}
        self._stopping = Event()
        self._steps = Steps("folder-worker")
        self._can_look = True
        self._thread = Thread(target=self._run, name="folder-worker", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the file at hand and stop."""
        self._stopping.set()
        self._thread.join()

    def why_not(self) -> tuple[str, ...]:
        """Why files of the folder are not taken, when they are not."""
        if not self._thread.is_alive():
            return ("the watched folder is not looked at",)
        return () if self._can_look else ("the watched folder cannot be read",)

    def round(self) -> int:
        """Look once, and take every file that is at rest; gives how many were put away."""
        now = self._monotonic()
        self._seen = seen_again(self._seen, self._look(), now)
        ready = [one for one in at_rest(self._seen, now, self._rest) if self._waits.get(one, now) <= now]
        self._waits = {one: until for one, until in self._waits.items() if one in self._seen}
        return sum(self._try(one) for one in ready if not self._stopping.is_set())

    def _look(self) -> list[tuple[FilePlace, FileMark]]:
        try:
            found = self._folder.files()
        except OSError as error:
            if self._can_look:
                log.error("folder-unreadable", error=type(error).__name__)
            self._can_look = False
            return []
        self._can_look = True
        return found

    def _try(self, place: FilePlace) -> bool:
        """Whether a file was put away. One on which it fails must not stop the others."""
        if self._steps.ask(self._take, place):
            return True
        self._waits[place] = self._monotonic() + WAIT_SECONDS
        return False

    def _take(self, place: FilePlace) -> bool:
        partner = owner(self._ports, place.partner)
        if partner is None:
            log.warning("folder-of-nobody")
            return False
        if not has_room(self._ports, partner.id):
            return False
        with self._folder.opened(place) as file:
            if file is None:
                return False
            content = Content(file)
            with content.stream:
                if not content.is_whole:
                    return False
                kind, answer = self._answer(place, partner, content)
            return self._folder.put_away(place, content.mark, kind, answer)

    def _answer(self, place: FilePlace, partner: Partner, content: Content) -> PutAway:
        if closed := partner.why_closed(DeliveryChannel.FOLDER):
            return REFUSED_FOLDER, refused_reply(closed)
        name, untold = self._mapping_of(place, partner)
        saved, written_as = self._ports.mappings.of(partner.id, name), kind_by_name(place.name)
        if saved is None or written_as is None or content.is_too_large:
            reason = untold if saved is None else UNKNOWN_KIND if written_as is None else FILE_TOO_LARGE
            return REFUSED_FOLDER, refused_reply(reason)
        read_as = f"{name}\0{saved.version}\0".encode()
        dropped = Dropped(self._ports.secrecy.content_hash(read_as + content.digest), content.drop)
        try:
            taken, is_again = take_dropped(
                self._ports, partner, SentFile(content.stream, written_as, saved.mapping, saved.version), dropped
            )
        except FileError as error:
            return REFUSED_FOLDER, refused_reply(str(error))
        self._taken()
        return TAKEN_FOLDER, again_reply(taken) if is_again else taken_reply(taken)

    def _mapping_of(self, place: FilePlace, partner: Partner) -> tuple[str, str]:
        """The name of the mapping for a file, and what is said when there is none of that name."""
        if place.mapping:
            return place.mapping, UNKNOWN_MAPPING
        names = self._ports.mappings.names_of(partner.id)
        return names[0] if len(names) == 1 else "", why_no_mapping(names)

    def _run(self) -> None:
        with self._steps:
            while not self._stopping.is_set():
                self.round()
                self._tidy()
                self._stopping.wait(LOOK_EVERY_SECONDS)
