"""A BSN is unreadable without the key, and a hash says nothing to who lacks it."""

import pytest
from cryptography.exceptions import InvalidTag

from plumbing.record.secrecy import Secrecy
from tests.services.ingest.builders import BSN

MINE, OTHER = Secrecy(b"a" * 32, b"b" * 32), Secrecy(b"c" * 32, b"d" * 32)


def test_a_sealed_bsn_opens_with_the_key_and_for_its_own_signal_only() -> None:
    sealed = MINE.seal(BSN, b"one")
    assert MINE.open(sealed, b"one") == BSN
    with pytest.raises(InvalidTag):
        MINE.open(sealed, b"two")
    with pytest.raises(InvalidTag):
        OTHER.open(sealed, b"one")


def test_the_same_bsn_never_looks_the_same_but_hashes_the_same() -> None:
    assert MINE.seal(BSN, b"one") != MINE.seal(BSN, b"one")
    assert MINE.bsn_hash(BSN) == MINE.bsn_hash(BSN)
    assert MINE.bsn_hash(BSN) != OTHER.bsn_hash(BSN)
    assert MINE.bsn_hash(BSN) != MINE.content_hash(BSN.encode())


@pytest.mark.parametrize(("bsn_key", "hash_key"), [("", "00" * 32), ("00" * 32, ""), ("00" * 16, "00" * 32)])
def test_without_both_keys_there_is_no_start(bsn_key: str, hash_key: str) -> None:
    with pytest.raises(ValueError, match="VROEGSIGNAAL_BSN_KEY"):
        Secrecy.from_hex(bsn_key, hash_key)
