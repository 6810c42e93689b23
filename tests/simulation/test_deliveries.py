"""What the simulated partners send: the same for the same seed, valid where meant to be, and about nobody."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from stdnum.nl import bsn

from domain.law.partner_kinds import PARTNER_TYPES
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from simulation.chance import dice
from simulation.days import is_weekday
from simulation.errors import contract
from simulation.files import delivery_csv, delivery_json
from simulation.partners import partners, seed_file
from simulation.places import DEMO, address_at
from simulation.population import fictitious_bsn, household_at, households
from simulation.stream import Delivery, deliveries

WATERDAL, HEUVELOORD = DEMO
FIRST, LAST = date(2025, 1, 1), date(2025, 9, 30)
MAPPINGS = Path(__file__).parents[2] / "deploy" / "mappings"
NAMED = (
    "voorletters",
    "voorvoegsel",
    "achternaam",
    "geboortedatum",
    "straat",
    "huisnummer",
    "huisnummertoevoeging",
    "huisletter",
)
CONDITIONS = ("personal_contact", "pointed_to_debt_help", "reminder_sent", "sharing_offered")
MET = dict.fromkeys(CONDITIONS, True) | {"objection": False}
CONTRACT = (*NAMED, "postcode", "woonplaats", "telefoonnummer", "email")


@pytest.fixture(scope="module")
def year() -> list[Delivery]:
    return [delivery for place in DEMO for delivery in deliveries(place, 7, FIRST, LAST)]


def mapping(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((MAPPINGS / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def written(seed: int, first: date = FIRST, last: date = LAST) -> list[bytes]:
    return [delivery_json(delivery) for delivery in deliveries(HEUVELOORD, seed, first, last)]


def records(year: list[Delivery], *, spoilt: bool = False) -> Iterator[tuple[Delivery, dict[str, Any]]]:
    for delivery in year:
        for place, record in enumerate(delivery.records):
            if (place in delivery.spoilt) == spoilt:
                yield delivery, record


def is_refused(delivery: Delivery, record: dict[str, Any]) -> bool:
    try:
        signal = Signal.model_validate_json(json.dumps(record))
    except ValidationError:
        return True
    rules = PARTNER_TYPES[delivery.partner.kind]
    wrong_kind = signal.kind not in rules.signal_kinds
    no_basis = signal.bsn is not None or (rules.birth_date_needs_basis and signal.birth_date is not None)
    attested = signal.attestation is not None and dict(signal.attestation) == dict.fromkeys(MET, True) | {
        "objection": False
    }
    return wrong_kind or no_basis or attested != rules.attestation


def test_a_seed_gives_the_same_bytes_again() -> None:
    assert written(7) == written(7)


def test_another_seed_gives_another_municipality() -> None:
    assert not set(written(7)) & set(written(8))


def test_two_periods_give_what_the_whole_period_gives() -> None:
    middle, next_day = date(2025, 4, 14), date(2025, 4, 15)
    assert written(7, FIRST, middle) + written(7, next_day, LAST) == written(7)


def test_deliveries_come_in_order_of_date_on_working_days(year: list[Delivery]) -> None:
    for place in DEMO:
        days = [delivery.day for delivery in year if delivery.municipality == place]
        assert days == sorted(days)
        assert all(is_weekday(day) for day in days)


def test_every_record_meant_to_be_valid_is_accepted(year: list[Delivery]) -> None:
    assert not [record for delivery, record in records(year) if is_refused(delivery, record)]


def test_every_spoilt_record_is_refused(year: list[Delivery]) -> None:
    spoilt = list(records(year, spoilt=True))
    assert 0.01 < len(spoilt) / sum(len(delivery.records) for delivery in year) < 0.03
    assert all(is_refused(delivery, record) for delivery, record in spoilt)


def test_dates_of_a_signal_make_sense(year: list[Delivery]) -> None:
    for delivery, record in records(year):
        assert record["ontstaansdatum"] < record["signaaldatum"] <= delivery.day.isoformat()


def test_some_records_are_delivered_again(year: list[Delivery]) -> None:
    keys = [(d.municipality.code, d.partner.kind, r["kenmerk"], r["signaaldatum"]) for d, r in records(year)]
    assert 0.015 < 1 - len(set(keys)) / len(keys) < 0.05


def test_the_errors_of_a_contract_are_the_same_each_month(year: list[Delivery]) -> None:
    seen: dict[tuple[str, PartnerKind, str], set[tuple[str | None, ...]]] = defaultdict(set)
    months: dict[tuple[str, PartnerKind, str], set[int]] = defaultdict(set)
    for delivery, record in records(year):
        key = delivery.municipality.code, delivery.partner.kind, record["klantnummer"]
        seen[key].add(tuple(record.get(attribute) for attribute in CONTRACT))
        months[key].add(delivery.day.month)
    again = [key for key in seen if len(months[key]) > 1]
    changed = [key for key in again if len(seen[key]) > 1]
    assert len(again) > 100
    assert len(changed) < 0.05 * len(again), "only a corrected old address may change"
    assert all(len({names[0:4] for names in seen[key]}) == 1 for key in again)


def test_creditors_make_different_errors_on_one_household() -> None:
    kinds = (PartnerKind.ENERGY, PartnerKind.WATER)
    pairs = [[contract(WATERDAL, 7, index, kind, 0).written(0) for kind in kinds] for index in range(300)]
    differing = [one for one, other in pairs if one["achternaam"] != other["achternaam"]]
    assert 60 < len(differing) < 240


def test_phone_numbers_and_mail_boxes_are_nobodys(year: list[Delivery]) -> None:
    for _, record in records(year):
        digits = "".join(sign for sign in record.get("telefoonnummer", "06 00") if sign.isdigit())
        assert digits.removeprefix("0031").removeprefix("31").removeprefix("0").removeprefix("0").startswith("60")
        assert record.get("email", "x@example.org").split("@")[1] in {"example.org", "example.nl"}


def test_no_record_meant_to_be_valid_has_a_bsn_and_spoilt_ones_a_number_of_the_test_range(
    year: list[Delivery],
) -> None:
    sent = [
        record["burgerservicenummer"] for _, record in records(year, spoilt=True) if "burgerservicenummer" in record
    ]
    assert sent
    assert all(number.startswith("9999") and bsn.is_valid(number) for number in sent)
    assert all("burgerservicenummer" not in record for _, record in records(year))


def test_made_up_bsns_pass_the_11_test() -> None:
    numbers = [fictitious_bsn(dice("bsn", number)) for number in range(200)]
    assert all(number.startswith("9999") and bsn.is_valid(number) for number in numbers)


def test_every_household_has_an_address_of_its_own() -> None:
    addresses = {address_at(WATERDAL, index) for index in range(households(WATERDAL))}
    assert len({place[1:4] for place in addresses}) == households(WATERDAL)
    assert all(set(place.postcode[4:]) <= set("FIOQUY") for place in addresses)


def test_households_do_not_depend_on_who_asked_before() -> None:
    again = household_at.__wrapped__(WATERDAL, 7, 12)
    assert household_at(WATERDAL, 7, 12) == again
    assert len({household_at(WATERDAL, 7, index).adults[0] for index in range(500)}) == 500


@pytest.mark.parametrize("partner", [p for p in partners(7) if p.mapping], ids=lambda partner: str(partner.kind))
def test_a_csv_file_holds_the_record_in_the_partners_own_columns(year: list[Delivery], partner: Any) -> None:
    columns = mapping(partner.mapping)
    delivery = next(d for d in year if d.partner == partner and len(d.records) > 20)
    lines = delivery_csv(delivery, columns).decode(columns["encoding"]).splitlines()
    rows = list(csv.DictReader(lines, delimiter=columns["delimiter"]))
    heading = {attribute: name for name, attribute in columns["columns"].items()}
    assert len(rows) == len(delivery.records)
    for row, record in zip(rows, delivery.records, strict=True):
        assert row[heading["kenmerk"]] == record["kenmerk"]
        assert row[heading["achternaam"]] == record["achternaam"]
        assert row[heading["bedragInCenten"]].replace(",", "").lstrip("0") == str(record["bedragInCenten"] or "")
        assert row[heading["signaaldatum"]] == date.fromisoformat(record["signaaldatum"]).strftime("%d-%m-%Y")
        assert columns["values"]["soort"][row[heading["soort"]]] == record["soort"]
        assert row[heading["warmeOverdracht"]] in {"ja", "nee"}


@pytest.mark.parametrize("partner", [p for p in partners(7) if p.mapping], ids=lambda partner: str(partner.kind))
def test_a_mapping_names_every_attribute_that_its_partner_sends(year: list[Delivery], partner: Any) -> None:
    sent: set[str] = set()
    for delivery in year:
        for record in delivery.records if delivery.partner == partner else []:
            nested = {f"verklaring.{name}" for name in record.get("verklaring", {})}
            sent |= (set(record) - {"verklaring"}) | nested
    assert sent <= set(mapping(partner.mapping)["columns"].values())


def test_no_letter_is_lost_in_the_landlords_encoding(year: list[Delivery]) -> None:
    columns = mapping("huur-csv")
    files = [delivery_csv(d, columns) for d in year if d.partner.kind is PartnerKind.LANDLORD]
    assert any(set("ëöü") & set(content.decode(columns["encoding"])) for content in files)


def test_the_seed_file_has_an_agreement_for_each_partner_in_each_municipality() -> None:
    content = seed_file(DEMO, partners(7))
    pairs = {(agreement["partner"], agreement["municipality"]) for agreement in content["agreements"]}
    assert pairs == {
        (partner["id"], place["code"]) for partner in content["partners"] for place in content["municipalities"]
    }
    assert yaml.safe_load(yaml.safe_dump(content)) == content
    assert {partner["kind"] for partner in content["partners"]} == {str(partner.kind) for partner in partners(7)}
    assert partners(7) != partners(8)
