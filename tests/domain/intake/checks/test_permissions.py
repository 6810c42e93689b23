"""What a partner may send: its kind by municipality and day, its fields, its channels; nothing while suspended."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.intake.checks.judge import Candidate, judge
from domain.intake.checks.permissions import Agreement, Partner
from domain.law.partner_kinds import BY_LAW, BY_LAW_SINCE, AcceptedKind
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryChannel
from tests.services.ingest.builders import COMPLETE, NEIGHBOUR, TODAY, TOWN, a_record

ALWAYS = date(2020, 1, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def a_partner(kind: PartnerKind = PartnerKind.WATER, **terms: Any) -> Partner:
    """A partner with an agreement with the town and its neighbour."""
    return Partner("0" * 8, kind, (Agreement(TOWN, ALWAYS), Agreement(NEIGHBOUR, ALWAYS)), **terms)


def faults(partner: Partner, **record: Any) -> set[tuple[str, str]]:
    """The errors of a record on the day of the tests."""
    (checked,) = judge([Candidate(a_record(**record))], partner.on(TODAY))
    return set() if isinstance(checked.verdict, Signal) else {(fault.field, fault.code) for fault in checked.verdict}


REFUSED = {("gemeentecode", "soort-partner")}


@pytest.mark.parametrize("kind", PartnerKind)
def test_by_default_a_municipality_takes_the_four_kinds_of_the_law(kind: PartnerKind) -> None:
    assert (faults(a_partner(kind)) >= REFUSED) is (kind not in BY_LAW)


def test_the_kinds_of_the_law_are_taken_from_the_day_of_the_law() -> None:
    before = BY_LAW_SINCE - timedelta(days=1)
    assert a_partner().on(before).refusing == {TOWN, NEIGHBOUR}
    assert a_partner().on(BY_LAW_SINCE).refusing == set()


@pytest.mark.parametrize(
    ("first", "last", "taken"),
    [
        (TODAY, None, True),
        (ALWAYS, TODAY, True),
        (TOMORROW, None, False),
        (ALWAYS, YESTERDAY, False),
    ],
)
def test_a_municipality_takes_another_kind_from_and_to_the_days_it_says(
    first: date, last: date | None, taken: bool
) -> None:
    said = (AcceptedKind(TOWN, PartnerKind.MORTGAGE, first, last),)
    assert faults(a_partner(PartnerKind.MORTGAGE, accepted=said)) == (set() if taken else REFUSED)


def test_what_one_municipality_takes_its_neighbour_need_not() -> None:
    said = (AcceptedKind(TOWN, PartnerKind.TAX_OFFICE, ALWAYS),)
    partner = a_partner(PartnerKind.TAX_OFFICE, accepted=said)
    assert faults(partner) == set()
    assert faults(partner, gemeentecode=NEIGHBOUR) == REFUSED


def test_a_municipality_may_stop_taking_a_kind_of_the_law_that_its_neighbour_takes() -> None:
    said = (AcceptedKind(TOWN, PartnerKind.WATER, ALWAYS, YESTERDAY),)
    assert faults(a_partner(accepted=said)) == REFUSED
    assert faults(a_partner(accepted=said), gemeentecode=NEIGHBOUR) == set()


def test_without_an_agreement_that_alone_is_told() -> None:
    partner = Partner("0" * 8, PartnerKind.MORTGAGE, ())
    assert faults(partner) == {("gemeentecode", "geen-overeenkomst")}


def test_a_field_that_was_not_agreed_is_refused_by_name_and_one_that_was_is_taken() -> None:
    partner = a_partner(fields=frozenset({"telefoonnummer"}))
    assert faults(partner, telefoonnummer="0612345678") == set()
    assert faults(partner, email="iemand@voorbeeld.example", straat="Dorpsstraat") == {
        ("email", "niet-toegestaan"),
        ("straat", "niet-toegestaan"),
    }


def test_what_every_signal_has_is_always_allowed_and_so_is_the_usual_value() -> None:
    assert faults(a_partner(fields=frozenset()), soort="achterstand", warmeOverdracht=False) == set()
    assert faults(a_partner(fields=frozenset()), warmeOverdracht=True) == {("warmeOverdracht", "niet-toegestaan")}


def test_a_landlord_may_always_send_the_statement_that_it_must_send() -> None:
    assert faults(a_partner(PartnerKind.LANDLORD, fields=frozenset()), verklaring=COMPLETE) == set()


def test_a_field_that_is_closed_and_without_a_ground_is_told_once() -> None:
    (checked,) = judge([Candidate(a_record(burgerservicenummer="111222333"))], a_partner(fields=frozenset()).on(TODAY))
    assert [tuple(fault) for fault in checked.verdict] == [("burgerservicenummer", "niet-toegestaan", None)]


@pytest.mark.parametrize("channel", DeliveryChannel)
def test_a_partner_delivers_over_the_channels_it_agreed_on(channel: DeliveryChannel) -> None:
    assert a_partner().why_closed(channel) == ""
    assert a_partner(channels=frozenset({channel})).why_closed(channel) == ""
    assert a_partner(channels=frozenset(set(DeliveryChannel) - {channel})).why_closed(channel)
    assert "staat stil" in a_partner(suspended=True).why_closed(channel)
