"""The partner registry as ingest reads it: who holds an API key, and with which municipalities it has an agreement."""

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, Row

from domain.intake.checks.permissions import Agreement, Partner
from plumbing.web.keys import key_hash
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind

REMEMBERED_SECONDS: Final = 5.0
PARTNER_WITH: Final = "SELECT id, kind FROM partner WHERE {} = %s"
AGREEMENTS_OF: Final = """
SELECT municipality, valid_from, valid_to, nullif(bsn_basis, '') IS NOT NULL AS bsn,
       nullif(birth_date_basis, '') IS NOT NULL AS birth_date
FROM agreement WHERE partner_id = %s ORDER BY municipality, valid_from"""


class Partners:
    """Look-ups by key and by id, remembered for a few seconds. Safe to share between threads; reading blocks."""

    def __init__(
        self, engine: Engine, seconds: float = REMEMBERED_SECONDS, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`seconds`: how long a changed agreement or a withdrawn key may go unnoticed."""
        self._engine, self._seconds, self._monotonic = engine, seconds, monotonic
        self._known: dict[bytes | Id, tuple[float, Partner]] = {}

    def remembered(self, key: str) -> Partner | None:
        """The partner of an API key when it was looked up just now; never waits."""
        until, partner = self._known.get(key_hash(key), (0.0, None))
        return partner if self._monotonic() < until else None

    def by_key(self, key: str) -> Partner | None:
        """The partner that holds this API key."""
        return self._look_up(key_hash(key), "key_hash")

    def by_id(self, partner_id: Id) -> Partner | None:
        """The partner with this id."""
        return self._look_up(partner_id, "id")

    def _look_up(self, value: bytes | Id, column: str) -> Partner | None:
        until, partner = self._known.get(value, (0.0, None))
        if partner and self._monotonic() < until:
            return partner
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(PARTNER_WITH.format(column), (value,)).first()
            partner = _partner(connection, row) if row else None
        if partner:
            self._known[value] = (self._monotonic() + self._seconds, partner)
        else:
            self._known.pop(value, None)
        return partner


def _partner(connection: Connection, row: Row[Id, str]) -> Partner:
    found = connection.exec_driver_sql(AGREEMENTS_OF, (row[0],)).all()
    agreements = tuple(Agreement(a.municipality, a.valid_from, a.valid_to, a.bsn, a.birth_date) for a in found)
    return Partner(row[0], PartnerKind(row[1]), agreements)
