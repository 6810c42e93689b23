"""Numbers of customers: which are compared, and which are nobody's."""

import pytest

from domain.people.customer import NO_CUSTOMER, customer_key, says_nothing

FILLED_IN = ["0", "000", "0-0", "9999", "999999999", "99.99.99", "00099999", "11111", "777777", "xxx", "XxX", "AAAA"]
COUNTED_TO = ["1", "7", "99", "111", "888", "2222", "0111", "K99999", "99998", "9-8-9", "AA", "AAB", "A1A", "1000", "x"]


@pytest.mark.parametrize("number", FILLED_IN)
def test_a_number_that_a_system_fills_in_is_nobodys(number: str) -> None:
    assert (says_nothing(number), customer_key(number)) == (True, NO_CUSTOMER)


@pytest.mark.parametrize("number", COUNTED_TO)
def test_a_number_to_which_somebody_counted_is_a_customers(number: str) -> None:
    assert not says_nothing(number)
    assert customer_key(number) != NO_CUSTOMER


def test_noughts_in_front_make_no_number_of_somebody_nobodys_or_the_other_way_round() -> None:
    assert customer_key("00045") == customer_key("45")
    assert customer_key("0099999") == customer_key("99999")
