"""Refused records that wait: kept with their receipts, ended by what is sent again, gone after thirty days."""

from datetime import date, timedelta
from typing import Any

import pytest

from plumbing.record.connect import transaction
from schemas.vocabulary.partners import PartnerKind
from services.ingest.by_hand.process import HandWorker
from services.ingest.mending.store import sweep
from tests.services.ingest.builders import BSN, COMPLETE, NEIGHBOUR, NOON, TODAY, TOWN, Member, Office, a_record
from tests.services.ingest.by_hand.desk import takes, types
from tests.services.ingest.files.deliveries import a_file, a_row, read_all, upload


def waiting(office: Office) -> list[dict[str, Any]]:
    return office.rows("SELECT * FROM quarantine ORDER BY rejected_at, line")


def ends(office: Office) -> list[str]:
    return [str(row["settlement"]) for row in office.rows("SELECT settlement FROM quarantine_end ORDER BY settled_at")]


def test_a_refused_record_waits_with_its_codes_until_thirty_days_later(office: Office) -> None:
    water, wrong = office.joins(), a_record(postcode="1000", burgerservicenummer=BSN)
    (receipt,) = office.delivers(water, wrong)
    (row,) = waiting(office)
    told = {"field": "postcode", "code": "onjuiste-vorm"}
    assert told in row["errors"]
    assert len(row["errors"]) == len(receipt["fouten"])
    assert row["record"] == {name: value for name, value in wrong.items() if name != "burgerservicenummer"}
    assert (row["municipality"], row["line"], row["rejected_at"]) == (TOWN, 1, NOON)
    assert row["kept_until"] == date(2026, 4, 16)


def test_refused_lines_of_a_file_wait_too(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    upload(office, energy, a_file(a_row(1), a_row(2, postcode="1000"), a_row(3, ontstaansdatum="31-02-2026")))
    read_all(office.ports)
    rows = waiting(office)
    assert [row["line"] for row in rows] == [3, 4]
    assert rows[0]["record"]["kenmerk"] == "E-2"
    assert "ontstaansdatum" not in rows[1]["record"]


def test_a_refused_entry_of_a_worker_waits_too(office: Office) -> None:
    types(office, office.joins(valid_to=date(2027, 1, 1)), received=TODAY, content=a_record(postcode="x"))
    takes(office)
    assert len(waiting(office)) == 1


def test_nothing_waits_of_a_record_that_is_taken_or_without_an_agreement(office: Office) -> None:
    office.delivers(office.joins(), a_record(), a_record(gemeentecode=NEIGHBOUR), a_record(gemeentecode="x"))
    assert waiting(office) == []


def test_of_a_record_that_may_not_have_been_sent_only_codes_wait(office: Office) -> None:
    landlord = office.joins(PartnerKind.LANDLORD)
    office.delivers(landlord, a_record(verklaring=COMPLETE | {"bezwaar": True}))
    (row,) = waiting(office)
    assert [row[name] for name in ("record", "left_out", "reference", "signal_date")] == [None] * 4
    assert row["errors"] == [{"field": "verklaring.bezwaar", "code": "bezwaar-gemaakt"}]


def test_what_is_sent_again_ends_what_waits_and_names_the_signal(office: Office) -> None:
    water = office.joins()
    office.delivers(water, a_record(kenmerk="VB-1", postcode="x"), a_record(kenmerk="VB-2", postcode="x"))
    (receipt,) = office.delivers(water, a_record(kenmerk="vb-1"))
    assert [row["reference"] for row in waiting(office)] == ["vb-2"]
    (row,) = office.rows("SELECT settlement, signal_id, worker_id FROM quarantine_end")
    assert row == {"settlement": "resent", "signal_id": receipt["signaalId"], "worker_id": None}


def test_what_is_sent_again_with_its_date_mended_ends_what_had_none(office: Office) -> None:
    water = office.joins()
    office.delivers(water, a_record(kenmerk="VB-1", signaaldatum="31-02-2026"))
    office.delivers(water, a_record(kenmerk="VB-1"))
    assert (waiting(office), ends(office)) == ([], ["resent"])


@pytest.mark.parametrize("other", [{"signaaldatum": "2026-03-15"}, {"kenmerk": "VB-2"}, {"gemeentecode": NEIGHBOUR}])
def test_another_signal_ends_nothing(office: Office, other: dict[str, Any]) -> None:
    water = office.joins(places=(TOWN, NEIGHBOUR))
    office.delivers(water, a_record(kenmerk="VB-1", postcode="x"))
    office.delivers(water, a_record(kenmerk="VB-1") | other)
    office.delivers(office.joins(), a_record(kenmerk="VB-1"))
    assert len(waiting(office)) == 1


def test_what_is_refused_again_takes_the_place_of_the_earlier_one(office: Office) -> None:
    water = office.joins()
    for postcode in ("x", "y", "z"):
        office.delivers(water, a_record(kenmerk="VB-1", postcode=postcode))
        office.now += timedelta(minutes=1)
    assert [row["record"]["postcode"] for row in waiting(office)] == ["z"]
    assert ends(office) == ["resent", "resent"]


CRISIS: dict[str, Any] = {"kenmerk": "VB-1", "soort": "afsluiting"}


def kinds(office: Office) -> list[str]:
    return sorted(row["record"].get("soort", "achterstand") for row in waiting(office))


def test_a_crisis_that_waits_is_not_ended_by_arrears_under_its_reference(office: Office) -> None:
    water, arrears = office.joins(), a_record(kenmerk="VB-1")
    office.delivers(water, arrears, arrears | CRISIS | {"postcode": "x"})
    for _ in range(2):
        assert [one["uitkomst"] for one in office.delivers(water, arrears)] == ["dubbel"]
    office.delivers(water, arrears | {"bedragInCenten": 99_000})
    office.delivers(water, arrears | {"postcode": "y"})
    assert (kinds(office), ends(office)) == (["achterstand", "afsluiting"], [])
    (mended,) = office.delivers(water, arrears | CRISIS)
    assert (kinds(office), ends(office)) == (["achterstand"], ["resent"])
    assert office.rows("SELECT signal_id FROM quarantine_end") == [{"signal_id": mended["signaalId"]}]


@pytest.mark.parametrize("day", ["31-02-2026", "2026-03-00", ...])
def test_a_crisis_without_a_date_that_can_be_read_is_not_ended_by_other_months_arrears(
    office: Office, day: Any
) -> None:
    water, crisis = office.joins(), a_record(**CRISIS, signaaldatum=day)
    office.delivers(water, crisis)
    office.delivers(water, *(a_record(kenmerk="VB-1", signaaldatum=one) for one in ("2026-02-16", "2026-03-16")))
    assert kinds(office) == ["afsluiting"]
    office.delivers(water, crisis | {"signaaldatum": "2026-03-10"})
    assert (waiting(office), ends(office)) == ([], ["resent"])


def test_what_contradicted_another_record_is_ended_only_by_the_very_same(office: Office) -> None:
    water, record = office.joins(), a_record()
    other = record | {"bedragInCenten": 99_000}
    office.delivers(water, record, other)
    office.delivers(water, record)
    office.delivers(water, record | {"bedragInCenten": 77_000})
    assert [row["record"]["bedragInCenten"] for row in waiting(office)] == [99_000]
    office.delivers(water, record, other)
    assert ([row["record"]["bedragInCenten"] for row in waiting(office)], ends(office)) == ([99_000], ["resent"])
    office.delivers(water, other)
    assert (waiting(office), ends(office)) == ([], ["resent", "resent"])


def test_what_was_received_later_is_not_ended_by_what_is_read_late(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    upload(office, energy, a_file(a_row(1)))
    office.delivers(energy, a_record(kenmerk="E-1", postcode="x", signaaldatum="2026-03-16"))
    read_all(office.ports)
    assert office.count("signal") == 1
    assert [row["reference"] for row in waiting(office)] == ["e-1"]


def test_a_kind_that_nobody_can_read_may_be_a_crisis_and_ends_only_as_itself_or_by_a_crisis(office: Office) -> None:
    water, record = office.joins(), a_record(kenmerk="VB-1")
    for _ in range(2):
        office.delivers(water, record | {"soort": "afsluitng"})
    assert (kinds(office), ends(office)) == (["afsluitng"], ["resent"])
    office.delivers(water, record)
    office.delivers(water, record | {"soort": "achterstnd"})
    assert kinds(office) == ["achterstnd", "afsluitng"]
    office.delivers(water, record | CRISIS)
    assert waiting(office) == []


def test_a_record_goes_after_thirty_days_and_not_before(office: Office) -> None:
    office.delivers(office.joins(), a_record(postcode="x"))
    office.delivers(office.joins(), a_record(postcode="y"))
    office.now = NOON + timedelta(days=30)
    assert sweep(office.ports) == 0
    office.now = NOON + timedelta(days=31)
    assert (sweep(office.ports), sweep(office.ports)) == (2, 0)
    assert (waiting(office), ends(office)) == ([], ["expired", "expired"])


def test_ingest_sweeps_once_a_day_by_itself(office: Office) -> None:
    office.delivers(office.joins(), a_record(postcode="x"))
    worker = HandWorker(office.ports)
    worker.round()
    office.now = NOON + timedelta(days=31)
    assert len(waiting(office)) == 1
    worker.round()
    assert waiting(office) == []


def test_receipts_and_what_waits_are_written_together_or_not_at_all(office: Office) -> None:
    water, body = office.joins(), {"signalen": [a_record(), a_record(postcode="x")]}
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("ALTER TABLE quarantine ADD CONSTRAINT broken CHECK (line < 2)")
    try:
        assert office.post(water, body).status_code == 500
    finally:
        with office.record.engine("superuser").begin() as connection:
            connection.exec_driver_sql("ALTER TABLE quarantine DROP CONSTRAINT broken")
    assert (office.count("receipt"), office.count("signal"), office.count("quarantine")) == (0, 0, 0)
    assert office.post(water, body).status_code == 200
    assert (office.count("receipt"), office.count("quarantine")) == (2, 1)


def receipts(office: Office, partner: Member) -> list[dict[str, Any]]:
    """The receipts of the partner's first delivery, as it reads them now."""
    (row,) = office.rows("SELECT id FROM delivery WHERE partner_id = %s ORDER BY arrival LIMIT 1", partner.id)
    found: list[dict[str, Any]] = office.reads(partner, f"/v1/leveringen/{row['id']}").json()["ontvangstbewijzen"]
    return found


def test_a_receipt_says_until_when_the_record_is_kept_and_later_what_became_of_it(office: Office) -> None:
    water = office.joins()
    (told,) = office.delivers(water, a_record(kenmerk="VB-1", postcode="x"))
    assert told["bewaardTot"] == "2026-04-16"
    assert receipts(office, water) == [told]
    (later,) = office.delivers(water, a_record(kenmerk="VB-1"))
    (end,) = [one["afhandeling"] for one in receipts(office, water)]
    assert end == {
        "wijze": "opnieuw-gestuurd",
        "afgehandeldOp": "2026-03-17T11:00:00Z",
        "signaalId": later["signaalId"],
    }
    assert "bewaardTot" not in receipts(office, water)[0]


def test_a_receipt_of_what_may_not_have_been_sent_says_that_nothing_is_kept(office: Office) -> None:
    landlord = office.joins(PartnerKind.LANDLORD)
    (told,) = office.delivers(landlord, a_record())
    assert "bewaardTot" not in told
    assert receipts(office, landlord) == [told]


def test_a_partner_reads_nothing_of_what_waits_of_another(office: Office) -> None:
    water, other = office.joins(), office.joins()
    office.delivers(water, a_record(postcode="x"))
    with transaction(office.ports.engine, partner=other.id) as connection:
        assert connection.exec_driver_sql("SELECT id FROM quarantine").all() == []
    with transaction(office.ports.engine) as connection:
        assert connection.exec_driver_sql("SELECT id FROM quarantine").all() == []
