"""Files as people and programs send them: all of it is read, what was odd is told, and no more is refused."""

from collections import Counter
from datetime import date
from io import BytesIO

import pytest

from domain.intake.checks.findings import FindingCode
from domain.intake.checks.judge import Checked, judge, judge_request
from domain.intake.checks.permissions import Agreement, Sender
from domain.intake.files.sheets import read_chunks
from schemas.signals import Signal
from schemas.vocabulary.signals import DeliveryFormat
from services.ingest.files.read import SentFile, opened
from simulation.chance import dice
from simulation.files import delivery_csv, delivery_json, delivery_xlsx
from simulation.partners import Way
from simulation.stream import Delivery, deliveries
from tests.services.ingest.test_simulated import HAMLET
from tests.shipped_mappings import read_mappings

MAPPINGS = read_mappings()


@pytest.fixture(scope="module")
def year() -> list[tuple[Delivery, list[Checked]]]:
    """A year of deliveries, each with what ingest says of its records."""
    found = deliveries(HAMLET, 7, date(2025, 4, 1), date(2026, 3, 31))
    return [(delivery, verdicts(delivery)) for delivery in found]


def verdicts(delivery: Delivery) -> list[Checked]:
    partner, rng = delivery.partner, dice("slips", delivery.partner.kind, delivery.day)
    sender = Sender(partner.kind, {HAMLET.code: Agreement(HAMLET.code, date(2020, 1, 1))}, delivery.day)
    if partner.mapping is None:
        return judge_request(delivery_json(delivery, rng), sender)
    mapping = MAPPINGS[partner.mapping]
    is_workbook = partner.way is Way.WORKBOOK
    content = (delivery_xlsx if is_workbook else delivery_csv)(delivery, mapping.model_dump(), rng)
    sent = SentFile(BytesIO(content), DeliveryFormat.XLSX if is_workbook else DeliveryFormat.CSV, mapping)
    with opened(sent) as (rows, _, told):
        return judge([one for chunk in read_chunks(rows, mapping, 1_000, told) for _, one in chunk], sender)


def test_the_four_partners_deliver_in_four_ways(year: list[tuple[Delivery, list[Checked]]]) -> None:
    assert {delivery.partner.way for delivery, _ in year} == set(Way)


def test_slips_refuse_nothing_that_was_not_spoilt(year: list[tuple[Delivery, list[Checked]]]) -> None:
    for delivery, checked in year:
        assert len(checked) == len(delivery.records)
        places = {place for place, one in enumerate(checked) if not isinstance(one.verdict, Signal)}
        assert places == delivery.spoilt, (delivery.partner.kind, delivery.day)


def test_every_way_has_its_findings_and_a_few_percent_are_refused(year: list[tuple[Delivery, list[Checked]]]) -> None:
    told, sent, refused = Counter[Way](), Counter[Way](), 0
    for delivery, checked in year:
        sent[delivery.partner.way] += len(checked)
        told[delivery.partner.way] += sum(1 for one in checked if one.findings)
        refused += len(delivery.spoilt)
    assert all(0.01 < told[way] / sent[way] < 0.9 for way in Way), {way: told[way] / sent[way] for way in Way}
    assert 0.005 < refused / sent.total() < 0.05
    codes = {one.code for _, checked in year for each in checked for one in each.findings}
    assert codes >= {
        FindingCode.READ_AS_NOTHING,
        FindingCode.ZERO_ADDED,
        FindingCode.SEVERAL_ADDRESSES,
        FindingCode.MORE_THAN_A_NUMBER,
    }
