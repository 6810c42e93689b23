"""Whether two signals are about two residents, although a partner calls them by one reference."""

from typing import Any, NamedTuple

from domain.people.address import Address, address_key, is_unknown_door
from domain.people.customer import NO_CUSTOMER, customer_key
from domain.people.folding import search_form
from schemas.vocabulary.signals import Indication


class Resident(NamedTuple):
    """Who a signal is about, as it is compared: the keys of customer and household, and the folded surname."""

    customer: str
    surname: str
    household: str


def resident_of(one: Any) -> Resident:
    """Of a signal, or of a row of the record with its columns."""
    indication = Indication(one.house_number_indication) if one.house_number_indication else None
    address = Address(one.postcode, one.house_number, one.house_number_addition, one.house_letter, indication)
    customer, door = customer_key(one.customer_number), address_key(address)
    # Where nobody knows which door it is, two customers are not behind one.
    home = f"{door} {customer}" if is_unknown_door(address) else door
    return Resident(customer, search_form(one.surname), home)


def is_somebody_else(one: Resident, other: Resident) -> bool:
    """Whether number, surname and door all differ: what a partner corrects are one or two of them (decision 0045).

    A number that names nobody says of no two residents that they are one.
    """
    other_customer = one.customer != other.customer or one.customer == NO_CUSTOMER
    return other_customer and one.surname != other.surname and one.household != other.household
