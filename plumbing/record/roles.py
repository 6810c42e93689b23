"""Who may do what in the record, collected from the tables' own files: grants, and who sees which rows.

No role that serves people or partners owns a table; row-level security is forced on every table with a municipality.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, text

from plumbing.record.tables import (
    beside,
    cases,
    configuration,
    decisions,
    figures,
    intake,
    metadata,
    people,
    planning,
    registers,
    supposed,
    transport,
)

ROLES: Final = ("migrate", "admin", "ingest", "triage", "notify", "relay", "worklist", "report", "simulate")
PREFIX: Final = "vroegsignaal_"
OWNERS: Final = (
    configuration,
    intake,
    beside,
    people,
    registers,
    decisions,
    cases,
    planning,
    supposed,
    figures,
    transport,
)
OF_A_PARTNER: Final = frozenset({*intake.OF_A_PARTNER, *beside.OF_A_PARTNER})
"""Tables of which a partner sees its own rows alone."""
VIEWS: Final[Mapping[str, str]] = MappingProxyType({**decisions.VIEWS, **cases.VIEWS})
"""Every view with what it selects; all with the rights of whoever asks (`security_invoker`)."""
VERSION_TABLE: Final = "alembic_version"
"""Which schema version the record has: read by every role, so that a process can prove its place."""
SHARED: Final = frozenset({*configuration.SHARED, *intake.SHARED, *transport.SHARED})
"""Tables without a municipality."""


def _by_role() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {role: {} for role in ROLES[1:]}
    for owner in OWNERS:
        for table, grants in owner.GRANTS.items():
            for role, privileges in grants.items():
                found[role][table] = privileges
    return found


GRANTS: Final = MappingProxyType(_by_role())
"""Role -> table or view -> privileges; columns in brackets make one owner for each column group."""

SEVERAL_WRITERS: Final = MappingProxyType(
    {
        "column_mapping": "insert-only; a mapping that is saved again is a new version",
        "configuration_change": "insert-only",
        "fact": "insert-only",
        "outbox": "insert and delete only",
        "sequence": "the counter that orders decisions and case events of a municipality",
        "stuck": "each service writes its own rows; relay those the broker refused, and it removes what is retried",
    }
)
"""Tables that more than one role writes, and why that is safe."""

OWN_MUNICIPALITIES: Final = (
    "municipality = ANY ((SELECT string_to_array(current_setting('app.municipalities', true), ','))::text[])"
)
"""The scope of the transaction. In a SELECT of its own it is read once for a statement instead of once for a row."""
AGREED_PARTNER: Final = "partner_id IN (SELECT partner_id FROM agreement)"
"""Partners of the municipalities in scope: what is selected from `agreement` is behind its own wall."""
ONLY_MUNICIPALITY: Final = "is_only_municipality(uuid, text)"
"""Asked with the rights of the owner, who may therefore read agreements: see the migration."""
SAVED_ON_A_PAGE: Final = f"""partner_id IN (SELECT partner_id FROM agreement
 WHERE coalesce(valid_to, 'infinity') >= ({transport.NOW} AT TIME ZONE 'Europe/Amsterdam')::date)
 AND body->'values'->'gemeentecode' IS NULL
 AND (body->'constants'->'gemeentecode' IS NULL
  OR is_only_municipality(partner_id, body->'constants'->>'gemeentecode'))"""
"""What a page may save of a mapping: of a partner that still has an agreement, and no other municipality's rows as its
own (docs/decisions/0037)."""
WRITTEN: Final[Mapping[tuple[str, str], str]] = MappingProxyType({("worklist", "column_mapping"): SAVED_ON_A_PAGE})
"""Role and table where less may be written than read."""
OWN_PARTNER: Final = "partner_id = (SELECT nullif(current_setting('app.partner', true), '')::uuid)"
NO_PARTNER: Final = "(SELECT nullif(current_setting('app.partner', true), '')) IS NULL"
OF_ALL_PARTNERS: Final = (
    ("delivery", "SELECT", f"state <> 'done' AND {NO_PARTNER}"),
    ("webhook_call", "ALL", NO_PARTNER),
)
"""What ingest may do while it acts for no partner: see files that wait, send messages that are due."""


def policies() -> Iterator[tuple[str, str, str]]:
    """Every row-level policy as (table, role, condition): people see their municipality, partners their own."""
    for role, grants in GRANTS.items():
        for name in grants:
            table = metadata.tables.get(name)
            if table is None or not secured(name):
                continue
            if role == "worklist":
                yield name, role, AGREED_PARTNER if name in configuration.OF_AN_AGREED_PARTNER else OWN_MUNICIPALITIES
            elif role == "ingest" and name in OF_A_PARTNER:
                yield name, role, OWN_PARTNER
            else:
                yield name, role, "true"


def secured(table: str) -> bool:
    """Whether a table has row-level security: all with a municipality, and those of one partner."""
    of_partners = {*OF_A_PARTNER, *configuration.OF_AN_AGREED_PARTNER}
    return "municipality" in metadata.tables[table].c or table in of_partners or table == "municipality"


def apply(connection: Connection) -> None:
    """Bring grants and policies of the database in line with this module (as owner; repeatable)."""
    for role in ROLES[1:]:
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {PREFIX}{role}"))
    for role, grants in GRANTS.items():
        for table, privileges in grants.items():
            connection.execute(text(f"GRANT {privileges} ON {table} TO {PREFIX}{role}"))
        connection.execute(text(f"GRANT SELECT ON {VERSION_TABLE} TO {PREFIX}{role}"))
    for table in metadata.tables:
        if secured(table):
            connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    _drop_policies(connection)
    for table, role, condition in policies():
        name = f"{role}_{table}"
        clause = condition if table != "municipality" else condition.replace("municipality =", "code =", 1)
        check = WRITTEN.get((role, table), clause)
        sql = f"CREATE POLICY {name} ON {table} TO {PREFIX}{role} USING ({clause}) WITH CHECK ({check})"
        connection.execute(text(sql))
    for table, command, condition in OF_ALL_PARTNERS:
        sql = f"CREATE POLICY ingest_pending ON {table} FOR {command} TO {PREFIX}ingest USING ({condition})"
        connection.execute(text(sql))
    connection.execute(text(f"CREATE POLICY owner_agreement ON agreement FOR SELECT TO {PREFIX}migrate USING (true)"))
    connection.execute(text(f"REVOKE ALL ON FUNCTION {ONLY_MUNICIPALITY} FROM PUBLIC"))
    connection.execute(text(f"GRANT EXECUTE ON FUNCTION {ONLY_MUNICIPALITY} TO {PREFIX}admin, {PREFIX}worklist"))


def _drop_policies(connection: Connection) -> None:
    rows = connection.execute(text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"))
    for table, policy in rows.all():
        connection.execute(text(f"DROP POLICY {policy} ON {table}"))
