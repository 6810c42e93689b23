"""The checks at the front door: key, description, a good signal, each kind of error, repeats, files, limits, dates."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from command.conformance.verdicts import NOT_WITHOUT_TOWN, Check, Found, Said, not_tested, verdict
from command.conformance.visit import DELIVERIES, NO_SUCH_ID, SIGNALS, Visit
from domain.intake.checks.faults import Code
from domain.intake.limits import RECORDS_IN_REQUEST, REQUEST_MEGABYTES
from plumbing.running.clock import system_clock

ODD: Final = "Zzyzxpad-7"
"""A value that nobody may repeat to us."""
CLOCKS_DIFFER: Final = timedelta(minutes=1)
ERRORS: Final[tuple[tuple[str, Any, Code], ...]] = (
    ("achternaam", ..., Code.MISSING),
    ("opmerkingVanOns", ODD, Code.UNKNOWN_FIELD),
    ("achternaam", 7, Code.NOT_TEXT),
    ("bedragInCenten", ODD, Code.NOT_A_NUMBER),
    ("bedragInCenten", 0, Code.TOO_LOW),
    ("signaaldatum", ODD, Code.NOT_A_DATE),
    ("warmeOverdracht", ODD, Code.NOT_YES_OR_NO),
    ("kenmerk", "x" * 500, Code.TOO_LONG),
    ("postcode", ODD, Code.WRONG_FORM),
    ("soort", ODD, Code.UNKNOWN_WORD),
    ("gemeentecode", "0000", Code.NO_AGREEMENT),
)
"""A field with a value that is wrong, and the code that is said of it."""


def _described(visit: Visit) -> Found:
    return verdict(visit.description.get("openapi") and visit.ask("GET", "/v1/openapi.json").headers.get("API-Version"))


def _key_taken(visit: Visit) -> Found:
    status = visit.ask("GET", f"{DELIVERIES}/{NO_SUCH_ID}").status_code
    why = {
        401: Said("De sleutel wordt geweigerd.", "The key is refused."),
        403: Said(
            "U bent geschorst, of mag dit kanaal niet gebruiken.", "You are suspended, or may not come this way."
        ),
    }
    usual = Said(f"Het antwoord was {status}.", f"The answer was {status}.")
    return verdict(status == 404, why.get(status, usual))


def _wrong_key_refused(visit: Visit) -> Found:
    answer = visit.ask("GET", f"{DELIVERIES}/{NO_SUCH_ID}", headers={"X-API-Key": "not-a-key"})
    return verdict(answer.status_code == 401 and answer.headers["content-type"].startswith("application/problem+json"))


def _encrypted(visit: Visit) -> Found:
    address = visit.client.base_url
    if address.host in {"127.0.0.1", "localhost", "::1"}:
        return not_tested(Said("Dit is uw eigen machine.", "This is your own machine."))
    return verdict(address.scheme == "https")


def _good_signal(visit: Visit) -> Found:
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    receipts = visit.receipts(visit.good())
    codes = sorted({f"{one['veld']}: {one['code']}" for receipt in receipts for one in receipt.get("fouten", ())})
    said = "; ".join(codes) or "-"
    return verdict(
        [one["uitkomst"] for one in receipts] == ["geaccepteerd"],
        Said(f"Het werd niet aangenomen: {said}.", f"It was not accepted: {said}."),
    )


def _nothing_kept(visit: Visit) -> Found:
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    outcomes = [[one["uitkomst"] for one in visit.receipts(visit.good())] for _ in range(2)]
    return verdict(outcomes[0] and outcomes[0] == outcomes[1])


def _errors(visit: Visit) -> Found:
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    sent = [visit.good(kenmerk=f"FOUT-{number}") | {name: value} for number, (name, value, _) in enumerate(ERRORS)]
    records = [{name: value for name, value in one.items() if value is not ...} for one in sent]
    answer = visit.tries(*records, visit.good(kenmerk="GOED"))
    if answer.status_code != 200:
        return verdict(False, Said(f"Het antwoord was {answer.status_code}.", f"The answer was {answer.status_code}."))
    *refused, good = answer.json()["ontvangstbewijzen"]
    told = [{(one["veld"], one["code"]) for one in receipt.get("fouten", ())} for receipt in refused]
    untold = [f"{name}: {code}" for (name, _, code), one in zip(ERRORS, told, strict=True) if (name, code) not in one]
    untold = [one for one in untold if not one.startswith("opmerkingVanOns")] + (
        [] if any(code == Code.UNKNOWN_FIELD for _, code in told[1]) else [str(Code.UNKNOWN_FIELD)]
    )
    if untold:
        said = "; ".join(untold)
        return verdict(False, Said(f"Niet gemeld: {said}.", f"Not told: {said}."))
    if ODD in answer.text:
        return verdict(False, Said("Een fout herhaalt wat u stuurde.", "An error repeats what you sent."))
    held_up = Said("Een fout hield een goed signaal tegen.", "An error held up a good signal.")
    return verdict(good["uitkomst"] != "geweigerd", held_up)


def _repeats(visit: Visit) -> Found:
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    again = visit.good(bedragInCenten=int(visit.sample["bedragInCenten"]) + 1)
    outcomes = [one["uitkomst"] for one in visit.receipts(visit.good(), visit.good(), again)]
    said = ", ".join(outcomes) or "-"
    why = Said(f"De antwoorden waren: {said}.", f"The answers were: {said}.")
    return verdict(outcomes[1:] == ["dubbel", "geweigerd"], why)


def _idempotency(visit: Visit) -> Found:
    operation = visit.description.get("paths", {}).get("/signalen", {}) or visit.description.get("paths", {}).get(
        SIGNALS, {}
    )
    if "idempotency" not in str(operation).lower():
        return not_tested(Said("Deze installatie kent geen Idempotency-Key.", "This one knows no Idempotency-Key."))
    answer = visit.ask("POST", SIGNALS, content=b"{", headers={"Idempotency-Key": '"', **JSON})
    why = Said("Een verkeerde sleutel kreeg geen 400.", "A key of a wrong form got no 400.")
    return verdict(answer.status_code == 400, why)


def _file(visit: Visit) -> Found:
    if not (visit.mapping and visit.file):
        return not_tested(Said("Geef --mapping en --file.", "Give --mapping and --file."))
    answer = visit.tries_file()
    if answer.status_code != 200:
        said = str(answer.json().get("detail", ""))
        return verdict(False, Said(f"Het bestand wordt geweigerd: {said}", f"The file is refused: {said}"))
    found = answer.json()
    codes = sorted({one["code"] for receipt in found["ontvangstbewijzen"] for one in receipt.get("fouten", ())})
    said = f"{found.get('aantalGeweigerd', 0)}/{len(found['ontvangstbewijzen'])} {', '.join(codes)}"
    return verdict(
        any(one["uitkomst"] != "geweigerd" for one in found["ontvangstbewijzen"]),
        Said(f"Geen regel werd aangenomen: {said}.", f"No line was accepted: {said}."),
    )


def _limits(visit: Visit) -> Found:
    refused = {
        400: (b"{", JSON),
        413: (b" " * (REQUEST_MEGABYTES * 1024 * 1024 + 1), JSON),
        415: (b"{}", {"Content-Type": "text/plain"}),
    }
    found = {
        wanted: visit.ask("POST", SIGNALS, content=body, headers=headers).status_code
        for wanted, (body, headers) in refused.items()
    }
    many = visit.ask("POST", SIGNALS, json={"signalen": [{}] * (RECORDS_IN_REQUEST + 1)}).status_code
    unread = visit.ask("POST", DELIVERIES, params={"kolomindeling": "bestaat-niet"}, content=b"a;b\r\n", headers=CSV)
    answers = [*found.values(), many, unread.status_code]
    why = Said(f"De antwoorden waren {answers}.", f"The answers were {answers}.")
    return verdict(answers == [*refused, 400, 400], why)


def _clock(visit: Visit) -> Found:
    stated = visit.ask("GET", "/v1/openapi.json").headers.get("Date")
    if stated is None:
        return not_tested(Said("De server noemt geen tijd.", "The server states no time."))
    apart = abs(parsedate_to_datetime(stated) - system_clock())
    said = int(apart.total_seconds())
    why = Said(f"Uw klok en die van de server verschillen {said} s.", f"Your clock and the server's differ {said} s.")
    return verdict(apart < CLOCKS_DIFFER, why)


def _dates(visit: Visit) -> Found:
    if not visit.municipality:
        return not_tested(NOT_WITHOUT_TOWN)
    days = {name: (visit.today + timedelta(days=days)).isoformat() for name, days in DAYS.items()}
    receipts = visit.receipts(*[visit.good(kenmerk=name, signaaldatum=day) for name, day in days.items()])
    codes = [[one["code"] for one in receipt.get("fouten", ())] for receipt in receipts]
    why = Said(f"De antwoorden waren: {codes}.", f"The answers were: {codes}.")
    return verdict([Code.IN_THE_FUTURE in one or Code.TOO_OLD in one for one in codes] == [False, True, True], why)


def _list(visit: Visit) -> Found:
    if "get" not in visit.description.get("paths", {}).get("/leveringen", {}):
        return not_tested(Said("Deze installatie kent geen lijst.", "This installation has no list."))
    return verdict(visit.ask("GET", DELIVERIES).status_code == 200)


JSON: Final = {"Content-Type": "application/json"}
CSV: Final = {"Content-Type": "text/csv"}
DAYS: Final = {"VANDAAG": 0, "OVER-TWEE-DAGEN": 2, "TWEE-JAAR-OUD": -731}
CHECKS: Final = (
    Check("encrypted", Said("De verbinding is versleuteld.", "The connection is encrypted."), _encrypted),
    Check("description", Said("De API beschrijft zichzelf.", "The API describes itself."), _described),
    Check("key", Said("Uw sleutel werkt.", "Your key works."), _key_taken),
    Check("wrong-key", Said("Een verkeerde sleutel werkt niet.", "A wrong key does not work."), _wrong_key_refused),
    Check("good-signal", Said("Een goed signaal wordt aangenomen.", "A good signal is accepted."), _good_signal),
    Check("tryout", Said("Een proef bewaart niets.", "A try-out keeps nothing."), _nothing_kept),
    Check(
        "errors",
        Said(
            "Elke soort fout wordt gemeld met veld en code, en houdt geen ander signaal tegen.",
            "Each kind of error is told with field and code, and holds up no other signal.",
        ),
        _errors,
    ),
    Check(
        "repeats",
        Said(
            "Hetzelfde signaal is dubbel; met andere gegevens in dezelfde levering is het tegenstrijdig.",
            "The same signal is a duplicate; with other data in one delivery it contradicts itself.",
        ),
        _repeats,
    ),
    Check(
        "idempotency-key",
        Said(
            "Een Idempotency-Key van verkeerde vorm wordt geweigerd. Een herhaling is niet geprobeerd: die bewaart.",
            "An Idempotency-Key of a wrong form is refused. No repeat was tried: that would keep something.",
        ),
        _idempotency,
    ),
    Check("file", Said("Uw eigen bestand wordt gelezen.", "Your own file is read."), _file),
    Check("limits", Said("Wat te groot of onleesbaar is, wordt geweigerd.", "What is too large is refused."), _limits),
    Check("clock", Said("De klokken lopen gelijk.", "The clocks agree."), _clock),
    Check("dates", Said("Vandaag mag; morgen en te oud niet.", "Today is taken; later and too old are not."), _dates),
    Check("list", Said("U kunt uw leveringen teruglezen.", "You can read your deliveries back."), _list),
)
"""In this order, each with what a partner may count on."""
