"""What is done now and then with files that were put away: receipts come beside them, and after some days they go.

They hold persons, and the record has what was made of them. Nothing is remembered: the folder says what is to be done.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from plumbing.running.clock import Clock, system_clock
from schemas.ids import Id, read_id
from schemas.vocabulary.signals import Outcome
from services.ingest.door.deliveries import receipts_as_csv
from services.ingest.folder.away.read import AnswerPlace, AwayFolder
from services.ingest.folder.naming import TOLD
from services.ingest.folder.store import is_read, owner
from services.ingest.store import Ports

EVERY_SECONDS: Final = 10.0
SECONDS_IN_DAY: Final = 86_400
log = structlog.get_logger(__name__)


class Tidying:
    """Looks at what was put away, at most once in `EVERY_SECONDS`."""

    def __init__(
        self,
        ports: Ports,
        folder: AwayFolder,
        keep_days: int,
        *,
        wall: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`wall`: the clock of the file system; that of the ports may be another in a demo."""
        self._ports, self._folder, self._keep = ports, folder, keep_days * SECONDS_IN_DAY
        self._wall, self._monotonic, self._next = wall, monotonic, 0.0

    def round(self) -> None:
        """Once; what the folder or the record does not allow now is done the next time."""
        if self._monotonic() < self._next:
            return
        self._next = self._monotonic() + EVERY_SECONDS
        try:
            if removed := self._folder.remove_before(self._wall().timestamp() - self._keep):
                log.info("folder-files-removed", files=removed)
            for place in self._folder.without_receipts():
                self._tell(place)
        except (OSError, SQLAlchemyError) as error:
            log.warning("folder-not-tidied", error=type(error).__name__)

    def _tell(self, place: AnswerPlace) -> None:
        with self._folder.answer(place) as said:
            partner, delivery = owner(self._ports, place.partner), _delivery_in(said)
            if partner and delivery and is_read(self._ports, partner.id, delivery):
                self._folder.tell(place, said, receipts_as_csv(self._ports, partner.id, delivery, list(Outcome)))


def _delivery_in(said: dict[str, Any]) -> Id | None:
    """The delivery whose receipts are still to be told, if any."""
    with suppress(ValueError):
        return None if TOLD in said else read_id(str(said.get("leveringId")))
    return None
