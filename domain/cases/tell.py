"""The facts that work on a case leaves for the figures: each stage of the funnel once a case or once a signal."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from domain.cases.recording import Step
from domain.figures.facts import Fact
from plumbing.record.tables import disposition
from schemas.ids import Id
from schemas.vocabulary.figures import FactKind


def case_fact(kind: FactKind, step: Step, held_on: date, code: str | None = None) -> Fact:
    """A fact about the case; its cohort is the day the case was opened."""
    return Fact(
        step.act.token,
        step.worker.municipality,
        kind,
        partner_kind=step.case.partner_kind,
        cohort_date=step.case.work.opened_on,
        held_on=held_on,
        code=code,
    )


def signal_facts(kind: FactKind, step: Step, held_on: date) -> Iterator[Fact]:
    """One fact for each signal that is in the case now; its cohort is the day that signal was received.

    The signal itself is the cause: a signal leads to an offer once, also when a second offer is made after others
    joined, or after it moved to another case.
    """
    for row in _signals(step.connection, step.worker.municipality, step.case.id):
        yield Fact(
            step.act.token,
            step.worker.municipality,
            kind,
            partner_kind=row.partner_kind,
            cohort_date=row.received_on,
            held_on=held_on,
            once=row.signal_id,
        )


def _signals(connection: Connection, municipality: str, case_id: Id) -> list[Any]:
    mine = (disposition.c.municipality == municipality) & (disposition.c.case_id == case_id)
    columns = (disposition.c.signal_id, disposition.c.partner_kind, disposition.c.received_on)
    return list(connection.execute(select(*columns).where(mine)).all())
