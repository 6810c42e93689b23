"""Every share divides facts of one unit by facts of the same unit, and no other division is a figure."""

import pytest

from domain.figures.metrics import INDICATORS, RECEIVED, REFUSALS, SHARES, STAGES, UNITS, Share, counted_in
from schemas.vocabulary.figures import FactKind

COUNTED = [
    *((one.kind, one.unit) for one in (*STAGES.values(), *REFUSALS.values())),
    *((one.kind, one.unit) for unit in UNITS for one in counted_in(unit).values()),
]
UNIT_OF = dict(COUNTED)


def test_a_fact_is_counted_in_one_unit_wherever_it_is_counted() -> None:
    assert [one for one in COUNTED if UNIT_OF[one[0]] != one[1]] == []


@pytest.mark.parametrize("name", SHARES)
def test_part_and_whole_of_a_share_have_the_unit_that_it_says(name: str) -> None:
    share = SHARES[name]
    assert UNIT_OF[share.part] == UNIT_OF[share.whole] == share.unit


def test_a_share_of_two_units_would_be_found() -> None:
    mixed = Share(FactKind.OFFER_ACCEPTED, FactKind.SIGNAL_ACCEPTED, "cases", "")
    assert UNIT_OF[mixed.part] != UNIT_OF[mixed.whole]


def test_the_shares_of_a_report_are_among_them() -> None:
    divided = {(one.part, one.whole) for one in SHARES.values()}
    for unit in UNITS:
        counted = counted_in(unit)
        for name, one in counted.items():
            if INDICATORS[name].share:
                assert (one.kind, counted[RECEIVED].kind) in divided


def test_each_share_is_there_once_under_a_name_of_its_own() -> None:
    assert len({(one.part, one.whole) for one in SHARES.values()}) == len(SHARES)
    assert len({one.dutch for one in SHARES.values()}) == len(SHARES)
