"""Marks are never lost: not by a split, not by a join, in whatever order those come."""

from hypothesis import given
from hypothesis import strategies as st

from domain.cases.marks import CaseMark, carried, united

marks = st.frozensets(st.sampled_from(CaseMark))


@given(marks, st.integers(2, 4))
def test_every_side_of_a_split_has_every_mark(there: frozenset[CaseMark], sides: int) -> None:
    assert carried(there, sides) == tuple(there for _ in range(sides))


@given(st.lists(marks, min_size=1, max_size=5), st.randoms())
def test_a_join_has_every_mark_of_each_and_no_other_in_whatever_order(
    cases: list[frozenset[CaseMark]], by: object
) -> None:
    together = united(cases)
    assert {mark for mark in CaseMark if any(mark in one for one in cases)} == together
    by.shuffle(cases)  # type: ignore[attr-defined]
    assert united(cases) == together


@given(st.lists(marks, min_size=2, max_size=5))
def test_joining_one_by_one_joining_at_once_and_joining_twice_is_the_same(cases: list[frozenset[CaseMark]]) -> None:
    one_by_one = cases[0]
    for one in cases[1:]:
        one_by_one = united([one_by_one, one])
    assert one_by_one == united(cases) == united([*cases, *cases])


@given(marks, marks)
def test_a_split_and_a_join_again_lose_nothing_even_when_a_side_got_a_mark_meanwhile(
    there: frozenset[CaseMark], later: frozenset[CaseMark]
) -> None:
    one, other = carried(there)
    assert united([one | later, other]) == there | later
