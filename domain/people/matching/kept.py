"""Features and levels as the record keeps them: one value of bytes a signal, and one text a pair."""

from typing import Any, Final

import orjson

from domain.people.matching.compare import Levels
from domain.people.matching.features import Birth, Features

SEPARATOR: Final = "|"
"""Between the levels of a pair, in the order of `Levels`."""

_SETS = ("names", "sounds", "nears", "phones", "emails", "mail_sounds", "mail_initials")


def kept_features(one: Features) -> bytes:
    """The bytes of features; equal features give equal bytes."""
    kept: dict[str, Any] = one._asdict()
    kept |= {name: sorted(kept[name]) for name in _SETS} | {"birth": one.birth and tuple(one.birth)}
    return orjson.dumps({name: value for name, value in kept.items() if value or value is False})


def features_kept(kept: bytes) -> Features:
    """The features of these bytes. Raises ValueError where they are none."""
    said = orjson.loads(kept)
    try:
        return Features(
            key_version=said["key_version"],
            partner=said["partner"],
            kind=said["kind"],
            contract=said.get("contract", 0),
            business=said["business"],
            initials=tuple(said.get("initials", ())),
            birth=Birth(*said["birth"]) if "birth" in said else None,
            postcode=said.get("postcode", ""),
            number=said.get("number", ""),
            behind=tuple(said.get("behind", ())),
            **{name: frozenset(said.get(name, ())) for name in _SETS},
        )
    except (KeyError, TypeError) as error:
        raise ValueError("these are no features") from error


def kept_levels(levels: Levels) -> str:
    """The text of levels."""
    return SEPARATOR.join(levels)


def levels_kept(kept: str) -> Levels:
    """The levels of this text. Raises TypeError where they are none."""
    return Levels(*kept.split(SEPARATOR))
