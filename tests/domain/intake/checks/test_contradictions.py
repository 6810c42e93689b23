"""Records of one delivery that say other things of one signal: a crisis stands, else what came first."""

from itertools import permutations
from typing import Any

import orjson
import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.judge import judge_request
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind
from tests.services.ingest.builders import COMPLETE, a_record, a_sender

REFUSED = "tegenstrijdig"
SENDER_OF = {
    SignalKind.DISCONNECTION: PartnerKind.ENERGY,
    SignalKind.EVICTION: PartnerKind.LANDLORD,
    SignalKind.INSURANCE_ENDED: PartnerKind.HEALTH_INSURER,
}


def told(kind: PartnerKind, *records: dict[str, Any]) -> list[str]:
    """The kind of each record that stands, or that it is contradicted."""
    checked = judge_request(orjson.dumps({"signalen": list(records)}), a_sender(kind))
    return [_told(one.verdict) for one in checked]


def _told(verdict: Signal | tuple[Fault, ...]) -> str:
    if isinstance(verdict, Signal):
        return verdict.kind.dutch
    assert verdict == (Fault("kenmerk", Code.CONTRADICTION),)
    return REFUSED


@pytest.mark.parametrize("kind", sorted(CRISIS_KINDS))
@pytest.mark.parametrize("first", [True, False])
def test_a_crisis_stands_over_the_arrears_of_its_own_delivery_wherever_it_stands(kind: SignalKind, first: bool) -> None:
    statement = {"verklaring": COMPLETE} if SENDER_OF[kind] is PartnerKind.LANDLORD else {}
    arrears = a_record(**statement)
    crisis = arrears | {"soort": kind.dutch}
    sent = [crisis, arrears] if first else [arrears, crisis]
    wanted = [kind.dutch, REFUSED] if first else [REFUSED, kind.dutch]
    assert told(SENDER_OF[kind], *sent) == wanted


def test_among_any_number_of_contradictions_one_signal_stands_and_it_is_the_crisis() -> None:
    arrears = a_record()
    sent = [arrears, arrears | {"bedragInCenten": 1}, arrears | {"soort": "afsluiting"}, arrears]
    for order in permutations(sent):
        assert sorted(told(PartnerKind.ENERGY, *order)) == ["afsluiting", REFUSED, REFUSED, REFUSED]


def test_of_two_crises_the_first_stands_and_the_same_one_again_is_no_contradiction() -> None:
    crisis = a_record(soort="afsluiting")
    other = crisis | {"bedragInCenten": 1}
    assert told(PartnerKind.ENERGY, crisis, other, crisis) == ["afsluiting", REFUSED, "afsluiting"]


def test_a_crisis_that_cannot_be_read_takes_no_arrears_along() -> None:
    arrears = a_record()
    checked = judge_request(
        orjson.dumps({"signalen": [arrears, arrears | {"soort": "afsluiting", "postcode": "x"}]}), a_sender()
    )
    assert isinstance(checked[0].verdict, Signal)
    assert not isinstance(checked[1].verdict, Signal)


SOMEBODY_ELSE: dict[str, Any] = {"klantnummer": "K-OTHER", "achternaam": "Bakker", "huisnummer": "77"}
OF_ANOTHER = (Fault("kenmerk", Code.OF_ANOTHER),)


@pytest.mark.parametrize("second", [{}, {"soort": "afsluiting"}])
def test_of_two_residents_under_one_reference_in_one_delivery_one_stands_and_of_the_other_is_said_why(
    second: dict[str, Any],
) -> None:
    one = a_record()
    sent = {"signalen": [one, one | SOMEBODY_ELSE | second]}
    verdicts = [each.verdict for each in judge_request(orjson.dumps(sent), a_sender(PartnerKind.ENERGY))]
    stands, refused = reversed(verdicts) if second else verdicts
    assert isinstance(stands, Signal)
    assert refused == OF_ANOTHER


@pytest.mark.parametrize("same", list(SOMEBODY_ELSE))
def test_a_record_that_differs_in_two_of_number_surname_and_door_contradicts_the_first(same: str) -> None:
    one = a_record()
    assert told(PartnerKind.WATER, one, one | SOMEBODY_ELSE | {same: one[same]}) == ["achterstand", REFUSED]
