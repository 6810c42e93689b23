"""A partner that puts files in the watched folder, and a worker whose clock a test moves."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson

from plumbing.running.clock import system_clock
from schemas.vocabulary.partners import PartnerKind
from services.ingest.folder.away.file_worker import EVERY_SECONDS, Tidying
from services.ingest.folder.away.read import AwayFolder
from services.ingest.folder.file_worker import FolderWorker
from services.ingest.folder.naming import ANSWER, RECEIPTS, REFUSED_FOLDER, TAKEN_FOLDER
from services.ingest.folder.read import DropFolder
from tests.services.ingest.builders import Office
from tests.services.ingest.files.deliveries import lines_of

SECONDS = 10.0


class Drop:
    """The folder of an energy supplier. `looks` is one round, after which a minute has passed."""

    def __init__(self, office: Office, root: Path) -> None:
        self.office, self.root, self.now, self.woken = office, root, 0.0, 0
        self.partner = office.joins(PartnerKind.ENERGY)
        self.own = root / self.partner.id
        self.inbox = self.own / "energie-csv"
        self.inbox.mkdir(parents=True)
        self.worker = self.a_worker()

    def a_worker(self, folder: DropFolder | None = None) -> FolderWorker:
        """A worker that has seen nothing yet."""
        return FolderWorker(
            self.office.ports,
            folder or DropFolder(self.root),
            self._wake,
            self.tidies,
            rest_seconds=SECONDS,
            monotonic=lambda: self.now,
        )

    def tidies(self, folder: AwayFolder | None = None, days: float = 0.0) -> None:
        """One look at what was put away, so many days from now; it is kept for 30."""
        self.now += EVERY_SECONDS
        folder = folder or AwayFolder(self.root)
        Tidying(
            self.office.ports, folder, 30, wall=lambda: system_clock() + timedelta(days), monotonic=lambda: self.now
        ).round()

    def receipts(self) -> list[str]:
        """What lies beside the files that were taken, as a partner reads it."""
        return [one.read_bytes().decode() for one in sorted((self.own / TAKEN_FOLDER).glob(f"*{RECEIPTS}"))]

    def _wake(self) -> None:
        self.woken += 1

    def puts(self, name: str = "signalen.csv", content: bytes | None = None, folder: Path | None = None) -> Path:
        """Put a file in the folder of the mapping."""
        place = (folder or self.inbox) / name
        place.write_bytes(lines_of(2) if content is None else content)
        return place

    def looks(self, worker: FolderWorker | None = None, seconds: float = 61.0) -> int:
        """One round, some time after the last."""
        self.now += seconds
        return (worker or self.worker).round()

    def takes(self, worker: FolderWorker | None = None) -> int:
        """Two rounds: the first sees a file, the second finds that it has not changed."""
        self.looks(worker)
        return self.looks(worker)

    def taken(self) -> list[str]:
        """Names of files that were taken."""
        return self._put_away(TAKEN_FOLDER)

    def refused(self) -> list[str]:
        """Names of files that were refused."""
        return self._put_away(REFUSED_FOLDER)

    def _put_away(self, kind: str) -> list[str]:
        away = self.own / kind
        return sorted(one for one in os.listdir(away) if not one.endswith((ANSWER, RECEIPTS))) if away.exists() else []

    def answer(self, kind: str, number: int = 0) -> dict[str, Any]:
        """What lies beside a file that was put away."""
        found = sorted(one for one in os.listdir(self.own / kind) if one.endswith(ANSWER))
        answer: dict[str, Any] = orjson.loads((self.own / kind / found[number]).read_bytes())
        return answer
