"""The deliveries of the municipality that does not exist: what was spoilt is refused, and nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from domain.intake.checks.judge import Checked, judge, judge_request
from domain.intake.checks.permissions import Agreement, Sender
from schemas.signals import Signal
from simulation.files import delivery_csv, delivery_json
from simulation.places import Town
from simulation.stream import Delivery, deliveries
from tests.services.ingest.builders import sheets
from tests.shipped_mappings import read_mappings

HAMLET = Town("9909", "Proefdal", 8_000, 9981)
MAPPINGS = read_mappings()


@pytest.fixture(scope="module")
def quarter() -> list[Delivery]:
    """Three months of deliveries."""
    return list(deliveries(HAMLET, 7, date(2026, 1, 1), date(2026, 3, 31)))


def verdicts(delivery: Delivery) -> list[Checked]:
    """What ingest says of each record, read in the form in which the partner sends it."""
    partner = delivery.partner
    sender = Sender(partner.kind, {HAMLET.code: Agreement(HAMLET.code, date(2020, 1, 1))}, delivery.day)
    if partner.mapping is None:
        return judge_request(delivery_json(delivery), sender)
    mapping = MAPPINGS[partner.mapping]
    content = delivery_csv(delivery, mapping.model_dump())
    rows = [candidate for chunk in sheets(content, mapping) for _, candidate in chunk]
    return judge(rows, sender)


def test_exactly_the_spoilt_records_are_refused(quarter: list[Delivery]) -> None:
    refused = 0
    for delivery in quarter:
        places = {place for place, one in enumerate(verdicts(delivery)) if not isinstance(one.verdict, Signal)}
        assert places == delivery.spoilt, delivery.partner.kind
        refused += len(places)
    assert refused > 0


def test_a_csv_file_says_the_same_as_json(quarter: list[Delivery]) -> None:
    files = [delivery for delivery in quarter if delivery.partner.mapping]
    assert {delivery.partner.mapping for delivery in files} == set(MAPPINGS)
    for delivery in files:
        as_json = verdicts(replace(delivery, partner=replace(delivery.partner, mapping=None)))
        for sent, one in zip(as_json, verdicts(delivery), strict=True):
            if isinstance(one.verdict, Signal):
                assert one == sent
