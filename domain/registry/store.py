"""Writing partners, agreements and column mappings, each change with its history, in the open transaction."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Connection, and_, select

from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.one_municipality import constant_municipality
from domain.registry.history import Changed, added, changes, history_row, key_text
from plumbing.record.tables import agreement, column_mapping, configuration_change, metadata, partner, partner_key
from plumbing.record.write import insert, update
from plumbing.web.keys import key_hash
from schemas.ids import Id
from schemas.vocabulary.partners import ChangedBy

NO_OVERLAP: Final = timedelta(0)
END_KEYS: Final = """
UPDATE partner_key SET ends_at = clock_timestamp() + %s
WHERE partner_id = %s AND (ends_at IS NULL OR ends_at > clock_timestamp() + %s)"""
NEWEST_OF_EACH: Final = """
SELECT DISTINCT ON (partner_id, name) partner_id, name, version, body, saved_at
FROM column_mapping ORDER BY partner_id, name, version DESC"""
ONLY_ONE: Final = "SELECT is_only_municipality(%s, %s)"
Row = Mapping[str, Any]


class ConstantRefused(Exception):
    """A mapping that would make residents of one municipality another's; the text is for an operator."""


class Author(NamedTuple):
    """Who changes: by which way, and on a page the id of the administrator."""

    by: ChangedBy
    worker_id: Id | None = None


def note(connection: Connection, author: Author, found: Sequence[Changed]) -> None:
    """Write history."""
    insert(connection, configuration_change, [history_row(one, *author) for one in found])


def add_row(connection: Connection, author: Author, table: str, row: Row) -> None:
    """Insert a row of the configuration."""
    insert(connection, metadata.tables[table], [row])
    note(connection, author, [added(table, _key_of(table, row))])


def change_row(connection: Connection, author: Author, table: str, before: Row, after: Row) -> list[Changed]:
    """Set the columns `after` of a row that is there as `before`; gives what differs."""
    found = list(changes(table, _key_of(table, before), before, after))
    if found:
        key = {column.name: before[column.name] for column in metadata.tables[table].primary_key}
        update(connection, metadata.tables[table], [key | dict(after)])
        note(connection, author, found)
    return found


def agreements_of(connection: Connection, partner_id: Id, municipality: str) -> list[dict[str, Any]]:
    """All agreements of a partner with a municipality, the newest first."""
    of_both = and_(agreement.c.partner_id == partner_id, agreement.c.municipality == municipality)
    query = select(agreement).where(of_both).order_by(agreement.c.valid_from.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def give_key(connection: Connection, author: Author, partner_id: Id, key: str, overlap: timedelta = NO_OVERLAP) -> None:
    """Give a partner a new key. Those that it has hold for `overlap` longer, so that it can change without a gap."""
    connection.exec_driver_sql(END_KEYS, (overlap, partner_id, overlap))
    insert(connection, partner_key, [{"key_hash": key_hash(key), "partner_id": partner_id}])
    note(connection, author, [Changed("partner", partner_id, "key", None, f"others end after {overlap}")])


def set_webhook(connection: Connection, author: Author, before: Row, url: str | None, secret: str | None) -> None:
    """Set where a partner is told what was read, and how that is signed; None for nowhere. Of the secret no history."""
    change_row(connection, author, "partner", before, {"webhook_url": url})
    update(connection, partner, [{"id": before["id"], "webhook_secret": secret}])
    became = "a new one" if secret else None
    note(connection, author, [Changed("partner", before["id"], "webhook_secret", None, became)])


class Kept(NamedTuple):
    """The newest version of a mapping. `mapping`: None for one that this version of the software no longer takes."""

    version: int
    mapping: ColumnMapping | None
    saved_at: Any


def mappings_there(connection: Connection) -> dict[tuple[Id, str], Kept]:
    """The newest version of every mapping that may be seen, by partner and name."""
    rows = connection.exec_driver_sql(NEWEST_OF_EACH).all()
    return {(row.partner_id, row.name): Kept(row.version, _mapping(row.body), row.saved_at) for row in rows}


def is_only_municipality(connection: Connection, partner_id: Id, municipality: str) -> bool:
    """Whether the partner has an agreement, in force or to come, with this municipality and with no other."""
    return bool(connection.exec_driver_sql(ONLY_ONE, (partner_id, municipality)).scalar_one())


def check_constant(connection: Connection, partner_id: Id, mapping: ColumnMapping) -> None:
    """Raise ConstantRefused for a mapping that gives another municipality than the only one of its partner."""
    code = constant_municipality(mapping)
    if code is not None and not is_only_municipality(connection, partner_id, code):
        raise ConstantRefused(
            f"mapping {mapping.name} of partner {partner_id}: gives {code} for the whole file, and that is not the"
            " only municipality with which the partner has an agreement; let a column say it"
        )


def save_mapping(connection: Connection, author: Author, partner_id: Id, mapping: ColumnMapping) -> int | None:
    """Save a mapping of a partner as its next version and give its number; None where it says what stands there.

    Raises ConstantRefused.
    """
    check_constant(connection, partner_id, mapping)
    there = mappings_there(connection).get((partner_id, mapping.name))
    if there and there.mapping == mapping:
        return None
    version = there.version + 1 if there else 1
    row = {"partner_id": partner_id, "name": mapping.name, "version": version, "body": mapping.model_dump(mode="json")}
    insert(connection, column_mapping, [row])
    was = there.version if there else None
    note(connection, author, [Changed("column_mapping", key_text((partner_id, mapping.name)), "body", was, version)])
    return version


def _mapping(body: Any) -> ColumnMapping | None:
    try:
        return ColumnMapping.model_validate(body)
    except ValidationError:
        return None


def _key_of(table: str, row: Row) -> str:
    return key_text(row[column.name] for column in metadata.tables[table].primary_key)
