"""Reasons in sentences: each full and without codes, the weightiest first, a finding said once."""

from datetime import date
from typing import Any

import pytest

from schemas.reason_entry import ARE_THERE_LIMITS
from schemas.reasons import ReasonCode
from services.worklist.words.reasons import StoredReason, by_question, main_reasons, read_reasons, sentence
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording

TODAY = date(2026, 3, 17)
NL, EN = Wording(messages("nl"), TODAY), Wording(messages("en"), TODAY)
EXAMPLES: dict[str, object] = {
    "amountCents": 184_200,
    "beforeCents": 150_000,
    "thresholdCents": 5_000,
    "earlierOn": "2026-01-12",
    "plannedDate": "2026-03-26",
    "beforeDate": "2026-04-26",
    "deadline": "2026-03-18",
    "until": "2026-05-16",
    "totalCents": 190_000,
    "kind": "eviction",
    "stage": "announced",
    "tray": "crisis",
    "channel": "visit",
    "days": 28,
    "leastDays": 30,
    "mostDays": None,
    "workingDays": 3,
    "signals": 2,
    "definition": "divosa-2023.1",
    "months": 6,
    "partnerKind": "landlord",
    "monthsBehind": 3,
    "points": 1,
    "kinds": 2,
    "percent": 12,
    "band": "high",
    "offerLevel": "support",
    "startBy": "2026-03-20",
}


@pytest.mark.parametrize("code", list(ReasonCode))
@pytest.mark.parametrize("wording", [NL, EN], ids=["nl", "en"])
def test_every_reason_is_a_full_sentence_without_codes(code: ReasonCode, wording: Wording) -> None:
    text = sentence(wording, StoredReason(code, {name: EXAMPLES[name] for name in code.entry.details}))
    assert text[0].isupper()
    assert text.endswith(".")
    assert not any(part in text for part in ("{", "None", "Cents", "-date", "2026-"))


def test_a_threat_without_a_date_is_still_a_sentence() -> None:
    reason = StoredReason(ReasonCode.CRISIS, {"kind": "disconnection", "stage": None, "plannedDate": None})
    assert sentence(NL, reason) == "Er dreigt iets ernstigs: afsluiting. Dat gaat altijd voor."


def test_points_are_told_with_their_facts() -> None:
    details = {"partnerKind": "landlord", "monthsBehind": 3, "amountCents": 184_200, "points": 6}
    reason = StoredReason(ReasonCode.MONTHS_BEHIND, details)
    assert sentence(NL, reason) == (
        "De achterstand voor huur is 3 maanden, samen \N{EURO SIGN}\N{NO-BREAK SPACE}1.842. Dat telt voor 6 punten."
    )
    assert sentence(EN, reason).startswith("The payments for rent are 3 months behind, ")


def test_a_case_shows_three_reasons_with_the_threat_first() -> None:
    stored: list[dict[str, Any]] = [
        {"code": code, "details": {}} for code in ("tray", "clock", "single", "several", "crisis", "unheard-of")
    ]
    chosen = [reason.code for reason in main_reasons([read_reasons(stored)])]
    assert chosen == [ReasonCode.CRISIS, ReasonCode.SEVERAL, ReasonCode.TRAY]


def test_a_step_that_found_the_same_twice_says_it_once() -> None:
    reason = StoredReason(ReasonCode.NOT_STOPPED, {"kind": "eviction"})
    assert by_question([reason, reason]) == [(ARE_THERE_LIMITS, [reason])]
