"""Reading the forms of a case into what a worker does; the fields of each stand in `forms.html`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.cases.acts import (
    Act,
    AnswerOffer,
    CheckWithdrawal,
    CloseCase,
    EstablishPlan,
    OverrideCase,
    RecordAttempt,
    RecordOffer,
    RecordTalk,
    Seen,
)
from domain.cases.refusals import Refusal
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.signals import WithdrawalCheck
from schemas.vocabulary.supposing import OverrideReason
from services.worklist.forms import FormReader, read_number
from services.worklist.pages.case.history import Happening


@dataclass(frozen=True)
class Typed:
    """A form that was not recorded: what was typed, and why not. `changed`: what happened since the page was shown."""

    form: str
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    changed: list[Happening] | None = None


BY_RULES: Final = "regels"
"""What stands in a field that stays as the rules have it."""


class Priority(StrEnum):
    """A priority that a worker may give: the most and the least that rules give."""

    FIRST = "3"
    LAST = "0"


def read_attempt(form: FormReader, case_id: Id) -> RecordAttempt:
    """The form of a contact attempt."""
    return RecordAttempt(
        **_act(form, case_id),
        kind=form.choice("soort", Channel),
        reached=form.yes("bereikt"),
        held_on=form.day("datum"),
        part_of_day=form.choice("dagdeel", PartOfDay),
        person_id=form.chosen_id("persoon"),
    )


def read_offer(form: FormReader, case_id: Id) -> RecordOffer:
    """The form of an offer."""
    return RecordOffer(
        **_act(form, case_id),
        kind=form.choice("soort", OfferKind),
        made_on=form.day("datum"),
        answer=form.choice("antwoord", OfferAnswer),
    )


def read_answer(form: FormReader, case_id: Id) -> AnswerOffer:
    """The form of the answer to an open offer."""
    return AnswerOffer(
        **_act(form, case_id),
        offer_id=form.hidden_id("aanbod"),
        answer=form.choice("antwoord", OfferAnswer),
        answered_on=form.day("datum"),
    )


def read_talk(form: FormReader, case_id: Id) -> RecordTalk:
    """The form of the first talk."""
    return RecordTalk(**_act(form, case_id), held_on=form.day("datum"))


def read_plan(form: FormReader, case_id: Id) -> EstablishPlan:
    """The form of the established plan."""
    return EstablishPlan(**_act(form, case_id), held_on=form.day("datum"))


def read_check(form: FormReader, case_id: Id) -> CheckWithdrawal:
    """The form of what was found out about a withdrawn signal."""
    return CheckWithdrawal(
        **_act(form, case_id), signal_id=form.hidden_id("signaal"), found=form.choice("gevonden", WithdrawalCheck)
    )


def read_closing(form: FormReader, case_id: Id) -> CloseCase:
    """The form of the end result."""
    return CloseCase(**_act(form, case_id), result=form.choice("resultaat", EndResult))


def read_override(form: FormReader, case_id: Id) -> OverrideCase:
    """The form of another tray or priority; what stays as the rules have it is the first choice."""
    tray, urgency = form.text("bakje"), form.text("voorrang")
    return OverrideCase(
        **_act(form, case_id),
        tray=None if tray == BY_RULES else form.choice("bakje", Tray),
        urgency=None if urgency == BY_RULES else int(form.choice("voorrang", Priority)),
        reason=form.choice("reden", OverrideReason),
        ends_on=form.day("datum"),
    )


def _act(form: FormReader, case_id: Id) -> dict[str, Any]:
    """The hidden fields of every form. Raises Forged when the page cannot have sent them."""
    header, _, work = form.text("versie").partition(".")
    seen = Seen(read_number(header), read_number(work))
    return {"token": form.hidden_id("token"), "case_id": case_id, "seen": seen}


CASE_FORMS: Final[Mapping[str, Callable[[FormReader, Id], Act]]] = MappingProxyType(
    {
        "contactpogingen": read_attempt,
        "aanbod": read_offer,
        "antwoord": read_answer,
        "eerste-gesprek": read_talk,
        "plan-van-aanpak": read_plan,
        "nagevraagd": read_check,
        "anders-indelen": read_override,
        "sluiten": read_closing,
    }
)
"""Each form by the last part of its address, which is also its name in the texts."""

FORM_CODES: Final[Mapping[str, list[StrEnum]]] = MappingProxyType(
    {
        "channels": list(Channel),
        "parts": list(PartOfDay),
        "checks": list(WithdrawalCheck),
        "override_reasons": list(OverrideReason),
        "trays": list(Tray),
        "offer_kinds": list(OfferKind),
        "offer_answers": list(OfferAnswer),
        "answers": [OfferAnswer.ACCEPTED, OfferAnswer.DECLINED],
    }
)
"""What the forms let choose from, in this order; an open offer is answered with yes or no."""
