"""The same arrears in the record: references and customer numbers compared, in one delivery, in two, in a replay."""

from datetime import date, timedelta

import pytest

from domain.cases.act import Worker
from plumbing.record.connect import transaction
from schemas.ids import event_id
from schemas.reasons import ReasonCode
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Indication, Outcome, SignalKind, Stage
from tests.builders import PARTNERS, Town, a_signal
from tests.domain.cases.builders import a_talk, do
from tests.oracle import hold_decisions

DOOR = {"postcode": "1234AB", "house_number": "12"}
RENUMBERED = [
    {"reference": "N-2"},
    {"reference": "N-2", "customer_number": "k7"},
    {"reference": "n-1"},
]


def debt(**changes: object) -> Signal:
    return a_signal(**({"reference": "N-1", "customer_number": "K7"} | DOOR | changes))


def dispositions(town: Town) -> list[object]:
    return [row["disposition"] for row in town.rows("SELECT disposition FROM disposition ORDER BY sequence")]


def cases(town: Town) -> list[tuple[object, object]]:
    return [(row["several"], row["channel"]) for row in town.rows("SELECT several, channel FROM case_file")]


@pytest.mark.parametrize("again", RENUMBERED)
@pytest.mark.parametrize("days", [0, 3])
def test_one_debt_under_two_references_is_one_signal_and_one_repeat_in_two_deliveries(
    town: Town, again: dict[str, str], days: int
) -> None:
    town.bring(debt())
    town.later(days=days)
    town.bring(debt(**(again | {"signal_date": debt().signal_date + timedelta(days=1)})))
    assert dispositions(town) == ["in-case", "repeat"]
    assert cases(town) == [(False, "phone")]
    hold_decisions(town.record, "9901")


@pytest.mark.parametrize(("customer", "again"), [("K7", "k7"), ("45", "00045")])
def test_one_debt_under_two_references_is_one_signal_and_one_repeat_in_one_delivery(
    town: Town, customer: str, again: str
) -> None:
    town.bring(debt(customer_number=customer), debt(reference="N-2", customer_number=again))
    assert dispositions(town) == ["in-case", "repeat"]
    assert len(town.rows("SELECT DISTINCT person_id FROM match_record")) == 1
    hold_decisions(town.record, "9901")


def test_a_higher_debt_under_another_reference_joins_its_case_without_a_visit(town: Town) -> None:
    town.bring(debt())
    town.bring(debt(reference="N-2", amount_cents=13_000))
    assert dispositions(town) == ["in-case", "in-case"]
    assert cases(town) == [(False, "phone")]
    hold_decisions(town.record, "9901")


@pytest.mark.parametrize(
    "other", [{"arrears_since": date(2026, 1, 11)}, {"kind": SignalKind.END_OF_CONTRACT}, {"customer_number": "K8"}]
)
def test_two_debts_behind_one_door_are_several(town: Town, other: dict[str, object]) -> None:
    town.bring(debt(), kind=PartnerKind.ENERGY)
    town.bring(debt(reference="N-2", **other), kind=PartnerKind.ENERGY)
    assert cases(town) == [(True, "visit")]
    hold_decisions(town.record, "9901")


@pytest.mark.parametrize("again", [{"reference": "N-2"}, {"signal_date": debt().signal_date + timedelta(days=1)}])
@pytest.mark.parametrize(("surname", "number"), [("De Vries", 1), ("Oosterhout", 2)], ids=["moved", "somebody else"])
def test_the_same_debt_at_another_address_is_in_a_case_that_says_it_may_be_a_double(
    town: Town, again: dict[str, object], surname: str, number: int
) -> None:
    """Who moved has one case; of another name under this customer number nobody knows who moved."""
    town.bring(debt())
    town.bring(debt(postcode="9999ZZ", surname=surname, **again))
    assert dispositions(town) == ["in-case", "in-case"]
    assert cases(town) == [(False, "phone")] * number
    (told,) = town.rows("SELECT reasons FROM decision ORDER BY sequence DESC LIMIT 1")
    assert ReasonCode.LIKELY_DOUBLE in str(told["reasons"])
    hold_decisions(town.record, "9901")


def test_a_debt_that_was_taken_up_at_two_addresses_is_a_repeat_at_each_of_them(town: Town) -> None:
    town.bring(debt(), debt(reference="N-2", postcode="9999ZZ", amount_cents=10_000))
    town.bring(debt(reference="N-3"), debt(reference="N-4", postcode="9999ZZ", amount_cents=10_000))
    assert dispositions(town) == ["in-case", "in-case", "repeat", "repeat"]
    hold_decisions(town.record, "9901")


@pytest.mark.parametrize("nobody", ["0", "999999999"])
def test_strangers_under_a_number_that_a_system_filled_in_are_two_persons_with_two_cases(
    town: Town, nobody: str
) -> None:
    town.bring(debt(customer_number=nobody), debt(customer_number=nobody, reference="N-2", postcode="9999ZZ"))
    town.bring(debt(customer_number=nobody, reference="N-3", postcode="8888ZZ"))
    assert dispositions(town) == ["in-case"] * 3
    assert len(town.rows("SELECT DISTINCT person_id FROM match_record")) == 3
    told = town.rows("SELECT reasons FROM decision")
    assert not any(ReasonCode.LIKELY_DOUBLE in str(one["reasons"]) for one in told)
    hold_decisions(town.record, "9901")


def test_a_reference_in_other_case_is_the_same_signal_and_stays_as_it_was_sent(town: Town) -> None:
    first = debt(reference="Vb-77a")
    town.bring(first)
    for reference, amount, outcome in [("VB-77A", 12_000, Outcome.DUPLICATE), ("vb-77A", 12_500, Outcome.REVISED)]:
        (receipt,) = town.deliver(debt(reference=reference, amount_cents=amount))
        assert receipt.outcome is outcome
        town.settle([receipt])
    assert [row["reference"] for row in town.rows("SELECT reference FROM signal")] == ["Vb-77a"]


def test_a_threat_said_again_after_the_talk_starts_no_clock_and_a_worse_one_does(town: Town) -> None:
    threat = debt(kind=SignalKind.DISCONNECTION, planned_date=date(2026, 4, 20))
    town.bring(threat)
    (case,) = town.rows("SELECT id, clock_sequence FROM case_file")
    talk(town, case["id"])
    for day, reference in [(1, "N-1"), (2, "N-2")]:
        town.later(days=1)
        same = {"reference": reference, "signal_date": threat.signal_date + timedelta(days=day)}
        town.bring(threat.model_copy(update=same))
    assert dispositions(town) == ["in-case"] * 3
    assert [row["says_it_again"] for row in town.rows("SELECT says_it_again FROM disposition ORDER BY sequence")] == [
        False,
        True,
        True,
    ]
    assert town.rows("SELECT id, clock_sequence FROM case_file") == [case]
    town.bring(
        threat.model_copy(update={"signal_date": date(2026, 3, 17), "stage": Stage.CARRIED_OUT, "reference": "N-3"})
    )
    (now,) = town.rows("SELECT clock_sequence > talked_sequence AS runs, several FROM case_file")
    assert now == {"runs": True, "several": False}
    hold_decisions(town.record, "9901")


def test_a_handover_that_is_asked_later_is_taken_up_once_and_after_the_talk_its_clock_runs(town: Town) -> None:
    town.bring(debt())
    (case,) = town.rows("SELECT id FROM case_file")
    talk(town, case["id"])
    for day, asked in ((1, True), (2, True), (3, False)):
        town.later(days=1)
        town.bring(debt(signal_date=debt().signal_date + timedelta(days=day), warm_handover=asked))
    assert dispositions(town) == ["in-case", "in-case", "repeat", "repeat"]
    assert town.rows("SELECT clock_sequence > talked_sequence AS runs FROM case_file") == [{"runs": True}]
    hold_decisions(town.record, "9901")


def test_supply_that_ends_earlier_than_was_said_is_taken_up_and_later_it_is_a_repeat(town: Town) -> None:
    for day, on in ((0, 20), (1, 24), (2, 10), (3, 20)):
        ending = {"kind": SignalKind.END_OF_CONTRACT, "planned_date": date(2026, 4, on)}
        town.bring(debt(signal_date=debt().signal_date + timedelta(days=day), **ending), kind=PartnerKind.ENERGY)
        town.later(days=1)
    assert dispositions(town) == ["in-case", "repeat", "in-case", "repeat"]
    hold_decisions(town.record, "9901")


def test_a_threat_said_again_with_a_handover_that_is_new_starts_a_clock_in_the_record(town: Town) -> None:
    threat = debt(kind=SignalKind.DISCONNECTION, planned_date=date(2026, 4, 20))
    town.bring(threat)
    for day in (1, 2):
        town.later(days=1)
        later = {"signal_date": threat.signal_date + timedelta(days=day), "warm_handover": True}
        town.bring(threat.model_copy(update=later))
    said_again = [row["says_it_again"] for row in town.rows("SELECT says_it_again FROM disposition ORDER BY sequence")]
    assert said_again == [False, False, True]
    hold_decisions(town.record, "9901")


def test_the_house_opposite_and_the_house_itself_are_two_homes(town: Town) -> None:
    opposite = {"surname": "Oosterhout", "house_number_indication": Indication.OPPOSITE}
    town.bring(debt(), debt(reference="N-2", customer_number="K8", **opposite))
    town.bring(debt(reference="N-3", customer_number="K9", house_number="t/o 12", surname="Oosterhout"))
    assert len(town.rows("SELECT * FROM case_file")) == 2
    hold_decisions(town.record, "9901")


def talk(town: Town, case: object) -> None:
    worker = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        do(connection, worker, a_talk(str(case), town.now.date()), now=town.now)
