"""The record: every table and view by its owner, with its columns, who may do what with it, and who sees which rows."""

from plumbing.record.tables.beside import hand_answer, hand_entry, quarantine, quarantine_end
from plumbing.record.tables.cases import (
    access,
    attempt,
    case_event,
    case_file,
    milestone,
    offer,
    override,
    override_in_force,
    task,
    withdrawal_check,
)
from plumbing.record.tables.columns import metadata
from plumbing.record.tables.configuration import (
    accepted_kind,
    agreement,
    column_mapping,
    configuration_change,
    municipality,
    partner,
    partner_key,
    policy,
    worker,
    worker_session,
)
from plumbing.record.tables.decisions import case_signal, decision, disposition, parking, question, sequence
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
    webhook_call,
    withdrawal,
)
from plumbing.record.tables.people import household, person
from plumbing.record.tables.planning import absence, working_hours
from plumbing.record.tables.registers import register_answer, register_entry
from plumbing.record.tables.supposed import shadow_day, shadow_policy, supposing
from plumbing.record.tables.transport import outbox, simulated_clock, stuck

__all__ = [
    "CONTENT",
    "absence",
    "accepted_kind",
    "access",
    "agreement",
    "attempt",
    "case_event",
    "case_file",
    "case_signal",
    "column_mapping",
    "configuration_change",
    "dead_letter",
    "decision",
    "delivery",
    "delivery_chunk",
    "disposition",
    "fact",
    "hand_answer",
    "hand_entry",
    "household",
    "idempotency_key",
    "metadata",
    "milestone",
    "municipality",
    "offer",
    "outbox",
    "override",
    "override_in_force",
    "parking",
    "partner",
    "partner_key",
    "person",
    "policy",
    "quarantine",
    "quarantine_end",
    "question",
    "receipt",
    "register_answer",
    "register_entry",
    "sequence",
    "shadow_day",
    "shadow_policy",
    "signal",
    "signal_revision",
    "simulated_clock",
    "stuck",
    "supposing",
    "task",
    "webhook_call",
    "withdrawal",
    "withdrawal_check",
    "worker",
    "worker_session",
    "working_hours",
]
