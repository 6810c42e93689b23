"""E-mail addresses as people type them into one field: the addresses are found, the rest is not kept."""

import re

import pytest
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people.email import AddressField, addresses_in, domain_in_small
from schemas.field_types import EMAIL

ONE, TWO = "els.wilg@example.nl", "j.wilg+huur@mail.example.org"


@pytest.mark.parametrize("between", [";", "; ", ",", ", ", " ", "/", " / ", "|", " of ", "\n"])
def test_several_addresses_in_one_field_are_found_in_order(between: str) -> None:
    assert addresses_in(f"{ONE}{between}{TWO}").addresses == (ONE, TWO)


@pytest.mark.parametrize(
    "text",
    [f"Els Wilg <{ONE}>", f"mailto:{ONE}", f"{ONE} (werk)", f"e-mail: {ONE}.", f"'{ONE}'", f"geen@; {ONE}", f"({ONE})"],
)
def test_words_around_an_address_are_left_out(text: str) -> None:
    assert addresses_in(text) == AddressField((ONE,), says_more=text not in {f"mailto:{ONE}", f"'{ONE}'", f"({ONE})"})


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Els.Wilg@EXAMPLE.nl", "Els.Wilg@example.nl"),
        ("zo\u00eb@example.nl", "zo\u00eb@example.nl"),
        ("zoe\u0308@example.nl", "zo\u00eb@example.nl"),
        ("o'wilg@example.nl", "o'wilg@example.nl"),
        ("wilg@b\u00fccher.example.org", "wilg@b\u00fccher.example.org"),
    ],
)
def test_an_address_is_kept_as_it_was_sent_with_its_domain_in_small_letters(text: str, kept: str) -> None:
    assert addresses_in(text) == AddressField((kept,), says_more=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "onbekend",
        "@",
        "els@",
        "@example.nl",
        "els@example",
        "els..wilg@example.nl",
        "els@-example.nl",
        "a" * 500 + "@x.nl",
    ],
)
def test_what_is_no_address_gives_none(text: str) -> None:
    assert addresses_in(text).addresses == ()


@settings(max_examples=100, deadline=None)
@given(st.from_regex(EMAIL, fullmatch=True))
def test_what_is_taken_at_first_sight_the_library_takes_too_and_keeps_so(address: str) -> None:
    domain = address.rpartition("@")[2].lower()
    try:
        assert domain_in_small(address) == validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        assert any(f".{domain}".endswith(f".{name}") for name in SPECIAL_USE_DOMAIN_NAMES)
    assert re.fullmatch(EMAIL, address)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_and_every_address_in_it_is_one(text: str) -> None:
    for address in addresses_in(text).addresses:
        named = address.rpartition("@")[2].rpartition(".")[2]
        assert (
            named in SPECIAL_USE_DOMAIN_NAMES
            or validate_email(address, check_deliverability=False).normalized == address
        )
