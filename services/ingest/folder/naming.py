"""Names in the watched folder: which file is whose, what it is, and how it is called when it was taken."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from domain.intake.files.kinds import ENDS_OF_NAMES
from schemas.vocabulary.signals import DeliveryFormat

TAKEN_FOLDER: Final = "verwerkt"
REFUSED_FOLDER: Final = "geweigerd"
PUT_AWAY: Final = (TAKEN_FOLDER, REFUSED_FOLDER)
ANSWER: Final = ".antwoord.json"
RECEIPTS: Final = ".ontvangstbewijzen.csv"
TOLD: Final = "ontvangstbewijzen"
"""In an answer: its receipts have lain beside it."""
STILL_COMING: Final = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", "~")
"""How programs call a file that they are still writing."""
HIDDEN: Final = (".", "~")
NAME_BYTES: Final = 200
"""Of 255 that a file system allows, so that there is room for what we add."""


class FilePlace(NamedTuple):
    """Where a file lies: the folder of its partner, the folder in it that names the mapping, its own name.

    Without a folder that names one the mapping is empty: the partner has but one.
    """

    partner: str
    mapping: str
    name: str

    def folders(self) -> tuple[str, ...]:
        """The folders that it lies in, from the outer one."""
        return (self.partner, self.mapping) if self.mapping else (self.partner,)


def is_passed_over(name: str) -> bool:
    """Whether a name in a folder is none of a file that is complete."""
    return name.startswith(HIDDEN) or name.lower().endswith(STILL_COMING)


def holds_files(name: str) -> bool:
    """Whether a folder of a partner may hold files of a mapping."""
    return name not in PUT_AWAY and not is_passed_over(name)


def kind_by_name(name: str) -> DeliveryFormat | None:
    """What a file is by the end of its name."""
    lowered = name.lower()
    return next((kind for ending, kind in ENDS_OF_NAMES.items() if lowered.endswith(ending)), None)


def name_when_taken(name: str, written_at: datetime, there: Collection[str]) -> str:
    """How a file is called when it is put away: its moment first, so that tomorrow's file of that name has room.

    `there`: names that are not free. The same file gets the same name again, after a kill between two steps.
    """
    moment = written_at.strftime("%Y%m%dT%H%M%S")
    kept = name if len(name.encode("utf-8", "surrogateescape")) <= NAME_BYTES else _ending(name)
    candidates = (f"{moment}{number}-{kept}" for number in ("", *(f"-{count}" for count in range(2, 10_000))))
    return next(one for one in candidates if one not in there)


def _ending(name: str) -> str:
    kind = kind_by_name(name)
    return f"bestand.{kind.value}" if kind else "bestand"
