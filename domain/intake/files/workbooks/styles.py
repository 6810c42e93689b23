"""What the formats of an XLSX workbook make of a number: a day, a time, a share, or a number as it stands."""

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from domain.intake.files.workbooks.markup import elements

NOT_SHOWN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""Quoted and escaped texts, spaces to fill, colours, conditions and languages: no letter in them says anything."""


class Meaning(Enum):
    """What a number means."""

    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    SHARE = "share"


BUILT_IN: Final[Mapping[int, Meaning]] = MappingProxyType(
    dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), Meaning.DAY)
    | dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), Meaning.TIME)
    | dict.fromkeys((9, 10), Meaning.SHARE)
)
"""ECMA-376 part 1, 18.8.30: formats that have a number and no text."""


def meaning_of(code: str) -> Meaning:
    """What the code of a format makes of a number; its first section, as that is for what is above nought."""
    shown = NOT_SHOWN.sub("", code).partition(";")[0].lower()
    if "%" in shown:
        return Meaning.SHARE
    if "general" in shown or not set(shown) & set("dmyhs"):
        return Meaning.NUMBER
    return Meaning.DAY if set(shown) & set("dy") or not set(shown) & set("hs[") else Meaning.TIME


def meanings(parts: Iterable[bytes]) -> list[Meaning]:
    """The meaning of each cell format, in order. Raises FileError."""
    own, found = {}, []
    for within, name, attributes in elements(parts, "numFmt", "xf"):
        if name == "numFmt":
            own[attributes.get("numFmtId", "")] = meaning_of(attributes.get("formatCode", ""))
        elif within == "cellXfs":
            number = attributes.get("numFmtId", "0")
            built_in = BUILT_IN.get(int(number), Meaning.NUMBER) if number.isdecimal() else Meaning.NUMBER
            found.append(own.get(number, built_in))
    return found
