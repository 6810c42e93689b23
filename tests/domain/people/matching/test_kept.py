"""Features go into the record as bytes and come back as they were."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.matching.compare import compare
from domain.people.matching.kept import features_kept, kept_features, kept_levels, levels_kept
from tests.domain.people.matching.people import features

BIRTH = st.one_of(st.none(), st.dates(date(1899, 1, 1)).map(date.isoformat), st.just("1971-03-00"))
TEXT = st.one_of(st.none(), st.text("abcdevz -'12@.", max_size=20))


@given(surname=TEXT, initials=TEXT, birth_date=BIRTH, phone=TEXT, email=TEXT, customer_number=TEXT)
def test_features_come_back_as_they_were(**said: str | None) -> None:
    made = features(**said)
    assert features_kept(kept_features(made)) == made


def test_equal_features_are_equal_bytes_and_what_is_empty_takes_no_place() -> None:
    assert kept_features(features()) == kept_features(features())
    assert b"phones" not in kept_features(features(phone=None))


@pytest.mark.parametrize("kept", [b"", b"[]", b"{}", b'{"key_version": "1"}', b'"text"'])
def test_bytes_that_are_no_features_are_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r"(?i)features|unexpected|input"):
        features_kept(kept)


def test_levels_come_back_as_they_were() -> None:
    for other in (features(), features(surname="Oosterhof", birth_date=None, phone=None)):
        levels = compare(features(), other)
        assert levels_kept(kept_levels(levels)) == levels
    with pytest.raises(TypeError):
        levels_kept("same|other")
