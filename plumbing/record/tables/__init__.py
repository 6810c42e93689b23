"""The record: every table and view by its owner, with its columns, who may do what with it, and who sees which rows."""

from plumbing.record.tables.cases import access, attempt, case_event, case_file, milestone, offer, task
from plumbing.record.tables.columns import metadata
from plumbing.record.tables.configuration import agreement, municipality, partner, policy, worker, worker_session
from plumbing.record.tables.decisions import case_signal, decision, disposition, sequence
from plumbing.record.tables.figures import fact
from plumbing.record.tables.intake import (
    CONTENT,
    dead_letter,
    delivery,
    delivery_chunk,
    idempotency_key,
    receipt,
    signal,
    signal_revision,
)
from plumbing.record.tables.people import household, person
from plumbing.record.tables.transport import outbox, simulated_clock, stuck

__all__ = [
    "CONTENT",
    "access",
    "agreement",
    "attempt",
    "case_event",
    "case_file",
    "case_signal",
    "dead_letter",
    "decision",
    "delivery",
    "delivery_chunk",
    "disposition",
    "fact",
    "household",
    "idempotency_key",
    "metadata",
    "milestone",
    "municipality",
    "offer",
    "outbox",
    "partner",
    "person",
    "policy",
    "receipt",
    "sequence",
    "signal",
    "signal_revision",
    "simulated_clock",
    "stuck",
    "task",
    "worker",
    "worker_session",
]
