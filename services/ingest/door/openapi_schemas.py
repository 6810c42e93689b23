"""The schemas of the OpenAPI document: the signal from the contract, the answers as they are given, in Dutch."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from domain.intake.checks.faults import TEXTS as FAULT_TEXTS
from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FINDING_TEXTS
from domain.intake.limits import RECORDS_IN_REQUEST
from schemas.signals import Signal
from schemas.vocabulary.quarantine import Settlement
from schemas.vocabulary.signals import (
    DeliveryState,
    Outcome,
    SignalKind,
    WithdrawalOutcome,
    WithdrawalReason,
)
from services.ingest.accept import Receipt
from services.ingest.door.openapi_texts import (
    ATTRIBUTE_TEXTS,
    EXAMPLE_ERRORS,
    EXAMPLE_FINDING,
    EXAMPLE_SIGNAL,
    EXAMPLE_UUID,
    OUTCOME_TEXTS,
    SETTLEMENT_TEXTS,
)
from services.ingest.door.receipts_csv import csv_lines, heading_line

Json = dict[str, Any]
MOMENT: Final = {"type": "string", "format": "date-time", "examples": ["2026-03-09T08:30:00Z"]}
DAY: Final = {"type": "string", "format": "date", "examples": ["2026-03-09"]}
UUID_TEXT: Final = {"type": "string", "format": "uuid", "examples": [EXAMPLE_UUID]}
NUMBER: Final = {"type": "integer", "minimum": 0, "examples": [1]}
COUNTS: Final = (
    "aantalRegels",
    "aantalGeaccepteerd",
    "aantalDubbel",
    "aantalHerzien",
    "aantalAchterhaald",
    "aantalGeweigerd",
)
EXAMPLE_RECEIPT: Final = {
    "regel": 1,
    "uitkomst": "geaccepteerd",
    "signaalId": EXAMPLE_UUID,
    "bevindingen": [EXAMPLE_FINDING],
}
EXAMPLE_FILE: Final = {
    "leveringId": EXAMPLE_UUID,
    "status": "in-behandeling",
    "ontvangenOp": "2026-03-09T08:30:00Z",
    "aantalRegels": 1,
}
EXAMPLE_DELIVERY: Final = EXAMPLE_FILE | {
    "status": "verwerkt",
    "aantalGeaccepteerd": 1,
    "aantalDubbel": 0,
    "aantalHerzien": 0,
    "aantalAchterhaald": 0,
    "aantalGeweigerd": 0,
    "ontvangstbewijzen": [EXAMPLE_RECEIPT],
}
EXAMPLE_DELIVERIES: Final = {
    "pagina": 1,
    "paginaGrootte": 100,
    "leveringen": [{name: value for name, value in EXAMPLE_DELIVERY.items() if name != "ontvangstbewijzen"}],
}
EXAMPLE_RECEIPTS_CSV: Final = heading_line() + csv_lines(
    [Receipt(2, Outcome.REJECTED, faults=(Fault("postcode", Code.WRONG_FORM),))]
)
EXAMPLE_STORED: Final = {
    "signaalId": EXAMPLE_UUID,
    "kenmerk": EXAMPLE_SIGNAL["kenmerk"],
    "gemeentecode": EXAMPLE_SIGNAL["gemeentecode"],
    "signaaldatum": EXAMPLE_SIGNAL["signaaldatum"],
    "ontvangenOp": "2026-03-09T08:30:00Z",
    "herziening": 1,
}


EXAMPLE_NAMED: Final = {name: EXAMPLE_SIGNAL[name] for name in ("gemeentecode", "kenmerk", "signaaldatum")}
EXAMPLE_WITHDRAWN: Final = {
    "intrekkingen": [{"regel": 1, "uitkomst": "ingetrokken", "signaalId": EXAMPLE_UUID}],
}


def reference(name: str) -> Json:
    """A reference to one of the schemas."""
    return {"$ref": f"#/components/schemas/{name}"}


_TOLD: Final = {name: {"description": text} for name, text in ATTRIBUTE_TEXTS.items()}


def _object(properties: Mapping[str, Json], required: Sequence[str], text: str) -> Json:
    told = {name: schema if "$ref" in schema else _TOLD.get(name, {}) | schema for name, schema in properties.items()}
    return {"type": "object", "description": text, "properties": told, "required": list(required)}


def _told_of_a_field(what: str, texts: Mapping[Any, str], more: Mapping[str, Json] = MappingProxyType({})) -> Json:
    """The schema of an error or a finding, by its codes with their texts; `more` it may hold besides."""
    words = " ".join(f"`{code}`: {text}" for code, text in texts.items())
    text: Json = {"type": "string"}
    properties = {"veld": text, "code": text | {"enum": [*texts]}, "tekst": text}
    beside: Json = {"kolom": text, "voorbeeld": text, **more}
    return _object(properties | beside, [*properties], f"{what} De waarde zelf herhalen wij nooit. {words}")


def schemas() -> Json:
    """All schemas by name; names are Dutch in UpperCamelCase."""
    receipts = {"type": "array", "items": reference("Ontvangstbewijs")}
    sent = {"type": "array", "minItems": 1, "maxItems": RECORDS_IN_REQUEST, "items": reference("Signaal")}
    faults = {"type": "array", "items": reference("Fout")}
    findings = {"type": "array", "items": reference("Bevinding")}
    status = {"type": "string", "enum": [state.dutch for state in DeliveryState]}
    outcome = {"type": "string", "enum": [one.dutch for one in Outcome]}
    head: Json = {"leveringId": UUID_TEXT, "status": status, "ontvangenOp": MOMENT, "aantalRegels": NUMBER}
    counts: Json = dict.fromkeys(COUNTS, NUMBER)
    paging = {"pagina": NUMBER, "paginaGrootte": NUMBER}
    return _signal_schemas() | {
        "SignalenVerzoek": _object(
            {"signalen": sent},
            ["signalen"],
            "Een lijst signalen. Een fout in het ene signaal houdt het andere niet tegen.",
        )
        | {"additionalProperties": False},
        "Levering": _object(
            head
            | counts
            | {"reden": {"type": "string"}, "kolomindeling": {"type": "string"}}
            | paging
            | {"ontvangstbewijzen": receipts, "proef": {"type": "boolean"}},
            [*head, *COUNTS[1:], "ontvangstbewijzen"],
            "Een levering: hoe ver zij is, de aantallen, en wat er van elke regel kwam.",
        ),
        "Leveringen": _object(
            paging | {"leveringen": {"type": "array", "items": reference("LeveringKort")}},
            ["pagina", "paginaGrootte", "leveringen"],
            "Een pagina van uw leveringen, de nieuwste eerst.",
        ),
        "LeveringKort": _object(head | counts, [*head, *COUNTS[1:]], "Een levering zonder ontvangstbewijzen."),
        "BestandLevering": _object(head, [*head], "Een bestand dat bewaard is en nog gelezen wordt."),
        "Ontvangstbewijs": _object(
            {
                "regel": NUMBER,
                "uitkomst": outcome,
                "signaalId": UUID_TEXT,
                "vervangt": MOMENT,
                "geldigSinds": MOMENT,
                "fouten": faults,
                "bevindingen": findings,
                "bewaardTot": DAY,
                "afhandeling": reference("Afhandeling"),
            },
            ["regel", "uitkomst"],
            "Het antwoord op één regel: het nummer van het signaal en wat wij vonden, of alle fouten. "
            + " ".join(f"`{one.dutch}`: {OUTCOME_TEXTS[one]}" for one in Outcome),
        ),
        **_withdrawal_schemas(),
        "Afhandeling": _object(
            {
                "wijze": {"type": "string", "enum": [one.dutch for one in Settlement]},
                "afgehandeldOp": MOMENT,
                "signaalId": UUID_TEXT,
            },
            ["wijze", "afgehandeldOp"],
            "Wat er later kwam van een geweigerde regel, en het signaal dat het werd. "
            + " ".join(f"`{one.dutch}`: {SETTLEMENT_TEXTS[one]}" for one in Settlement),
        ),
        "OntvangenSignaal": _object(
            {
                "signaalId": UUID_TEXT,
                "kenmerk": {"type": "string"},
                "gemeentecode": {"type": "string"},
                "signaaldatum": DAY,
                "ontvangenOp": MOMENT,
                "herziening": NUMBER,
            },
            [*EXAMPLE_STORED],
            "Dat het signaal er is. Wat de gemeente ermee doet, staat hier niet in.",
        ),
        "Fout": _told_of_a_field("Een fout in één veld.", FAULT_TEXTS, {"aantal": NUMBER})
        | {"examples": [EXAMPLE_ERRORS]},
        "Bevinding": _told_of_a_field("Een veld van een aangenomen signaal dat niet kan kloppen.", FINDING_TEXTS)
        | {"examples": [EXAMPLE_FINDING]},
        "Probleem": _object(
            {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "De HTTP-status."},
                "detail": {"type": "string"},
                "fouten": faults,
            },
            ["title", "status", "detail"],
            "Waarom het hele verzoek niet kon (RFC 9457).",
        ),
    }


def _signal_schemas() -> Json:
    made = Signal.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    nested = made.pop("$defs")["Attestation"]
    signal = _in_dutch(made, "Een vroegsignaal: een huishouden loopt achter met een vaste last.")
    signal["examples"] = [EXAMPLE_SIGNAL]
    # Pydantic leaves the pattern out, because a space and small letters are mended first.
    signal["properties"]["postcode"]["pattern"] = "^[1-9][0-9]{3} *[A-Za-z]{2}$"
    signal["properties"]["verklaring"] = reference("Verklaring")
    text = "Wat een verhuurder verklaart (Besluit gemeentelijke schuldhulpverlening, artikel 2)."
    return {"Signaal": signal, "Verklaring": _in_dutch(nested, text)}


def _in_dutch(made: Json, text: str) -> Json:
    """A schema of pydantic without its English titles, optional fields as themselves, with Dutch texts."""
    properties = {name: _plain(schema) for name, schema in made["properties"].items()}
    return _object(properties, made["required"], text) | {"additionalProperties": False}


def _plain(schema: Json) -> Json:
    chosen = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    english = {"title", "default"} if schema.get("default") is None else {"title"}
    kept: Json = {name: value for name, value in chosen.items() if name not in english}
    default = schema.get("default")
    return kept | ({"default": WORD_OF.get(default, default)} if default is not None else {})


WORD_OF: Final = {kind.value: kind.dutch for kind in SignalKind}


def _withdrawal_schemas() -> Json:
    parts = _signal_schemas()["Signaal"]["properties"]
    named: Json = {name: parts[name] for name in EXAMPLE_NAMED}
    reason: Json = {"type": "string", "enum": sorted(one.dutch for one in WithdrawalReason)}
    reason["description"] = "Waarom u het signaal terugneemt: er is betaald, er is een regeling, of het was onterecht."
    outcome = {"type": "string", "enum": [one.dutch for one in WithdrawalOutcome]}
    sent = {"type": "array", "minItems": 1, "maxItems": RECORDS_IN_REQUEST, "items": reference("Intrekking")}
    answers = {"type": "array", "items": reference("IntrekkingAntwoord")}
    about = "Een signaal dat u terugneemt, met de reden. U noemt het zoals u het stuurde."
    request = "Een lijst intrekkingen. Klopt er één niet, dan doen wij er geen."
    return {
        "Intrekking": _object({**named, "reden": reason}, [*named, "reden"], about) | {"additionalProperties": False},
        "IntrekkingenVerzoek": _object({"intrekkingen": sent}, ["intrekkingen"], request)
        | {"additionalProperties": False},
        "IntrekkingAntwoord": _object(
            {"regel": NUMBER, "uitkomst": outcome, "signaalId": UUID_TEXT},
            ["regel", "uitkomst"],
            "`ingetrokken`: dit signaal, of de geweigerde regel ervan, is nu terug. `al-ingetrokken`: dat was het al."
            " `nog-niet-gelezen`: wij lezen nog een bestand van u, waar het in kan staan. Stuur deze intrekking na een"
            " minuut nog eens. `onbekend-signaal`: wij hebben van u geen signaal met deze gegevens.",
        ),
        "IntrekkingenAntwoord": _object(
            {"intrekkingen": answers}, ["intrekkingen"], "Het antwoord op elke intrekking."
        ),
    }
