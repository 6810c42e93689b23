"""Names as Dutch writes them, for pages: a partner's capitals are read back, what is stored stays as it was sent.

Only a name in capitals alone, or in small letters alone, is rewritten. Where its spelling is not certain ("MCDONALD",
"D'HONDT", "LE", a company) the name stays as it was sent: a wrong guess is worse than a name that shouts.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from domain.people.folding import APOSTROPHES

SHORT_NAME: Final = 2
"""Letters; a name as short as this may be spelled in capitals."""
CLIPPED: Final = frozenset({"'t", "'s", "'n"})
"""What is left of *het*, *des* and *een*: a small letter behind its apostrophe."""
SURNAME_PREFIXES: Final = CLIPPED | {
    *("aan", "af", "al", "am", "auf", "aus", "bij", "da", "das", "de", "degli", "dei", "del", "della", "den", "der"),
    *("des", "die", "dos", "du", "el", "het", "im", "in", "las", "les", "los", "onder", "op", "over", "s", "t", "te"),
    *("ten", "ter", "thoe", "toe", "tot", "uijt", "uit", "van", "vom", "von", "voor", "vor", "zu", "zum", "zur"),
}
"""Words that stand before a surname in small letters (BRP table 36), as far as they are nothing else."""
AFTER_A_PREFIX: Final = frozenset({"la", "le", "l"})
"""A prefix behind another ("de la Cruz"); alone it may be a name ("Le Thi")."""
UNCERTAIN: Final = frozenset(
    {"ba", "bv", "ben", "bin", "cv", "di", "do", "en", "ev", "lo", "mc", "nv", "o", "stg", "vof", "wv", "zn"}
)
"""Words that may be a name, a prefix, or no part of a name at all."""
BETWEEN_NAMES: Final = re.compile(r"(\s*[-\N{EN DASH}\N{HYPHEN},]\s*)")
IRISH: Final = re.compile(rf"(o[{APOSTROPHES}])(\w+)")
ONLY_LETTERS: Final = re.compile(r"[^\W\d_]+")


def full_name(row: Any) -> str:
    """Initials, prefix and surname of a signal, as far as they were sent."""
    return " ".join(part for part in (row.initials, shown_prefix(row.prefix), shown_surname(row.surname)) if part)


def shown_surname(surname: str) -> str:
    """A surname as a page shows it; it may hold its prefix, and the name of a partner behind a dash."""
    if not (surname.isupper() or surname.islower()) or (surname.isupper() and len(surname) <= SHORT_NAME):
        return surname
    pieces = BETWEEN_NAMES.split(surname.lower())
    written = [piece if place % 2 else _part(pieces, place) for place, piece in enumerate(pieces)]
    return surname if None in written else "".join(map(str, written))


def shown_prefix(prefix: str | None) -> str | None:
    """A prefix in small letters, where every word of it is one."""
    if not prefix or not prefix.isupper():
        return prefix
    words = _spaced(prefix.lower())
    return " ".join(words) if all(map(_is_prefix, words)) else prefix


def _part(pieces: list[str], place: int) -> str | None:
    """A name between dashes or commas; None when its spelling is not certain."""
    words = _spaced(pieces[place])
    if not words or _plain(pieces[place]) in CLIPPED:  # 's-Gravesande
        return pieces[place]
    if place and "," in pieces[place - 1] and all(map(_is_prefix, words)):  # Berg, van den
        return pieces[place]
    written = list(_words(words))
    return None if None in written else " ".join(map(str, written))


def _spaced(text: str) -> list[str]:
    """Words between plain spaces; any other space, such as a control character, is part of what was sent."""
    return [word for word in text.split(" ") if word]


def _words(words: list[str]) -> Iterator[str | None]:
    behind_prefix = False
    for word in words[:-1]:
        behind_prefix = _is_prefix(word) or (behind_prefix and word in AFTER_A_PREFIX)
        yield word if behind_prefix else _name(word)
    yield None if _is_prefix(words[-1]) else _name(words[-1])


def _is_prefix(word: str) -> bool:
    return _plain(word) in SURNAME_PREFIXES


def _name(word: str) -> str | None:
    """A word that is a name, with its capital; None when it may be written otherwise."""
    irish = IRISH.fullmatch(word)
    if irish:
        return irish[1].upper() + irish[2].capitalize()
    if len(word) < SHORT_NAME or word in UNCERTAIN | AFTER_A_PREFIX or word.startswith("mc"):
        return None
    if not ONLY_LETTERS.fullmatch(word):
        return None
    return "IJ" + word[2:] if word.startswith("ij") else word[0].upper() + word[1:]


def _plain(word: str) -> str:
    """With one kind of apostrophe."""
    return f"'{word[1:]}" if word[0] in APOSTROPHES else word
