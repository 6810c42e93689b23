"""Small numbers are held back, and nobody finds one by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from domain.figures.suppress import LEAST_TOLD, parts_told

PARTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 40), max_size=7)


@given(PARTS)
def test_what_is_held_back_follows_from_no_total(numbers: dict[str, int]) -> None:
    told = parts_told(numbers)
    hidden = {part: numbers[part] for part, number in told.items() if number is None}
    assert {part for part, number in numbers.items() if 0 < number < LEAST_TOLD} <= hidden.keys()
    if hidden and sum(numbers.values()) >= LEAST_TOLD:
        assert len(hidden) > 1, "one alone is the total less the others"
        assert sum(hidden.values()) >= LEAST_TOLD


@given(PARTS)
def test_what_is_told_is_as_it_is_and_nothing_is_held_back_without_need(numbers: dict[str, int]) -> None:
    told = parts_told(numbers)
    assert all(number in {None, numbers[part]} for part, number in told.items())
    if not any(0 < number < LEAST_TOLD for number in numbers.values()):
        assert told == numbers
