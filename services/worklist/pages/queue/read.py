"""What waits in a tray."""

from datetime import datetime

from sqlalchemy import Connection, and_

from domain.cases.read import SHOWN_TRAY, is_free, queue_order
from plumbing.record.tables import case_file
from schemas.vocabulary.cases import Tray
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.read import case_lines


def read_tray(connection: Connection, municipality: str, tray: Tray, now: datetime) -> list[CaseLine]:
    """What waits in a tray, in its order."""
    waiting = and_(SHOWN_TRAY.in_((tray,)), is_free(now), case_file.c.closed_at.is_(None))
    return case_lines(connection, municipality, now, waiting, order=queue_order())
