"""What the page of rehearsals shows besides the answer: the policies there are, and what a shadow counted."""

from typing import Any, Final

from sqlalchemy import Connection

from domain.figures.shadow import shadow_json
from domain.figures.store import read_shadow
from schemas.vocabulary.supposing import SupposingKind

WORKERS_COUNTED: Final = (
    "SELECT count(*) FROM worker WHERE municipality = %s AND role = 'worker' AND blocked_at IS NULL"
)
EARLIER_REHEARSALS: Final = """
SELECT id, question->'policy'->>'name' AS name, (question->'policy'->>'threshold_cents')::int AS cents,
 question->>'first' AS first, question->>'last' AS last
FROM supposing WHERE municipality = %s AND kind = %s ORDER BY asked_at DESC LIMIT 5
"""


def count_workers(connection: Connection, municipality: str) -> int:
    """How many workers there are who may sign in."""
    return int(connection.exec_driver_sql(WORKERS_COUNTED, (municipality,)).scalar_one())


def shadow_told(connection: Connection, municipality: str) -> Any:
    """What may be told of the newest shadow; None where there never was one."""
    run = read_shadow(connection, municipality)
    return shadow_json(run) if run else None


def earlier_rehearsals(connection: Connection, municipality: str) -> list[Any]:
    """The last that colleagues asked."""
    return list(connection.exec_driver_sql(EARLIER_REHEARSALS, (municipality, SupposingKind.REHEARSAL)).all())
