"""What may follow what: every combination there is, against the rules said again in other words."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from domain.cases.follows import MAY_REACH, PART_BEGINS, RESULT_RULES
from domain.cases.refusals import Refusal
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer
from tests.domain.cases.builders import a_plan, a_try, an_end, asked, made, refused
from tests.services.worklist.builders import TODAY

YESNO = (False, True)
SENT = {"Brief", "Kaartje", "Mail", "SMS/Whatsapp", "Administratief"}
NEEDS_A_YES = {"Er start langere hulp", "Met advies of kleine hulp"}
"""How results are explained that tell of help."""


def may_end(result: EndResult, *, tried: bool, reached: bool, accepted: bool, planned: bool) -> bool:
    """The rules as the texts on the page tell them."""
    told = f"{result.dutch}. {result.said('nl')}"
    if told.startswith("Niet opgepakt"):
        return not (accepted or planned)
    if told.startswith("Definitief geen contact"):
        return tried and not (reached or accepted or planned)
    if any(help_is_told in told for help_is_told in NEEDS_A_YES):
        return reached and accepted and not (planned and "niet over geld" in told)
    if "Er was contact" in told or "Eerst was er contact" in told:
        return reached and not (planned and "Eerst" not in told)
    return not (planned and (" al bekend " in told or "ander lopend traject" in told))


@pytest.mark.parametrize("result", EndResult)
def test_a_case_ends_only_in_what_agrees_with_what_was_recorded(result: EndResult) -> None:
    for tried, reached, answer, planned in product(YESNO, YESNO, [None, *OfferAnswer], YESNO):
        accepted = answer is OfferAnswer.ACCEPTED
        stands = {"tried": tried, "reached": reached, "accepted": accepted, "planned": planned}
        work: dict[str, Any] = {"attempts": int(tried), "reached_by_attempt": reached, "planned": planned}
        end = asked(an_end(result=result), **work, offers=(made(answer),) if answer else ())
        assert (refused(end) is None) is may_end(result, **stands), stands


@pytest.mark.parametrize("result", [None, *EndResult])
def test_a_plan_follows_a_talk_and_a_yes_and_no_end_that_it_contradicts(result: EndResult | None) -> None:
    for talked, answer, planned in product(YESNO, [None, *OfferAnswer], YESNO):
        yes = answer is OfferAnswer.ACCEPTED
        work: dict[str, Any] = {"talked_on": TODAY if talked else None, "planned": planned, "result": result}
        plan = asked(a_plan(), case={"closed": result is not None}, **work, offers=(made(answer),) if answer else ())
        fits = result is None or may_end(result, tried=True, reached=True, accepted=True, planned=True)
        assert (refused(plan) is None) is (talked and yes and not planned and fits), work


@pytest.mark.parametrize(("kind", "reached"), [*product(Channel, YESNO)])
def test_what_is_sent_reaches_nobody(kind: Channel, reached: bool) -> None:
    may = not (reached and kind.dutch in SENT)
    assert refused(asked(a_try(kind=kind, reached=reached))) is (None if may else Refusal.ONLY_SENT)


@pytest.mark.parametrize(("part", "hour", "back"), [*product(PartOfDay, range(24), range(3))])
def test_no_part_of_today_is_recorded_before_it_begins(part: PartOfDay, hour: int, back: int) -> None:
    now = datetime(2026, 7, 17, hour, 30, tzinfo=UTC)
    local = now + timedelta(hours=2)
    tried = asked(a_try(part_of_day=part, held_on=local.date() - timedelta(days=back)))._replace(now=now)
    begun = {"Ochtend": True, "Middag": local.hour >= 12, "Avond": local.hour >= 18}[part.dutch]
    assert (refused(tried) is None) is (begun or back > 0)


def test_every_code_has_its_place_in_the_tables() -> None:
    assert set(MAY_REACH) == set(Channel)
    assert set(PART_BEGINS) == set(PartOfDay)
    assert set(RESULT_RULES) == set(EndResult)
    assert list(PART_BEGINS.values()) == sorted(PART_BEGINS.values())
