"""One column that is several attributes: patterns whose groups have the names of the attributes."""

import re
from types import MappingProxyType
from typing import Final

LONGEST_SPLIT: Final = 200
"""Characters of a cell that is taken apart: a bound on what a clumsy pattern can cost."""
_NUMBER: Final = r"(?P<huisnummer>[1-9]\d{0,4})(?:[ /-]*(?P<huisnummertoevoeging>[A-Za-z0-9][A-Za-z0-9 /.-]*))?"
SPLITS: Final = MappingProxyType(
    {
        "number-and-addition": _NUMBER,
        "street-and-number": rf"(?P<straat>.*?[^\d\s,]),? +{_NUMBER}",
        "street-and-bare-number": r"(?P<straat>.*?[^\d\s,]),? +(?P<huisnummer>[1-9]\d{0,4})",
        "postcode-and-town": r"(?P<postcode>\d{4} ?[A-Za-z]{2}),? +(?P<woonplaats>.+)",
        "surname-and-initials": r"(?P<achternaam>[^,]+), *(?P<voorletters>[^ ]+)(?: +(?P<voorvoegsel>.+))?",
    }
)
"""What partners put in one column, by name."""


def split_pattern(written: str) -> re.Pattern[str]:
    """The pattern of a name or of itself. Raises ValueError when it is none, or takes nothing apart."""
    try:
        pattern = re.compile(SPLITS.get(written, written))
    except re.error as error:
        raise ValueError(f"no pattern ({error.msg}) and not among {', '.join(SPLITS)}") from None
    if not pattern.groupindex:
        raise ValueError(f"a pattern names the attributes as groups, or is among {', '.join(SPLITS)}")
    return pattern


def parts_of(text: str, pattern: re.Pattern[str]) -> dict[str, str] | None:
    """The text of each attribute; None for a text of another form."""
    found = pattern.fullmatch(text) if len(text) <= LONGEST_SPLIT else None
    return {name: part or "" for name, part in found.groupdict().items()} if found else None
