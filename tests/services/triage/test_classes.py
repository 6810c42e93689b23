"""A case is counted once in each class that it comes into, under the version of the definition that put it there."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from hypothesis import given, settings

from domain.figures.classes import CLASSES
from domain.figures.facts import fact_rows
from domain.law.definitions import DefinitionName
from schemas.vocabulary.figures import CaseClass, FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.classes import CLASS_OF
from services.triage.settle import NOW
from services.triage.tell import change_of
from tests.builders import Town, a_signal
from tests.services.triage.test_arrears import Sent, told
from tests.services.triage.test_monotone import several_signals, the_case

ENERGY = (("partner_id", "00000000-0000-4000-8000-0000000000f2"), ("partner_kind", PartnerKind.ENERGY))
MARCH, FEBRUARY, DECEMBER = date(2026, 3, 17), date(2026, 2, 10), date(2025, 12, 10)


def classed(*sent: Sent) -> Counter[tuple[str | None, str]]:
    """(class, definition) -> cases, from the rows of facts: of one id only the first is kept."""
    facts = [fact for fact in change_of(told(*sent), NOW).facts if fact.kind is FactKind.CASE_CLASSED]
    kept = {row["id"]: row for row in reversed(fact_rows(facts, datetime(2026, 3, 17, 9, tzinfo=UTC)))}
    found: Counter[tuple[str | None, str]] = Counter()
    for row in kept.values():
        found[row["code"], row["definitions_version"]] += row["amount"]
    return Counter({name: amount for name, amount in found.items() if amount})


def test_every_class_is_found_by_a_reason_of_its_name() -> None:
    assert set(CLASS_OF.values()) == set(CaseClass) == set(CLASSES)


def test_one_debt_is_one_signal_by_every_definition() -> None:
    again = Sent("A-2", "K1", MARCH, (("amount_cents", 13_000),))
    assert classed(Sent("A-1", "K1"), again) == {("single", DefinitionName.DIVOSA_2023): 1}


def test_two_debts_at_one_partner_are_several_by_divosa_and_not_by_bkr() -> None:
    other = Sent("A-2", "K2", MARCH)
    assert classed(Sent("A-1", "K1"), other) == {("several", DefinitionName.DIVOSA_2023): 1}


def test_debts_at_two_kinds_of_partner_are_several_by_both() -> None:
    assert classed(Sent("A-1", "K1"), Sent("E-1", "K9", MARCH, ENERGY)) == {
        ("several", DefinitionName.DIVOSA_2023): 1,
        ("several-kinds", DefinitionName.BKR): 1,
    }


def test_a_third_debt_counts_the_case_in_no_class_again() -> None:
    two = Sent("A-1", "K1"), Sent("E-1", "K9", MARCH, ENERGY)
    assert classed(*two, Sent("A-3", "K3", MARCH)) == classed(*two)


def test_an_earlier_signal_is_successive_by_six_months_or_by_one_and_each_says_so() -> None:
    old = (("arrears_since", date(2025, 10, 1)),)
    made = told(Sent("A-1", "K1", DECEMBER, old), Sent("B-1", "K2", MARCH))[-1]
    codes = [reason.code for reason in made.decision.reasons]
    assert "successive" in codes
    assert "successive-beside" not in codes
    near = told(Sent("A-1", "K1", FEBRUARY), Sent("B-1", "K2", MARCH))[-1]
    versions = {str(reason.code): reason.details.get("definition") for reason in near.decision.reasons}
    assert (versions["successive"], versions["successive-beside"]) == ("divosa-2023.1", "divosa-2022.1")


def test_a_crisis_and_an_announced_end_of_contract_are_classes_of_their_own() -> None:
    ends = Sent("E-1", "K9", MARCH, (*ENERGY, ("kind", SignalKind.END_OF_CONTRACT)))
    assert classed(ends)["contract-ends", CLASSES[CaseClass.CONTRACT_ENDS].definition] == 1
    cut = Sent("E-1", "K9", MARCH, (*ENERGY, ("kind", SignalKind.DISCONNECTION)))
    assert classed(cut)["crisis", CLASSES[CaseClass.CRISIS].definition] == 1


@pytest.mark.parametrize("batches", [[3], [1, 2], [2, 1], [1, 1, 1]], ids=str)
def test_a_household_is_counted_once_in_a_class_in_whatever_batches_its_signals_come(
    town: Town, batches: list[int]
) -> None:
    home = a_signal()
    there = {"postcode": home.postcode, "house_number": home.house_number}
    signals = iter([home, a_signal(**there), a_signal(**there)])
    for size in batches:
        town.bring(*islice(signals, size))
    rows = town.rows("SELECT code, sum(amount)::int AS n FROM fact WHERE kind = 'case-classed' GROUP BY 1")
    assert {row["code"]: row["n"] for row in rows if row["n"]} == {"several": 1}


@settings(deadline=None)
@given(several_signals)
def test_an_open_case_is_single_exactly_when_it_is_neither_several_nor_successive(sent: list[Sent]) -> None:
    case = the_case(told(*sent))
    if case is None:
        return
    counts = classed(*sent)
    single = counts["single", DefinitionName.DIVOSA_2023]
    assert single == int(not (case.several or case.successive))
    assert set(counts.values()) <= {1}
