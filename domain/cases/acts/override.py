"""Another tray or priority than the rules give, for a while: the worker's right, with a reason that is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Final

from domain.cases.act import Act, Recording
from domain.cases.case import Case
from domain.cases.perform import counted, new_row
from domain.cases.refusals import Refusal, override_refusal
from domain.cases.tell import case_fact
from domain.change import Change, together
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.supposing import OverrideReason

RULE_OF_TRAY: Final[Mapping[Tray, ReasonCode]] = MappingProxyType(
    {
        Tray.CRISIS: ReasonCode.CRISIS,
        Tray.END_OF_CONTRACT: ReasonCode.CONTRACT_ENDS,
        Tray.SEVERAL: ReasonCode.SEVERAL,
        Tray.SINGLE: ReasonCode.SINGLE,
    }
)
"""The finding by which a case stands in a tray."""


@dataclass(frozen=True, kw_only=True)
class OverrideCase(Act):
    """Up to and including `ends_on` the case stands in `tray` with `urgency`; None of either: as the rules have it."""

    what: ClassVar = "override"
    touches: ClassVar = False

    tray: Tray | None
    urgency: int | None
    reason: OverrideReason
    ends_on: date


def refusal(asked: Recording[OverrideCase]) -> Refusal | None:
    """On an open case, for a while."""
    return override_refusal(asked.act.ends_on, asked.case, asked.today)


def change(asked: Recording[OverrideCase]) -> Change:
    """What the worker says, beside the header: the rules go on, and their header takes its place again at the end.

    Its task stays where it is, for it may be meant for a colleague.
    """
    act, rule = asked.act, rule_of(asked.case)
    row = new_row(
        asked,
        tray=act.tray,
        urgency=act.urgency,
        reason=act.reason,
        rule=rule,
        header_version=asked.case.version,
        ends_on=act.ends_on,
    )
    own = act.tray is not None or act.urgency is not None  # else it is left to the rules again
    facts = [case_fact(asked, FactKind.CASE_OVERRIDDEN, asked.today, rule)] if own else []
    return together([counted(asked), Change(rows={"override": [row]}, facts=facts)])


def rule_of(case: Case) -> ReasonCode:
    """The finding by which the rules put the case where it is."""
    light = case.tray is Tray.SINGLE and case.channel is Channel.LETTER
    return ReasonCode.BELOW_THRESHOLD if light else RULE_OF_TRAY[case.tray]
