"""What a worker can do on a case, one file an act; `ACTS` is the list."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.cases.act import Act, AnyRecording, Refused, Seen, Stale, Unknown, Worker
from domain.cases.acts import answer, attempt, check_withdrawal, closing, give_back, offer, override, plan, take, talk
from domain.cases.acts.answer import AnswerOffer
from domain.cases.acts.attempt import RecordAttempt
from domain.cases.acts.check_withdrawal import CheckWithdrawal
from domain.cases.acts.closing import CloseCase
from domain.cases.acts.give_back import GiveBackCase
from domain.cases.acts.offer import RecordOffer
from domain.cases.acts.override import OverrideCase
from domain.cases.acts.plan import EstablishPlan
from domain.cases.acts.take import TakeCase
from domain.cases.acts.talk import RecordTalk
from domain.cases.perform import is_recorded
from domain.cases.refusals import Refusal
from domain.change import Change


class ActRules(NamedTuple):
    """What an act is: why it may be refused, what it changes, and whether it was done before (then nothing changes)."""

    refusal: Callable[[AnyRecording], Refusal | None]
    change: Callable[[AnyRecording], Change]
    is_done: Callable[[AnyRecording], bool] = is_recorded


ACTS: Final[Mapping[type[Act], ActRules]] = MappingProxyType(
    {
        RecordAttempt: ActRules(attempt.refusal, attempt.change),
        RecordOffer: ActRules(offer.refusal, offer.change),
        AnswerOffer: ActRules(answer.refusal, answer.change, answer.is_done),
        RecordTalk: ActRules(talk.refusal, talk.change),
        EstablishPlan: ActRules(plan.refusal, plan.change),
        CheckWithdrawal: ActRules(check_withdrawal.refusal, check_withdrawal.change),
        OverrideCase: ActRules(override.refusal, override.change),
        CloseCase: ActRules(closing.refusal, closing.change),
        TakeCase: ActRules(take.refusal, take.change, take.is_done),
        GiveBackCase: ActRules(give_back.refusal, give_back.change, give_back.is_done),
    }
)

__all__ = [
    "ACTS",
    "Act",
    "ActRules",
    "AnswerOffer",
    "CheckWithdrawal",
    "CloseCase",
    "EstablishPlan",
    "GiveBackCase",
    "OverrideCase",
    "RecordAttempt",
    "RecordOffer",
    "RecordTalk",
    "Refused",
    "Seen",
    "Stale",
    "TakeCase",
    "Unknown",
    "Worker",
]
