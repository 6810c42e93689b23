"""What an act leaves for the figures (a stage of the funnel once a case or once a signal), and what others are told."""

from collections.abc import Iterator
from datetime import date

from domain.cases.act import AnyRecording
from domain.cases.case import Case, work_of
from domain.figures.facts import Fact
from schemas.envelope import Told
from schemas.events import CaseClosed, ContactRecorded
from schemas.ids import Id
from schemas.vocabulary.figures import FactKind


def case_fact(asked: AnyRecording, kind: FactKind, held_on: date, code: str | None = None) -> Fact:
    """A fact about the case; its cohort is the day the case was opened."""
    return Fact(
        asked.act.token,
        asked.worker.municipality,
        kind,
        partner_kind=asked.case.partner_kind,
        cohort_date=asked.case.opened_on,
        held_on=held_on,
        code=code,
    )


def signal_facts(asked: AnyRecording, kind: FactKind, held_on: date) -> Iterator[Fact]:
    """One fact for each signal that is in the case now; its cohort is the day that signal was received.

    Once for ever: a signal leads to an offer once, also when a second offer is made after others joined, or after it
    moved to another case.
    """
    for signal in asked.work.signals:
        yield Fact(
            asked.act.token,
            asked.worker.municipality,
            kind,
            partner_kind=signal.partner_kind,
            cohort_date=signal.received_on,
            held_on=held_on,
            once=signal.id,
        )


def contact_recorded(asked: AnyRecording) -> Told:
    """That something was recorded; what it was stands in the record alone."""
    data = ContactRecorded(municipality=asked.worker.municipality, case_id=asked.case.id, record_id=asked.act.record)
    return Told(data, asked.act.token, asked.case.id, trace_of(asked.case))


def case_closed(asked: AnyRecording) -> Told:
    """That the case was closed."""
    data = CaseClosed(municipality=asked.worker.municipality, case_id=asked.case.id)
    return Told(data, asked.act.token, asked.case.id, trace_of(asked.case))


def trace_of(case: Case) -> Id:
    """The first signal that the case had: its id is the trace that runs through all services."""
    return work_of(case).first_signal or case.id
