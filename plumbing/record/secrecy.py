"""Secrets in the record: ciphertext (AES-GCM) of BSNs and of rows that wait, keyed hashes that say only "the same"."""

import hmac
import os
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class Secrecy:
    """The two keys of an installation, each 32 bytes; whoever has the record without them learns no BSN.

    What a partner's file holds waits unread, whatever stands in it; it has a key of its own, derived from the first.
    """

    def __init__(self, bsn_key: bytes, hash_key: bytes) -> None:
        """Raises ValueError when a key is missing or of the wrong length."""
        if len(bsn_key) != KEY_BYTES or len(hash_key) != KEY_BYTES:
            raise ValueError("VROEGSIGNAAL_BSN_KEY and VROEGSIGNAAL_HASH_KEY must both hold 32 bytes in hexadecimal")
        self._cipher = AESGCM(bsn_key)
        self._rows_cipher = AESGCM(hmac.digest(bsn_key, b"rows", "sha256"))
        self._bsn_key = hmac.digest(hash_key, b"bsn", "sha256")
        self._person_key = hmac.digest(hash_key, b"person", "sha256")
        self._features_key = hmac.digest(hash_key, b"features", "sha256")
        self._content_key = hmac.digest(hash_key, b"content", "sha256")

    @classmethod
    def from_hex(cls, bsn_key: str, hash_key: str) -> "Secrecy":
        """Make it from the keys as they stand in the settings."""
        return cls(bytes.fromhex(bsn_key), bytes.fromhex(hash_key))

    def seal(self, bsn: str, bound_to: bytes) -> bytes:
        """Ciphertext of a BSN, bound to the id of its signal: it opens nowhere else."""
        return _sealed(self._cipher, bsn.encode(), bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> str:
        """The BSN of a ciphertext. Raises cryptography's InvalidTag for another key or another signal."""
        return _opened(self._cipher, sealed, bound_to).decode()

    def seal_rows(self, rows: bytes, bound_to: bytes) -> bytes:
        """Ciphertext of rows that wait, bound to their place: they open nowhere else."""
        return _sealed(self._rows_cipher, rows, bound_to)

    def open_rows(self, sealed: bytes, bound_to: bytes) -> bytes:
        """The rows of a ciphertext. Raises cryptography's InvalidTag for another key or another place."""
        return _opened(self._rows_cipher, sealed, bound_to)

    def bsn_hash(self, bsn: str) -> bytes:
        """Keyed hash by which two signals on one BSN are recognised without reading it."""
        return hmac.digest(self._bsn_key, bsn.encode(), "sha256")

    def person_hash(self, text: str) -> bytes:
        """Keyed hash by which a resident on a list and on a signal are recognised without reading a name."""
        return hmac.digest(self._person_key, text.encode(), "sha256")

    def features_secret(self, municipality: str) -> bytes:
        """The secret under which names and contact details of a municipality become numbers (the person matcher)."""
        return hmac.digest(self._features_key, municipality.encode(), "sha256")

    def content_hash(self, content: bytes) -> bytes:
        """Keyed hash by which a re-delivery is recognised."""
        return hmac.digest(self._content_key, content, "sha256")


def _sealed(cipher: AESGCM, text: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, text, bound_to)


def _opened(cipher: AESGCM, sealed: bytes, bound_to: bytes) -> bytes:
    return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
