"""What is tried with signals: a good one, each kind of error, the same again, and dates. All of it as a try-out."""

from datetime import timedelta
from secrets import token_hex
from typing import Any, Final

from command.conformance.verdicts import NOT_WITHOUT_TOWN, Found, InBoth, not_tested, verdict
from command.conformance.visit import PartnerVisit
from domain.intake.checks.faults import Code

TRIED_KEY: Final = "proef"
ODD_VALUE: Final = "Zzyzxpad-7"
"""A value that nobody may repeat to us."""
ERRORS_TRIED: Final[tuple[tuple[str, Any, Code], ...]] = (
    ("achternaam", ..., Code.MISSING),
    ("opmerkingVanOns", ODD_VALUE, Code.UNKNOWN_FIELD),
    ("achternaam", 7, Code.NOT_TEXT),
    ("bedragInCenten", ODD_VALUE, Code.NOT_A_NUMBER),
    ("bedragInCenten", 0, Code.TOO_LOW),
    ("signaaldatum", ODD_VALUE, Code.NOT_A_DATE),
    ("kenmerk", "x" * 500, Code.TOO_LONG),
    ("postcode", ODD_VALUE, Code.WRONG_FORM),
    ("soort", ODD_VALUE, Code.UNKNOWN_WORD),
    ("gemeentecode", "0000", Code.NO_AGREEMENT),
)
"""A field that is required with a value that is wrong, and the code that is said of it; a detail blocks nothing."""
DAYS_TRIED: Final = {"VANDAAG": 0, "OVER-TWEE-DAGEN": 2, "TWEE-JAAR-OUD": -731}


def good_signal(visit: PartnerVisit) -> Found:
    """Whether a good signal is accepted."""
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    receipts = visit.receipts(visit.good())
    codes = sorted({f"{one['veld']}: {one['code']}" for receipt in receipts for one in receipt.get("fouten", ())})
    said = "; ".join(codes) or "-"
    return verdict(
        [one["uitkomst"] for one in receipts] == ["geaccepteerd"],
        InBoth(f"Het werd niet aangenomen: {said}.", f"It was not accepted: {said}."),
    )


def nothing_kept(visit: PartnerVisit) -> Found:
    """Whether the same try-out twice gets the same answer: nothing was kept."""
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    outcomes = [[one["uitkomst"] for one in visit.receipts(visit.good())] for _ in range(2)]
    return verdict(outcomes[0] and outcomes[0] == outcomes[1])


def errors(visit: PartnerVisit) -> Found:
    """Whether each error is told, repeats no value, and holds up no other signal."""
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    sent = [
        visit.good(kenmerk=f"FOUT-{number}") | {name: value} for number, (name, value, _) in enumerate(ERRORS_TRIED)
    ]
    records = [{name: value for name, value in one.items() if value is not ...} for one in sent]
    answer = visit.tries(*records, visit.good(kenmerk="GOED"))
    if answer.status_code != 200:
        return verdict(
            False, InBoth(f"Het antwoord was {answer.status_code}.", f"The answer was {answer.status_code}.")
        )
    *refused, good = answer.json()["ontvangstbewijzen"]
    told = [{(one["veld"], one["code"]) for one in receipt.get("fouten", ())} for receipt in refused]
    untold = [
        f"{name}: {code}" for (name, _, code), one in zip(ERRORS_TRIED, told, strict=True) if (name, code) not in one
    ]
    untold = [one for one in untold if not one.startswith("opmerkingVanOns")] + (
        [] if any(code == Code.UNKNOWN_FIELD for _, code in told[1]) else [str(Code.UNKNOWN_FIELD)]
    )
    if untold:
        said = "; ".join(untold)
        return verdict(False, InBoth(f"Niet gemeld: {said}.", f"Not told: {said}."))
    if ODD_VALUE in answer.text:
        return verdict(False, InBoth("Een fout herhaalt wat u stuurde.", "An error repeats what you sent."))
    held_up = InBoth("Een fout hield een goed signaal tegen.", "An error held up a good signal.")
    return verdict(good["uitkomst"] != "geweigerd", held_up)


def repeats(visit: PartnerVisit) -> Found:
    """Whether the same is a duplicate, and other content in one delivery a contradiction."""
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    again = visit.good(bedragInCenten=int(visit.sample["bedragInCenten"]) + 1)
    outcomes = [one["uitkomst"] for one in visit.receipts(visit.good(), visit.good(), again)]
    said = ", ".join(outcomes) or "-"
    why = InBoth(f"De antwoorden waren: {said}.", f"The answers were: {said}.")
    return verdict(outcomes[1:] == ["dubbel", "geweigerd"], why)


def key_not_kept(visit: PartnerVisit) -> Found:
    """Whether try-outs with one Idempotency-Key are taken, also with another body: a try-out keeps no key."""
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    named = {"Idempotency-Key": f"{TRIED_KEY}-{token_hex(8)}"}
    bodies = (visit.good(), visit.good(), visit.good(kenmerk="ANDERS"))
    statuses = [visit.tries(body, **named).status_code for body in bodies]
    why = InBoth(f"De antwoorden waren {statuses}.", f"The answers were {statuses}.")
    return verdict(statuses == [200] * len(bodies), why)


def dates_tried(visit: PartnerVisit) -> Found:
    """Whether a signal of today is taken, and one of later or long ago is not."""
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    days = {name: (visit.today + timedelta(days=days)).isoformat() for name, days in DAYS_TRIED.items()}
    receipts = visit.receipts(*[visit.good(kenmerk=name, signaaldatum=day) for name, day in days.items()])
    codes = [[one["code"] for one in receipt.get("fouten", ())] for receipt in receipts]
    why = InBoth(f"De antwoorden waren: {codes}.", f"The answers were: {codes}.")
    return verdict([Code.IN_THE_FUTURE in one or Code.TOO_OLD in one for one in codes] == [False, True, True], why)
