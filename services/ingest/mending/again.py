"""The verdict on a refused record that is judged again, from what was kept of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.intake.checks.faults import BESIDE_ANOTHER, Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate, Checked, judge
from domain.intake.checks.mend import STAND_IN
from domain.intake.checks.permissions import Sender
from domain.intake.quarantine import SentRecord
from schemas.signals import Signal


def judge_again(
    record: SentRecord, left_out: Iterable[str], errors: Iterable[Mapping[str, str]], sender: Sender
) -> Checked:
    """The verdict now; what was left out stays out, and its partner reads so.

    That a forbidden value was not kept makes the record no better: a stand-in takes its place for the rules.
    """
    faults = [Fault(one["field"], Code(one["code"])) for one in errors]
    if lasting := tuple(fault for fault in faults if _lasts(fault)):
        return Checked(lasting)
    forbidden = {fault.field: STAND_IN[fault.field] for fault in faults if fault.code is Code.NOT_ALLOWED}
    with_forbidden = _judged(dict(record) | forbidden, sender)
    if not isinstance(with_forbidden.verdict, Signal):
        return with_forbidden
    checked = _judged(record, sender)
    told = tuple(FieldFinding(name, FindingCode.NOT_KEPT) for name in left_out)
    return checked._replace(findings=checked.findings + told)


def _judged(record: SentRecord, sender: Sender) -> Checked:
    (checked,) = judge([Candidate(dict[str, Any](record))], sender)
    return checked


def _lasts(fault: Fault) -> bool:
    """What no mending of ours takes away: a field that nobody knows, and another record with the same key."""
    unknown = fault.code is Code.UNKNOWN_FIELD and fault.field not in STAND_IN
    return unknown or fault.code in BESIDE_ANOTHER
