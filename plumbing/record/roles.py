"""Who may do what in the record: one literal table of grants, one of policies (DESIGN, Writers and Database roles).

No role that serves people or partners owns a table; row-level security is forced on every table with a municipality.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, text

from plumbing.record.tables import CONTENT, DISPOSITION, metadata

ROLES: Final = ("migrate", "admin", "ingest", "triage", "notify", "relay", "worklist", "report", "simulate")
PREFIX: Final = "vroegsignaal_"

SHARED: Final = frozenset({"partner", "delivery", "delivery_chunk", "receipt", "outbox", "simulated_clock"})
"""Tables without a municipality; a test holds this list against the database."""

HEADER: Final = "tray,channel,urgency,deadline,clock_from,clock_sequence,several,successive,partner_kind,version"
SETTLED: Final = f"SELECT ({','.join(DISPOSITION)})"
"""What the view `disposition` reads of decisions."""
OUTBOX: Final = {"outbox": "SELECT, INSERT, DELETE", "fact": "INSERT", "simulated_clock": "SELECT"}

READ_BY_TRIAGE: Final = (
    "municipality",
    "id",
    "revision",
    "partner_id",
    "partner_kind",
    "reference",
    "kind",
    "amount_cents",
    "arrears_since",
    "signal_date",
    "planned_date",
    "stage",
    "warm_handover",
    "received_at",
    "revised_at",
    "postcode",
    "house_number",
    "house_number_addition",
    "customer_number",
    "salt",
)
"""Columns of a signal that deciding needs: no name, birth date, BSN, phone or e-mail."""

GRANTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "admin": {
            "municipality": "SELECT, INSERT, UPDATE",
            "partner": "SELECT, INSERT, UPDATE",
            "agreement": "SELECT, INSERT, UPDATE",
            "policy": "SELECT, INSERT",
            "worker": "SELECT, INSERT, UPDATE",
        },
        "ingest": {
            **OUTBOX,
            "partner": "SELECT",
            "agreement": "SELECT",
            "delivery": "SELECT, INSERT, UPDATE",
            "delivery_chunk": "SELECT, INSERT, DELETE",
            "receipt": "SELECT, INSERT",
            "signal": f"SELECT, INSERT, UPDATE ({','.join(CONTENT)},revision,revised_at,stored_at)",
            "signal_revision": "INSERT",
        },
        "triage": {
            **OUTBOX,
            "policy": "SELECT",
            "signal": f"SELECT ({','.join(READ_BY_TRIAGE)})",
            "signal_revision": "SELECT",
            "household": "SELECT, INSERT",
            "person": "SELECT, INSERT",
            "sequence": "SELECT, INSERT, UPDATE",
            "decision": "SELECT, INSERT",
            "disposition": "SELECT",
            "case_file": f"SELECT, INSERT, UPDATE ({HEADER})",
            "case_event": "SELECT",
            "stuck": "SELECT, INSERT, DELETE",
        },
        "notify": {
            **OUTBOX,
            "policy": "SELECT",
            "case_file": "SELECT, UPDATE (dispatch_at)",
            "task": "SELECT, INSERT, UPDATE (tray,channel,urgency,deadline)",
            "stuck": "SELECT, INSERT, DELETE",
        },
        "relay": {
            "outbox": "SELECT, INSERT, DELETE",
            "signal": "SELECT (municipality,id,revision,partner_kind,stored_at,received_at)",
            "decision": SETTLED,
            "disposition": "SELECT",
            "case_file": "SELECT",
            "task": "SELECT",
            "stuck": "SELECT, DELETE",
            "simulated_clock": "SELECT",
            "unsettled_signal": "SELECT",
        },
        "worklist": {
            **OUTBOX,
            "municipality": "SELECT",
            "partner": "SELECT (id,name,kind)",
            "worker": "SELECT",
            "worker_session": "SELECT, INSERT, DELETE",
            "policy": "SELECT",
            "signal": "SELECT",
            "household": "SELECT",
            "person": "SELECT",
            "decision": "SELECT",
            "disposition": "SELECT",
            "stuck": "SELECT",
            "case_file": "SELECT, UPDATE (work_version,coordinator,touched_at,talked_on,talked_sequence,closed_at)",
            "task": "SELECT, UPDATE (state,assignee,taken_until)",
            "attempt": "SELECT, INSERT",
            "offer": "SELECT, INSERT, UPDATE (answer,answered_on)",
            "milestone": "SELECT, INSERT",
            "case_event": "SELECT, INSERT",
            "sequence": "SELECT, INSERT, UPDATE",
            "access": "SELECT, INSERT",
            "unsettled_signal": "SELECT",
        },
        "report": {
            "municipality": "SELECT",
            "partner": "SELECT (id,kind)",
            "agreement": "SELECT (municipality,partner_id)",
            "fact": "SELECT",
            "delivery": "SELECT",
            "receipt": "SELECT",
            "signal": "SELECT (municipality,id,revision,partner_kind,stored_at,received_at)",
            "decision": SETTLED,
            "disposition": "SELECT",
            "case_file": "SELECT (municipality,id,closed_at,dispatch_at)",
            "task": "SELECT (municipality,case_id)",
            "stuck": "SELECT",
            "outbox": "SELECT",
            "simulated_clock": "SELECT",
            "unsettled_signal": "SELECT",
        },
        "simulate": {"simulated_clock": "SELECT, INSERT, UPDATE"},
    }
)
"""Role -> table or view -> privileges; columns in brackets make one owner for each column group."""

SEVERAL_WRITERS: Final = MappingProxyType(
    {
        "fact": "insert-only",
        "outbox": "insert and delete only",
        "sequence": "the counter that orders decisions and case events of a municipality",
        "stuck": "each service writes its own rows; relay removes those that are retried",
    }
)
"""Tables that more than one role writes, and why that is safe."""

OWN_MUNICIPALITIES: Final = (
    "municipality = ANY ((SELECT string_to_array(current_setting('app.municipalities', true), ','))::text[])"
)
"""The scope of the transaction. In a SELECT of its own it is read once for a statement instead of once for a row."""
OWN_PARTNER: Final = "partner_id = (SELECT nullif(current_setting('app.partner', true), '')::uuid)"
PARTNER_TABLES: Final = ("delivery", "delivery_chunk", "receipt", "signal")
PENDING: Final = "state <> 'done' AND (SELECT nullif(current_setting('app.partner', true), '')) IS NULL"


def policies() -> Iterator[tuple[str, str, str]]:
    """Every row-level policy as (table, role, condition): people see their municipality, partners their own."""
    for role, grants in GRANTS.items():
        for name in grants:
            table = metadata.tables.get(name)
            if table is None or not secured(name):
                continue
            if role == "worklist":
                yield name, role, OWN_MUNICIPALITIES
            elif role == "ingest" and name in PARTNER_TABLES:
                yield name, role, OWN_PARTNER
            else:
                yield name, role, "true"


def secured(table: str) -> bool:
    """Whether a table has row-level security: all with a municipality, and those of one partner."""
    return "municipality" in metadata.tables[table].c or table in PARTNER_TABLES or table == "municipality"


def apply(connection: Connection) -> None:
    """Bring grants and policies of the database in line with this module (as owner; repeatable)."""
    for role in ROLES[1:]:
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {PREFIX}{role}"))
    for role, grants in GRANTS.items():
        for table, privileges in grants.items():
            connection.execute(text(f"GRANT {privileges} ON {table} TO {PREFIX}{role}"))
    for table in metadata.tables:
        if secured(table):
            connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
            connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
    _drop_policies(connection)
    for table, role, condition in policies():
        name = f"{role}_{table}"
        clause = condition if table != "municipality" else condition.replace("municipality =", "code =", 1)
        sql = f"CREATE POLICY {name} ON {table} TO {PREFIX}{role} USING ({clause}) WITH CHECK ({clause})"
        connection.execute(text(sql))
    pending = f"CREATE POLICY ingest_pending ON delivery FOR SELECT TO {PREFIX}ingest USING ({PENDING})"
    connection.execute(text(pending))


def _drop_policies(connection: Connection) -> None:
    rows = connection.execute(text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'"))
    for table, policy in rows.all():
        connection.execute(text(f"DROP POLICY {policy} ON {table}"))
