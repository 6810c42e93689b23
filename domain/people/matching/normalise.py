"""Dutch names, initials and doors in the one form in which they are compared, whatever way a partner wrote them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from domain.people.address import Address, door_of, is_unknown_door
from domain.people.folding import search_form
from domain.people.names import AFTER_A_PREFIX, SURNAME_PREFIXES

BUSINESS_FORMS: Final = frozenset(
    {
        *("bv", "nv", "vof", "ltd", "gmbh", "inc", "holding", "eenmanszaak", "maatschap", "stichting", "vereniging"),
        *("cooperatie", "handelsonderneming", "firma"),
    }
)
"""Forms of law: whatever else is known, such a name is of a business."""
TRADE_WORDS: Final = frozenset(
    {
        *("beheer", "fa", "zn", "zonen", "gebr", "gebroeders", "co", "bedrijf", "onderneming", "projecten", "groep"),
        *("handel", "administratie", "advies", "adviesbureau", "consultancy", "services", "service", "praktijk"),
        *("bouw", "techniek", "transport", "transporten", "logistiek", "installatie", "installaties", "schoonmaak"),
        *("onderhoud", "klussen", "timmerwerken", "schilderwerken", "bestrating", "hoveniers", "hovenier", "tuinen"),
        *("bakkerij", "slagerij", "kapsalon", "kapper", "salon", "studio", "atelier", "garage", "restaurant", "cafe"),
        *("cafetaria", "snackbar", "eetcafe", "lunchroom", "pizzeria", "grillroom", "hotel", "winkel", "shop", "store"),
        *("supermarkt", "bloemen", "mode", "media", "design", "group", "vastgoed", "verhuur", "webdesign", "cv"),
        *("fysiotherapie", "rijschool", "taxi", "catering", "horeca", "makelaardij", "assurantien", "dakwerken"),
        *("schoonheidssalon", "stukadoors", "loodgieters", "elektra", "automatisering"),
    }
)
"""What businesses call their trade; some of it is a surname too (*Winkel*)."""
BUSINESS_ENDS: Final = (
    *("bedrijf", "bedrijven", "zaak", "winkel", "handel", "dienst", "diensten", "werken", "bouw", "techniek", "beheer"),
    *("service", "services", "bureau", "onderneming", "salon", "makelaars", "installaties", "transport", "verhuur"),
)
"""Ends of such words; only of longer ones, as *Bouw* and *Winkel* are surnames too."""
_ABBREVIATED: Final = frozenset({"v", "d", "vd", "vdr", "vdn", "vn", "vh", "vt", "t", "s", "n", "a", "l", "o"})
"""Prefixes as partners shorten them."""
WITHOUT_PREFIXES: Final = SURNAME_PREFIXES | AFTER_A_PREFIX | _ABBREVIATED | {"vande", "vanden", "vander"}
_GLUED: Final = re.compile(r"(?:vanden|vander|vande|vant|van|vd|den|der|de|ten|ter)(?=[a-z]{4})")
"""A prefix without its space. *Dekker* loses two letters too, in every record alike: equal names stay equal."""
_NOT_A_LETTER: Final = re.compile(r"[^a-z]+")
_FOLDS: Final = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("ph", "f"),
        ("cht", "gt"),
        ("th|dt", "t"),
        ("ck|c|q", "k"),
        ("x", "ks"),
        ("z", "s"),
        ("v", "f"),
        ("uij|ui|uy", "uy"),
        ("eij|ij|ei|ey|y", "y"),
        ("au", "ou"),
        (r"(.)\1+", r"\1"),
        ("(?<=..)(?:en|e)$", ""),
    )
)
"""Spellings that sound the same in Dutch, in the order in which they are taken."""
_ROMAN: Final = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7", "VIII": "8"}
_SAME_DOOR: Final = {"BG": "HS", "BEG": "HS", "BEL": "HS", "HOOG": "", "ET": "", "ETAGE": "", "APP": "", "KMR": ""}
MOST_INITIALS: Final = 6


def fold(word: str) -> str:
    """How a plain word sounds: *Dijck*, *dyk* and *Deik* are one."""
    for pattern, instead in _FOLDS:
        word = pattern.sub(instead, word)
    return word


def near_forms(folded: str) -> Sequence[str]:
    """The word and what is left of it without one letter: two words one slip apart share one of these."""
    if len(folded) < 4:
        return (folded,)
    return (folded, *(folded[:place] + folded[place + 1 :] for place in range(len(folded))))


def words_of_name(text: str) -> Sequence[str]:
    """The words of a name in plain small letters, "Berg, van den" and "Çelik-v.d. Ven" included."""
    before, comma, behind = text.partition(",")
    plain = search_form(f"{behind} {before}" if comma else text)
    return [word for word in _NOT_A_LETTER.split(plain) if word]


def surname_parts(text: str) -> Sequence[str]:
    """The names in a surname without prefixes: one, or two of a double name; none of an empty text."""
    words = words_of_name(text)
    names = [word for word in words if word not in WITHOUT_PREFIXES] or words[-1:]
    return list(dict.fromkeys(_GLUED.sub("", word, count=1) if _GLUED.match(word) else word for word in names))


def is_business_form(text: str) -> bool:
    """Whether a name says by its form of law that it is of a business."""
    return not BUSINESS_FORMS.isdisjoint(words_of_name(text.replace(".", "")))


def names_a_trade(text: str) -> bool:
    """Whether a name may be that of a business: a trade among two words or more, or a long word that ends so."""
    words = [word for word in words_of_name(text.replace(".", "")) if word not in WITHOUT_PREFIXES]
    if len(words) == 1:
        return len(words[0]) > 9 and words[0].endswith(BUSINESS_ENDS)
    return any(word in TRADE_WORDS or (len(word) > 7 and word.endswith(BUSINESS_ENDS)) for word in words)


def business_parts(text: str) -> Sequence[str]:
    """The words of a business that may be somebody's name."""
    return [word for word in surname_parts(text) if word not in BUSINESS_FORMS | TRADE_WORDS and len(word) > 2]


def initials_of(text: str) -> str:
    """The letters of initials however written: "J.P.", "J P", "JP", "Jan Piet" and "Th.M." (one letter a name)."""
    pieces = [piece for piece in re.split(r"[^a-z]+", search_form(text)) if piece]
    if len(pieces) == 1 and len(pieces[0]) <= MOST_INITIALS and (text.isupper() or len(pieces[0]) < 3):
        return pieces[0]
    return "".join(piece[0] for piece in pieces)[:MOST_INITIALS]


def mail_words(address: str) -> Sequence[str]:
    """The words before the @ that may be names: "j.devries82@..." has *vries*."""
    found = _NOT_A_LETTER.split(search_form(address.partition("@")[0].replace("-", " ")))
    return [part for word in found if len(word) > 2 for part in {word, word[1:], *surname_parts(word)} if len(part) > 2]


def mail_letter(address: str) -> str:
    """The letter that an e-mail address begins with: often of a first name."""
    return search_form(address)[:1]


UNREAD: Final = ("?",)
"""Behind the number of an address of which nobody knows the door."""


def door_number(address: Address) -> tuple[str, tuple[str, ...]]:
    """The number and what stands behind it: "12-2", "12 II" and "12", "2" are one; "12 bis" stays *BIS*.

    Where nobody knows which door it is, that stands there alone.
    """
    door = door_of(address)
    if is_unknown_door(address):
        return door.number, UNREAD
    return door.number, tuple(sorted({*_behind(door.tail), *map(str, door.indications)}))


def _behind(tail: Sequence[str]) -> Iterator[str]:
    for word in tail:
        plain = _SAME_DOOR.get(word, _ROMAN.get(word, word))
        if plain:
            yield plain
