"""What is made of a signal at ingest: numbers under a secret that still compare, and nothing of what is empty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.matching.compare import Levels, compare
from domain.people.matching.features import FeatureKey, features_of
from tests.domain.people.matching.people import features, fields

EMPTY = features(
    surname="",
    initials=None,
    birth_date=None,
    postcode="",
    phone=None,
    email=None,
    customer_number="000",
    partner_id="other",
    partner_kind="water",
)


def test_no_name_phone_email_or_birth_date_stands_in_the_features() -> None:
    written = repr(features()).lower()
    for value in ("vogelzang", "foglsang", "12345678", "example", "1971", "03-18"):
        assert value not in written


def test_another_secret_makes_other_features() -> None:
    one, other = features(), features_of(fields(), FeatureKey("1", b"another secret"))
    assert one.names.isdisjoint(other.names)
    assert one.birth != other.birth
    assert one.phones.isdisjoint(other.phones)


@pytest.mark.parametrize(
    "phone", ["06 12345678", "06-12345678", "+31612345678", "0031 6 12 34 56 78", "+31 (0)6 12345678"]
)
def test_a_phone_number_is_one_in_every_notation(phone: str) -> None:
    assert features(phone=phone).phones == features().phones


def test_an_email_address_is_one_in_capitals_too() -> None:
    assert features(email="VOGELZANG@EXAMPLE.ORG").emails == features().emails


@pytest.mark.parametrize("nothing", ["1900-01-01", "", None, "0000-00-00"])
def test_a_birth_date_that_was_filled_in_is_none(nothing: str | None) -> None:
    assert features(birth_date=nothing).birth is None


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("1971-03-18", "same"),
        ("1971-03-00", "month"),
        ("1971-00-00", "year"),
        ("1971-01-01", "year"),
        ("1917-03-18", "near"),
        ("1971-03-81", "near"),
        ("1983-11-02", "other"),
        ("1983-00-00", "other"),
        (None, ""),
    ],
)
def test_a_birth_date_with_a_slip_still_compares(written: str | None, level: str) -> None:
    assert compare(features(), features(birth_date=written)).birth == level


def test_day_and_month_may_be_swapped() -> None:
    one, other = features(birth_date="1971-03-08"), features(birth_date="1971-08-03")
    assert compare(one, other).birth == "swapped"


@pytest.mark.parametrize(
    ("surname", "level"),
    [
        ("VOGELZANG", "same"),
        ("van Vogelzang", "same"),
        ("Vogelsang", "sound"),
        ("Vogelzangg", "sound"),
        ("Vogelzamg", "near"),
        ("Vogelzang-Rietdijk", "part"),
        ("Rietdijk", "other"),
        ("Vogelzang Installaties B.V.", "in-business"),
        ("Stichting Rietdijk", "not-in-business"),
        ("", ""),
    ],
)
def test_surnames_compare_without_being_read(surname: str, level: str) -> None:
    assert compare(features(), features(surname=surname)).surname == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("J.P.", "JP", "all"),
        ("J.P.M.", "J.P.", "all"),
        ("J.", "J", "single"),
        ("J.P.", "J.", "first"),
        ("J.P.", "J.M.", "first-alone"),
        ("J.P.", "P.", "some"),
        ("J.P.", "M.", "other"),
        ("J.P.", None, ""),
    ],
)
def test_initials_agree_in_levels(one: str, other: str | None, level: str) -> None:
    assert compare(features(initials=one), features(initials=other)).initials == level


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({}, "same"),
        ({"house_number_addition": "A"}, "open"),
        ({"postcode": "9900AC"}, "slip"),
        ({"postcode": "9900BA"}, "slip"),
        ({"postcode": "0990AB"}, "other"),
        ({"house_number": "14"}, "street"),
        ({"postcode": "9900XY", "house_number": "3"}, "area"),
        ({"postcode": "9911XY", "house_number": "3"}, "other"),
        ({"postcode": ""}, ""),
    ],
)
def test_addresses_agree_in_levels(changed: dict[str, str], level: str) -> None:
    assert compare(features(), features(**changed)).address == level


def test_two_doors_behind_one_number_are_two() -> None:
    one, other = features(house_number_addition="A"), features(house_letter="b")
    assert compare(one, other).address == "other-door"
    assert compare(one, features(house_letter="A")).address == "door"


def test_an_email_address_that_holds_a_name_says_whose_it_may_be() -> None:
    mail = features(surname="Rietdijk", initials="A.", email="j.vogelzang4@example.org")
    assert compare(mail, features(email=None)).mail == "named"
    assert compare(mail, features(email=None, initials="M.")).mail == "family"
    assert compare(mail, features(email=None, surname="Kwakkel")).mail == ""


@pytest.mark.parametrize("several_words", ["De Gouden Sleutel", "Zon en Zee", "Timmerbedrijf Rietdijk", "Kapsalon Ria"])
def test_a_name_of_a_business_is_known_where_no_person_is_named(several_words: str) -> None:
    assert features(surname=several_words, initials=None, birth_date=None).business


@pytest.mark.parametrize("changed", [{"initials": None}, {"birth_date": None}, {"surname": "Winkel"}])
def test_a_person_of_whom_little_is_known_is_no_business(changed: dict[str, str | None]) -> None:
    assert not features(**changed).business


def test_what_is_empty_says_nothing() -> None:
    assert compare(EMPTY, features()) == Levels(*[""] * len(Levels._fields))
    assert compare(EMPTY, EMPTY)._replace(contract="") == Levels(*[""] * len(Levels._fields))


MANY = st.sampled_from(
    [
        features(**changed)
        for changed in (
            {},
            {"surname": "Vogelsang-Rietdijk"},
            {"birth_date": None, "initials": None},
            {"birth_date": "1971-01-01"},
            {"postcode": "9900AC"},
            {"surname": "Vogelzang BV"},
            {"phone": None, "email": None},
            {"email": "j.rietdijk@example.org", "surname": "Rietdijk"},
            {"house_number": "12-2"},
        )
    ]
)


@given(MANY, MANY)
def test_the_order_of_two_signals_does_not_matter(one: object, other: object) -> None:
    assert compare(one, other) == compare(other, one)  # type: ignore[arg-type]
