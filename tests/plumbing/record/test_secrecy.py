"""A BSN in the record is ciphertext that opens for its own signal only, and hashes say only "the same"."""

import pytest
from cryptography.exceptions import InvalidTag

from plumbing.record.secrecy import Secrecy
from schemas.ids import as_bytes

KEYS = (bytes(range(32)), bytes(range(32, 64)))
BSN = "999990019"
SIGNAL = as_bytes("01980000-0000-7000-8000-000000000001")
OTHER = as_bytes("01980000-0000-7000-8000-000000000002")


def test_a_sealed_bsn_opens_again() -> None:
    assert Secrecy(*KEYS).open(Secrecy(*KEYS).seal(BSN, SIGNAL), SIGNAL) == BSN


def test_a_sealed_bsn_shows_nothing_and_is_never_the_same_twice() -> None:
    first, second = (Secrecy(*KEYS).seal(BSN, SIGNAL) for _ in range(2))
    assert BSN.encode() not in first
    assert first != second


def test_a_bsn_copied_to_another_signal_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        Secrecy(*KEYS).open(Secrecy(*KEYS).seal(BSN, SIGNAL), OTHER)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(InvalidTag):
        Secrecy(bytes(32), KEYS[1]).open(Secrecy(*KEYS).seal(BSN, SIGNAL), SIGNAL)


def test_a_changed_ciphertext_does_not_open() -> None:
    sealed = bytearray(Secrecy(*KEYS).seal(BSN, SIGNAL))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        Secrecy(*KEYS).open(bytes(sealed), SIGNAL)


def test_hashes_are_keyed_and_kept_apart_by_purpose() -> None:
    secrecy, other = Secrecy(*KEYS), Secrecy(KEYS[0], bytes(32))
    assert secrecy.bsn_hash(BSN) == Secrecy(*KEYS).bsn_hash(BSN)
    assert secrecy.bsn_hash(BSN) != other.bsn_hash(BSN)
    assert secrecy.bsn_hash(BSN) != secrecy.content_hash(BSN.encode())
    assert secrecy.bsn_hash(BSN) != secrecy.bsn_hash("999990020")


@pytest.mark.parametrize("keys", [(b"", KEYS[1]), (KEYS[0], b""), (KEYS[0][:16], KEYS[1])])
def test_a_missing_or_short_key_is_refused(keys: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Secrecy(*keys)


def test_keys_are_read_from_hexadecimal() -> None:
    secrecy = Secrecy.from_hex(KEYS[0].hex(), KEYS[1].hex())
    assert secrecy.bsn_hash(BSN) == Secrecy(*KEYS).bsn_hash(BSN)
