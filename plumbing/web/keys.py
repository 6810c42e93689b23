"""API keys: shown once to whoever gets one; the record keeps a hash alone."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

API_KEY_BYTES: Final = 32


def new_key() -> str:
    """A new API key of 256 random bits."""
    return token_urlsafe(API_KEY_BYTES)


def key_hash(key: str) -> bytes:
    """What the record keeps instead of the key. SHA-256 is enough for a random key: there is nothing to guess."""
    return sha256(key.encode()).digest()
