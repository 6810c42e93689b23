"""Whether a file in the watched folder is complete: it has been the same for some seconds."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from services.ingest.folder.naming import FilePlace

REST_SECONDS: Final = 10.0


class FileMark(NamedTuple):
    """By what a change of a file shows: which file it is, its size in bytes, and when it was last written to (ns)."""

    number: int
    size: int
    written: int


class Resting(NamedTuple):
    """A file as it was last seen, and since when it has been so (seconds)."""

    mark: FileMark
    since: float


def seen_again(
    before: Mapping[FilePlace, Resting], now_there: Iterable[tuple[FilePlace, FileMark]], now: float
) -> dict[FilePlace, Resting]:
    """What is there now, each since it last changed. `now`: seconds of a clock that never goes back."""
    found = {}
    for place, mark in now_there:
        known = before.get(place)
        found[place] = known if known and known.mark == mark else Resting(mark, now)
    return found


def at_rest(seen: Mapping[FilePlace, Resting], now: float, seconds: float = REST_SECONDS) -> list[FilePlace]:
    """Files that have not changed for so long, the one that was written first first."""
    ready = [(one.mark.written, place) for place, one in seen.items() if now - one.since >= seconds]
    return [place for _, place in sorted(ready)]
