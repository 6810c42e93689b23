"""The quality of a month is what the receipts of that month say."""

from datetime import UTC, date, datetime
from typing import Any

from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.report.partners.quality import PartnerMonth, quality_json, quality_sheet
from services.report.partners.read import read_quality
from services.report.partners.supply import SupplyState
from tests.builders import Town, a_signal
from tests.services.ingest.builders import Office, a_record


def of_month(source: Any, month: date, today: date) -> list[PartnerMonth]:
    with source.record.engine("report").connect() as connection:
        return read_quality(connection, month, today)


def test_errors_findings_and_outcomes_are_counted_by_code(office: Office) -> None:
    member = office.joins()
    office.delivers(member, a_record(telefoonnummer="0612345678"), a_record(telefoonnummer="00000000"))
    office.delivers(member, a_record(postcode="x"), a_record(postcode="y", bedragInCenten=0), a_record())
    (found,) = of_month(office, date(2026, 3, 1), date(2026, 3, 17))
    assert (found.deliveries, found.records) == (2, 5)
    assert dict(found.outcomes) == {Outcome.ACCEPTED: 3, Outcome.REJECTED: 2}
    assert found.refused == {("postcode", "onjuiste-vorm"): 2, ("bedragInCenten", "te-laag"): 1}
    assert sum(found.found.values()) == 1
    assert found.without_phone == 1
    assert found.supply.state is SupplyState.UNKNOWN


def test_a_month_is_a_local_calendar_month(office: Office) -> None:
    member = office.joins()
    office.now = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)  # Half past midnight on the first of March in Amsterdam.
    office.delivers(member, a_record())
    assert [one.records for one in of_month(office, date(2026, 3, 1), date(2026, 3, 17))] == [1]
    assert [one.records for one in of_month(office, date(2026, 2, 1), date(2026, 3, 17))] == [0]


def test_a_month_in_which_nothing_came_says_so(office: Office) -> None:
    office.joins()
    month = date(2025, 5, 1)
    found = of_month(office, month, date(2026, 3, 17))
    assert "Nothing was delivered" in quality_sheet(found, month).caption
    assert [one["counts"]["records"] for one in quality_json(found)] == [0]


def test_repeats_are_those_that_triage_calls_so(town: Town) -> None:
    signal = a_signal()
    town.bring(signal)
    town.later(days=1)
    town.bring(signal.model_copy(update={"signal_date": date(2026, 3, 17)}))
    found = {one.kind: one.repeats for one in of_month(town, date(2026, 3, 1), date(2026, 3, 31))}
    assert found[PartnerKind.WATER] == 1
    assert sum(found.values()) == 1
