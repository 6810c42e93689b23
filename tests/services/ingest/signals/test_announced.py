"""A partner that stops supply hears when it never reported the customer before, so that nobody offered help."""

from typing import Any

import pytest

from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import Office, a_record

ENDS = {"soort": "eindelevering"}
TOLD = "geen-eerder-signaal"


def told(receipt: dict[str, Any]) -> list[str]:
    return [one["code"] for one in receipt.get("bevindingen", ())]


def test_supply_that_ends_without_an_earlier_signal_is_told_and_taken(office: Office) -> None:
    (receipt,) = office.delivers(office.joins(PartnerKind.ENERGY), a_record(**ENDS))
    assert (receipt["uitkomst"], told(receipt)) == ("geaccepteerd", [TOLD])


def test_supply_that_ends_after_a_signal_of_that_customer_is_not(office: Office) -> None:
    member = office.joins(PartnerKind.ENERGY)
    office.delivers(member, a_record(klantnummer="K-77"))
    (receipt,) = office.delivers(member, a_record(klantnummer="K-77", **ENDS))
    assert told(receipt) == []


@pytest.mark.parametrize(("before", "now"), [("00045", "45"), ("k-77a", "K-77A"), ("45", "045")])
def test_a_customer_whose_number_is_written_otherwise_was_reported_before(
    office: Office, before: str, now: str
) -> None:
    member = office.joins(PartnerKind.ENERGY)
    office.delivers(member, a_record(klantnummer=before))
    (receipt,) = office.delivers(member, a_record(klantnummer=now, **ENDS))
    assert told(receipt) == []


@pytest.mark.parametrize(("before", "now"), [("0", "0"), ("99999", "0"), ("xxx", "XXX"), ("0A45", "A45")])
def test_a_number_that_names_nobody_or_another_was_never_reported_before(office: Office, before: str, now: str) -> None:
    member = office.joins(PartnerKind.ENERGY)
    office.delivers(member, a_record(klantnummer=before))
    (receipt,) = office.delivers(member, a_record(klantnummer=now, **ENDS))
    assert TOLD in told(receipt)


def test_what_another_partner_reported_is_no_earlier_signal(office: Office) -> None:
    office.delivers(office.joins(PartnerKind.WATER), a_record(klantnummer="K-77"))
    (receipt,) = office.delivers(office.joins(PartnerKind.ENERGY), a_record(klantnummer="K-77", **ENDS))
    assert told(receipt) == [TOLD]


def test_only_the_one_without_an_earlier_signal_is_told_in_a_delivery_of_many(office: Office) -> None:
    member = office.joins(PartnerKind.ENERGY)
    office.delivers(member, a_record(klantnummer="K-1"))
    sent = [a_record(klantnummer=one, **ENDS) for one in ("K-1", "K-2")] + [a_record(klantnummer="K-3")]
    assert [told(one) for one in office.delivers(member, *sent)] == [[], [TOLD], []]
