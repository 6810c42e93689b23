"""The check of a withdrawn signal on a case that was worked on: whether there are still arrears."""

from dataclasses import dataclass
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import completed, new_row
from domain.cases.refusals import Refusal, closed_refusal
from domain.change import Change
from schemas.ids import Id
from schemas.vocabulary.signals import WithdrawalCheck


@dataclass(frozen=True, kw_only=True)
class CheckWithdrawal(Act):
    """What a worker found out, after a partner took this signal back."""

    what: ClassVar = "withdrawal-check"

    signal_id: Id
    found: WithdrawalCheck


def refusal(asked: Recording[CheckWithdrawal]) -> Refusal | None:
    """On an open case, of a signal that is in it."""
    known = {signal.id for signal in asked.work.signals}
    return closed_refusal(asked.case) or (None if asked.act.signal_id in known else Refusal.UNKNOWN_SIGNAL)


def change(asked: Recording[CheckWithdrawal]) -> Change:
    """What was found; a worker closes the case with the result that fits it."""
    row = new_row(asked, signal_id=asked.act.signal_id, found=asked.act.found, held_on=asked.today)
    return completed(asked, Change(rows={"withdrawal_check": [row]}))
