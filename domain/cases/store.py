"""Cases in the record: read as rules see them."""

from typing import Any, Final

from domain.cases.case import Case
from domain.cases.clock import is_stopped
from domain.law.calendar import local_date
from schemas.vocabulary.cases import HEADER, Tray
from schemas.vocabulary.contacts import Channel

CASE_COLUMNS: Final = (
    "municipality",
    "id",
    "household_id",
    "number",
    "opened_at",
    *HEADER,
    "clock_sequence",
    "version",
    "dispatch_at",
    "touched_at",
    "talked_sequence",
    "closed_at",
)
"""What `as_case`, triage and notify read of a case."""
CASE_VALUES: Final = ", ".join(f"c.{name}" for name in CASE_COLUMNS)
"""The same, selected from `case_file c`."""


def as_case(row: Any) -> Case:
    """A row of `case_file` as rules see it."""
    return Case(
        id=row.id,
        opened_on=local_date(row.opened_at),
        tray=Tray(row.tray),
        channel=Channel(row.channel),
        urgency=row.urgency,
        deadline=row.deadline,
        clock_from=row.clock_from,
        several=row.several,
        successive=row.successive,
        partner_kind=row.partner_kind,
        touched=row.touched_at is not None,
        talked=is_stopped(row.clock_sequence, row.talked_sequence),
        closed=row.closed_at is not None,
        version=row.version,
    )
