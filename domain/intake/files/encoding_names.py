"""Encodings as people call them, and what is told of a line that is no text in the agreed one."""

from types import MappingProxyType
from typing import Final

from domain.intake.files.mapping import UTF_8

ENCODING_NAMES: Final = MappingProxyType(
    {UTF_8: "utf-8", "cp1252": "windows-1252", "iso8859-1": "ISO-8859-1", "iso8859-15": "ISO-8859-15"}
)
"""What people call encodings that Python calls otherwise."""


def not_readable_as(agreed: str, line: int, start: bytes) -> str:
    """What is told of a line that is no text in the agreed encoding. `start`: its bytes from the first wrong one."""
    other = "windows-1252" if agreed == UTF_8 and _in_windows(start) else None
    hint = f" Het lijkt {other}." if other else ""
    return f"De tekens van regel {line} zijn niet leesbaar als {encoding_name(agreed)}.{hint} Sla het bestand zo op."


def encoding_name(encoding: str) -> str:
    """The name that people know."""
    return ENCODING_NAMES.get(encoding, encoding)


def _in_windows(start: bytes) -> bool:
    """Whether a byte that is no UTF-8 is a letter in windows-1252."""
    return start[:1].decode("cp1252", "ignore").isalpha()
