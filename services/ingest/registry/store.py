"""The registry as ingest reads it: who holds a key, what it may send to whom, and how it writes its files."""

import time
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, Row

from domain.intake.checks.permissions import Agreement, Partner
from domain.intake.files.mapping import ColumnMapping
from domain.law.partner_kinds import AcceptedKind
from plumbing.web.keys import key_hash
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryChannel

REMEMBERED_SECONDS: Final = 5.0
PARTNER_WITH: Final = "SELECT id, kind, channels, fields, suspended_at IS NOT NULL AS suspended FROM partner WHERE {}"
WITH_KEY: Final = """id = (SELECT partner_id FROM partner_key
 WHERE key_hash = %s AND (ends_at IS NULL OR ends_at > clock_timestamp()))"""
WITH_ID: Final = "id = %s"
WITH_CLIENT_ID: Final = "client_id = %s"
AGREEMENTS_OF: Final = """
SELECT municipality, valid_from, valid_to, nullif(bsn_basis, '') IS NOT NULL AS bsn,
       nullif(birth_date_basis, '') IS NOT NULL AS birth_date
FROM agreement WHERE partner_id = %s ORDER BY municipality, valid_from"""
SAID_OF_KIND: Final = "SELECT municipality, valid_from, valid_to FROM accepted_kind WHERE kind = %s"
NEWEST_MAPPING: Final = """
SELECT version, body FROM column_mapping WHERE partner_id = %s AND name = %s ORDER BY version DESC LIMIT 1"""
MAPPINGS_OF: Final = "SELECT DISTINCT name FROM column_mapping WHERE partner_id = %s ORDER BY name"
log = structlog.get_logger(__name__)


class Partners:
    """Look-ups by key and by id, remembered for a few seconds. Safe to share between threads; reading blocks."""

    def __init__(
        self, engine: Engine, seconds: float = REMEMBERED_SECONDS, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`seconds`: how long a changed agreement or a withdrawn key may go unnoticed."""
        self._engine, self._seconds, self._monotonic = engine, seconds, monotonic
        self._known: dict[tuple[str, bytes | str], tuple[float, Partner]] = {}

    def remembered(self, key: str) -> Partner | None:
        """The partner of an API key when it was looked up just now; never waits."""
        until, partner = self._known.get((WITH_KEY, key_hash(key)), (0.0, None))
        return partner if self._monotonic() < until else None

    def by_key(self, key: str) -> Partner | None:
        """The partner that holds this API key, while the key has not ended."""
        return self._look_up(WITH_KEY, key_hash(key))

    def by_id(self, partner_id: Id) -> Partner | None:
        """The partner with this id."""
        return self._look_up(WITH_ID, partner_id)

    def by_client_id(self, client_id: str) -> Partner | None:
        """The partner that an OAuth 2 token names so."""
        return self._look_up(WITH_CLIENT_ID, client_id)

    def _look_up(self, having: str, value: bytes | str) -> Partner | None:
        until, partner = self._known.get((having, value), (0.0, None))
        if partner and self._monotonic() < until:
            return partner
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(PARTNER_WITH.format(having), (value,)).first()
            partner = _partner(connection, row) if row else None
        if partner:
            self._known[having, value] = (self._monotonic() + self._seconds, partner)
        else:
            self._known.pop((having, value), None)
        return partner


def _partner(connection: Connection, row: Row[Any]) -> Partner:
    found = connection.exec_driver_sql(AGREEMENTS_OF, (row.id,)).all()
    agreements = tuple(Agreement(a.municipality, a.valid_from, a.valid_to, a.bsn, a.birth_date) for a in found)
    kind = PartnerKind(row.kind)
    said = connection.exec_driver_sql(SAID_OF_KIND, (kind,)).all()
    return Partner(
        row.id,
        kind,
        agreements,
        accepted=tuple(AcceptedKind(one.municipality, kind, one.valid_from, one.valid_to) for one in said),
        channels=None if row.channels is None else frozenset(map(DeliveryChannel, row.channels)),
        fields=None if row.fields is None else frozenset(row.fields),
        suspended=row.suspended,
    )


class SavedMapping(NamedTuple):
    """A column mapping of a partner and the number of its version."""

    version: int
    mapping: ColumnMapping


class Mappings:
    """Column mappings by partner and name, the newest version, remembered for a few seconds; reading blocks."""

    def __init__(
        self, engine: Engine, seconds: float = REMEMBERED_SECONDS, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`seconds`: how long a mapping that was saved again may go unnoticed."""
        self._engine, self._seconds, self._monotonic = engine, seconds, monotonic
        self._known: dict[tuple[Id, str], tuple[float, SavedMapping]] = {}

    def names_of(self, partner_id: Id) -> list[str]:
        """The mappings of this partner by name."""
        with self._engine.connect() as connection:
            return list(connection.exec_driver_sql(MAPPINGS_OF, (partner_id,)).scalars())

    def of(self, partner_id: Id, name: str) -> SavedMapping | None:
        """The mapping of this name that belongs to this partner. Another's is none."""
        if not (name.isascii() and name.replace("-", "").isalnum()):
            return None
        until, saved = self._known.get((partner_id, name), (0.0, None))
        if saved and self._monotonic() < until:
            return saved
        with self._engine.connect() as connection:
            row = connection.exec_driver_sql(NEWEST_MAPPING, (partner_id, name)).first()
        saved = _saved(row) if row else None
        if saved:
            self._known[partner_id, name] = (self._monotonic() + self._seconds, saved)
        return saved


def _saved(row: Row[Any]) -> SavedMapping | None:
    """None for one that a later version of this software no longer takes: who saved it checked it then."""
    try:
        return SavedMapping(row.version, ColumnMapping.model_validate(row.body))
    except ValidationError as error:
        log.error("mapping-refused", version=row.version, errors=error.error_count())
        return None
