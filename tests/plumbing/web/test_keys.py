"""API keys are random, and the record keeps what cannot be turned back."""

from plumbing.web.keys import key_hash, new_key


def test_no_two_keys_are_alike_and_each_has_256_bits() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(len(key) for key in keys) >= 43


def test_the_hash_of_a_key_is_always_the_same_and_never_the_key() -> None:
    key = new_key()
    assert key_hash(key) == key_hash(key) != key_hash(new_key())
    assert key.encode() not in key_hash(key)
