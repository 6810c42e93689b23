"""The record: PostgreSQL tables, roles, facts and the ledger, shared by every process."""
