"""The checks at the front door, in one list: each says what a partner may count on."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from command.conformance import signals
from command.conformance.verdicts import Found, InBoth, Promise, not_tested, verdict
from command.conformance.visit import DELIVERIES_PATH, NO_SUCH_ID, SIGNALS_PATH, PartnerVisit
from domain.intake.limits import RECORDS_IN_REQUEST, REQUEST_MEGABYTES
from plumbing.running.clock import system_clock

NOTHING_DELIVERED: Final = InBoth(
    "Niet geprobeerd: daarvoor moet een levering echt bewaard worden. Stuur uw eerste echte verzoek twee keer.",
    "Not tried: for that a delivery really has to be kept. Send your first real request twice.",
)
CLOCKS_DIFFER: Final = timedelta(minutes=1)


def _described(visit: PartnerVisit) -> Found:
    return verdict(visit.description.get("openapi") and visit.ask("GET", "/v1/openapi.json").headers.get("API-Version"))


def _key_taken(visit: PartnerVisit) -> Found:
    status = visit.ask("GET", f"{DELIVERIES_PATH}/{NO_SUCH_ID}").status_code
    why = {
        401: InBoth("De sleutel wordt geweigerd.", "The key is refused."),
        403: InBoth(
            "U bent geschorst, of mag dit kanaal niet gebruiken.", "You are suspended, or may not come this way."
        ),
    }
    usual = InBoth(f"Het antwoord was {status}.", f"The answer was {status}.")
    return verdict(status == 404, why.get(status, usual))


def _wrong_key_refused(visit: PartnerVisit) -> Found:
    answer = visit.ask("GET", f"{DELIVERIES_PATH}/{NO_SUCH_ID}", headers={"X-API-Key": "not-a-key"})
    return verdict(answer.status_code == 401 and answer.headers["content-type"].startswith("application/problem+json"))


def _encrypted(visit: PartnerVisit) -> Found:
    address = visit.client.base_url
    if address.host in {"127.0.0.1", "localhost", "::1"}:
        return not_tested(InBoth("Dit is uw eigen machine.", "This is your own machine."))
    return verdict(address.scheme == "https")


def _idempotency(visit: PartnerVisit) -> Found:
    operation = visit.description.get("paths", {}).get("/signalen", {}) or visit.description.get("paths", {}).get(
        SIGNALS_PATH, {}
    )
    if "idempotency" not in str(operation).lower():
        return not_tested(InBoth("Deze installatie kent geen Idempotency-Key.", "This one knows no Idempotency-Key."))
    answer = visit.ask("POST", SIGNALS_PATH, content=b"{", headers={"Idempotency-Key": '"', **AS_JSON})
    why = InBoth("Een verkeerde sleutel kreeg geen 400.", "A key of a wrong form got no 400.")
    return verdict(answer.status_code == 400, why)


def _file(visit: PartnerVisit) -> Found:
    if not (visit.mapping and visit.file):
        return not_tested(InBoth("Geef --mapping en --file.", "Give --mapping and --file."))
    answer = visit.tries_file()
    if answer.status_code != 200:
        said = str(answer.json().get("detail", ""))
        return verdict(False, InBoth(f"Het bestand wordt geweigerd: {said}", f"The file is refused: {said}"))
    found = answer.json()
    codes = sorted({one["code"] for receipt in found["ontvangstbewijzen"] for one in receipt.get("fouten", ())})
    said = f"{found.get('aantalGeweigerd', 0)}/{len(found['ontvangstbewijzen'])} {', '.join(codes)}"
    return verdict(
        any(one["uitkomst"] != "geweigerd" for one in found["ontvangstbewijzen"]),
        InBoth(f"Geen regel werd aangenomen: {said}.", f"No line was accepted: {said}."),
    )


def _limits(visit: PartnerVisit) -> Found:
    refused = {
        400: (b"{", AS_JSON),
        413: (b" " * (REQUEST_MEGABYTES * 1024 * 1024 + 1), AS_JSON),
        415: (b"{}", {"Content-Type": "text/plain"}),
    }
    found = {
        wanted: visit.ask("POST", SIGNALS_PATH, content=body, headers=headers).status_code
        for wanted, (body, headers) in refused.items()
    }
    many = visit.ask("POST", SIGNALS_PATH, json={"signalen": [{}] * (RECORDS_IN_REQUEST + 1)}).status_code
    unread = visit.ask(
        "POST", DELIVERIES_PATH, params={"kolomindeling": "bestaat-niet"}, content=b"a;b\r\n", headers=AS_CSV
    )
    answers = [*found.values(), many, unread.status_code]
    why = InBoth(f"De antwoorden waren {answers}.", f"The answers were {answers}.")
    return verdict(answers == [*refused, 400, 400], why)


def _clock(visit: PartnerVisit) -> Found:
    stated = visit.ask("GET", "/v1/openapi.json").headers.get("Date")
    if stated is None:
        return not_tested(InBoth("De server noemt geen tijd.", "The server states no time."))
    apart = abs(parsedate_to_datetime(stated) - system_clock())
    said = int(apart.total_seconds())
    why = InBoth(f"Uw klok en die van de server verschillen {said} s.", f"Your clock and the server's differ {said} s.")
    return verdict(apart < CLOCKS_DIFFER, why)


def _list(visit: PartnerVisit) -> Found:
    if "get" not in visit.description.get("paths", {}).get("/leveringen", {}):
        return not_tested(InBoth("Deze installatie kent geen lijst.", "This installation has no list."))
    return verdict(visit.ask("GET", DELIVERIES_PATH).status_code == 200)


AS_JSON: Final = {"Content-Type": "application/json"}
AS_CSV: Final = {"Content-Type": "text/csv"}
DOOR_CHECKS: Final = (
    Promise("encrypted", InBoth("De verbinding is versleuteld.", "The connection is encrypted."), _encrypted),
    Promise("description", InBoth("De API beschrijft zichzelf.", "The API describes itself."), _described),
    Promise("key", InBoth("Uw sleutel werkt.", "Your key works."), _key_taken),
    Promise("wrong-key", InBoth("Een verkeerde sleutel werkt niet.", "A wrong key does not work."), _wrong_key_refused),
    Promise(
        "good-signal", InBoth("Een goed signaal wordt aangenomen.", "A good signal is accepted."), signals.good_signal
    ),
    Promise("tryout", InBoth("Een proef bewaart niets.", "A try-out keeps nothing."), signals.nothing_kept),
    Promise(
        "errors",
        InBoth(
            "Elke soort fout wordt gemeld met veld en code, en houdt geen ander signaal tegen.",
            "Each kind of error is told with field and code, and holds up no other signal.",
        ),
        signals.errors,
    ),
    Promise(
        "repeats",
        InBoth(
            "Hetzelfde signaal is dubbel; met andere gegevens in dezelfde levering is het tegenstrijdig.",
            "The same signal is a duplicate; with other data in one delivery it contradicts itself.",
        ),
        signals.repeats,
    ),
    Promise(
        "idempotency-key",
        InBoth(
            "Een Idempotency-Key van verkeerde vorm wordt geweigerd.",
            "An Idempotency-Key of a wrong form is refused.",
        ),
        _idempotency,
    ),
    Promise(
        "idempotency-tryout",
        InBoth(
            "Een proef houdt geen Idempotency-Key vast: u kunt hem daarna echt gebruiken.",
            "A try-out keeps no Idempotency-Key: you may use it in earnest afterwards.",
        ),
        signals.key_not_kept,
    ),
    Promise(
        "idempotency-repeat",
        InBoth(
            "Een echt verzoek met dezelfde sleutel krijgt het eerste antwoord, en met andere inhoud 422.",
            "A real request with the same key gets the first answer, and with another body 422.",
        ),
        lambda _: not_tested(NOTHING_DELIVERED),
    ),
    Promise("file", InBoth("Uw eigen bestand wordt gelezen.", "Your own file is read."), _file),
    Promise(
        "limits", InBoth("Wat te groot of onleesbaar is, wordt geweigerd.", "What is too large is refused."), _limits
    ),
    Promise("clock", InBoth("De klokken lopen gelijk.", "The clocks agree."), _clock),
    Promise(
        "dates",
        InBoth("Vandaag mag; morgen en te oud niet.", "Today is taken; later and too old are not."),
        signals.dates_tried,
    ),
    Promise("list", InBoth("U kunt uw leveringen teruglezen.", "You can read your deliveries back."), _list),
)
"""In this order, each with what a partner may count on."""
