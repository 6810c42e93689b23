"""Two residents under one reference and day: the second is refused aloud, a crisis too, and waits to be mended."""

from typing import Any

import orjson
import pytest

from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import Office, Record, a_record

REFUSED = "kenmerk-van-ander"
FIRST = {"kenmerk": "VB-1", "klantnummer": "K-1", "achternaam": "De Vries", "huisnummer": "12"}
SECOND = {"kenmerk": "vb-1", "klantnummer": "K-2", "achternaam": "Bakker", "huisnummer": "77"}
CRISIS = {"soort": "afsluiting"}


def told(receipts: list[Record]) -> list[str]:
    """The outcome of each, or the code for which it was refused."""
    return [one["fouten"][0]["code"] if one.get("fouten") else one["uitkomst"] for one in receipts]


def waiting(office: Office) -> list[Any]:
    return [
        (row["record"]["klantnummer"], row["record"].get("soort", "achterstand"))
        for row in office.rows("SELECT record FROM quarantine ORDER BY rejected_at")
    ]


def customers(office: Office) -> list[Any]:
    return [row["customer_number"] for row in office.rows("SELECT customer_number FROM signal ORDER BY id")]


@pytest.mark.parametrize("kind", [{}, CRISIS], ids=["arrears", "crisis"])
def test_somebody_else_under_a_reference_of_that_day_is_refused_and_waits_and_the_first_stays(
    office: Office, kind: dict[str, Any]
) -> None:
    member = office.joins(PartnerKind.ENERGY)
    office.delivers(member, a_record(**FIRST))
    assert told(office.delivers(member, a_record(**SECOND, **kind))) == [REFUSED]
    assert customers(office) == ["K-1"]
    assert waiting(office) == [("K-2", kind.get("soort", "achterstand"))]
    assert told(office.delivers(member, a_record(**SECOND | {"kenmerk": "VB-2"}, **kind))) == ["geaccepteerd"]


@pytest.mark.parametrize("same", ["klantnummer", "achternaam", "huisnummer"])
def test_one_or_two_of_number_surname_and_door_may_be_mended(office: Office, same: str) -> None:
    member = office.joins()
    office.delivers(member, a_record(**FIRST))
    assert told(office.delivers(member, a_record(**SECOND | {same: FIRST[same]}))) == ["herzien"]


def test_two_residents_in_one_delivery_are_told_apart_and_a_crisis_is_the_one_that_stands(office: Office) -> None:
    member = office.joins(PartnerKind.ENERGY)
    sent = [a_record(**FIRST), a_record(**SECOND, **CRISIS), a_record(**FIRST | {"kenmerk": "VB-9"})]
    assert told(office.delivers(member, *sent)) == [REFUSED, "geaccepteerd", "geaccepteerd"]
    assert waiting(office) == [("K-1", "achterstand")]


def test_the_other_crisis_of_one_delivery_waits(office: Office) -> None:
    member = office.joins(PartnerKind.ENERGY)
    receipts = office.delivers(member, a_record(**FIRST, **CRISIS), a_record(**SECOND, **CRISIS))
    assert told(receipts) == ["geaccepteerd", REFUSED]
    assert waiting(office) == [("K-2", "afsluiting")]


@pytest.mark.parametrize("kind", [{}, CRISIS], ids=["arrears", "crisis"])
def test_what_is_said_of_the_first_ends_nothing_that_waits_of_the_second(office: Office, kind: dict[str, Any]) -> None:
    member, first, second = office.joins(PartnerKind.ENERGY), a_record(**FIRST), a_record(**SECOND, **CRISIS)
    office.delivers(member, first)
    office.delivers(member, second)
    office.delivers(member, first | kind)
    taken_back = {name: first[name] for name in ("gemeentecode", "kenmerk", "signaaldatum")} | {"reden": "betaald"}
    answer = office.ask(
        "POST",
        "/v1/intrekkingen",
        orjson.dumps({"intrekkingen": [taken_back]}),
        x_api_key=member.key,
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.text
    assert waiting(office) == [("K-2", "afsluiting")]
    assert told(office.delivers(member, second)) == [REFUSED]
    assert waiting(office) == [("K-2", "afsluiting")]
