"""Rows of which the database may refuse one: all at once if it can be, else each by itself."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

T = TypeVar("T")
log = structlog.get_logger(__name__)


def write_all_or_each(
    connection: Connection, rows: Sequence[T], write: Callable[[Sequence[T]], Sequence[Any]]
) -> tuple[list[Any], list[T]]:
    """Write all rows at once; when the database refuses one, write each by itself. Gives results and refused rows.

    A row that slipped through the checks must not take its neighbours along.
    """
    if not rows:
        return [], []
    try:
        with connection.begin_nested():
            return list(write(rows)), []
    except (DataError, IntegrityError) as error:
        if len(rows) <= 1:
            log.warning("row-refused", error=type(error).__name__, state=getattr(error.orig, "sqlstate", None))
            return [], list(rows)
    written, lost = [], []
    for row in rows:
        done, not_done = write_all_or_each(connection, [row], write)
        written += done
        lost += not_done
    return written, lost
