"""People: households and persons, written by the role `triage`."""

from typing import Final

from sqlalchemy import Table, UniqueConstraint

from plumbing.record.tables.columns import TableGrants, identity, key, metadata, text_of

household: Final = Table(
    "household",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("address_key"),
    key("municipality", "id"),
    UniqueConstraint("municipality", "address_key"),
)
person: Final = Table(
    "person",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("partner_id"),
    text_of("customer_key"),
    key("municipality", "partner_id", "customer_key"),
)

GRANTS: Final[TableGrants] = {
    "household": {"triage": "SELECT, INSERT", "worklist": "SELECT"},
    "person": {"triage": "SELECT, INSERT", "worklist": "SELECT"},
}
