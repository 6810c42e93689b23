"""Keys for BSN and keyed hashes: made for the embedded default only, else they must be given."""

import json
import os
import secrets
from pathlib import Path

import typer

from plumbing.running.settings import Settings


class KeysMissing(typer.BadParameter):
    """A real installation was started without its keys."""


def keys_of(settings: Settings) -> dict[str, str]:
    """The keys of an installation as environment variables. Raises KeysMissing for a real server without them."""
    given = {"VROEGSIGNAAL_BSN_KEY": settings.bsn_key, "VROEGSIGNAAL_HASH_KEY": settings.hash_key}
    if all(given.values()):
        return given
    if settings.postgres_url:
        raise KeysMissing("VROEGSIGNAAL_BSN_KEY and VROEGSIGNAAL_HASH_KEY are required with a real server")
    return _embedded_keys(settings.home)


def _embedded_keys(home: Path) -> dict[str, str]:
    """Made once, readable by the owner alone (0600)."""
    path = home / "keys.json"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        keys = {f"VROEGSIGNAAL_{name}": secrets.token_hex(32) for name in ("BSN_KEY", "HASH_KEY")}
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(keys, file)
    return dict(json.loads(path.read_text(encoding="utf-8")))
