"""Figures: facts without persons and without ids of signals or cases, which outlive both (docs/decisions/0005)."""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, text

from plumbing.record.tables.columns import TableGrants, day, identity, key, metadata, moment, text_of, whole_number

fact: Final = Table(
    "fact",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("kind"),
    text_of("partner_kind"),
    day("cohort_date"),
    day("held_on"),
    text_of("code", nullable=True),
    whole_number("amount", Integer, default="1"),
    text_of("definitions_version"),
    moment("recorded_at"),
    Column("transaction", BigInteger, nullable=False, server_default=text("(pg_current_xact_id()::text)::bigint")),
    key("municipality", "id"),
    Index(None, "transaction", postgresql_using="brin", postgresql_with={"autosummarize": "true"}),
)

GRANTS: Final[TableGrants] = {
    "fact": {**dict.fromkeys(("ingest", "triage", "notify", "worklist"), "INSERT"), "report": "SELECT"},
}
