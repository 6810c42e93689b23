"""How names, addresses and numbers get written down wrong: one small function for each way."""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from simulation.names import Surname

SOUNDS_ALIKE: Final = (("ij", "y"), ("ss", "s"), ("ei", "ij"), ("ck", "k"), ("z", "s"), ("th", "t"))
CONFUSIONS: Final = (*SOUNDS_ALIKE, *((written, heard) for heard, written in SOUNDS_ALIKE))
NEIGHBOURS: Final = MappingProxyType(dict(zip("abcdefghijklmnopqrstuvwxyz", "svxfwghjuklknmpowtdribecux", strict=True)))
ABBREVIATED: Final[Mapping[str, str]] = MappingProxyType(
    {"van der": "v.d.", "van den": "v.d.", "van de": "v.d.", "van": "v.", "de": "d.", "ten": "t."}
)
ROMAN: Final[Mapping[str, str]] = MappingProxyType({"A": "I", "B": "II", "C": "III", "D": "IV", "1": "I", "2": "II"})


def confused(rng: Random, name: str) -> str:
    """The name with one pair of letters that sound alike exchanged, if it has any; hardly ever its first letter."""
    low = name.lower()
    found = [(heard, written) for heard, written in CONFUSIONS if heard in low[1:]]
    if not found:
        return name
    heard, written = rng.choice(found)
    return (low[0] + low[1:].replace(heard, written, 1)).capitalize()


def mistyped(rng: Random, name: str) -> str:
    """The name with one letter replaced by its neighbour on the keyboard."""
    place = rng.randrange(1, len(name))
    return name[:place] + NEIGHBOURS.get(name[place], "e") + name[place + 1 :]


def married(form: str, own: Surname, partner: Surname) -> Surname:
    """A married woman's surname in this form (a kind of the error table)."""
    behind, theirs = f"{own.prefix} {own.name}".strip(), f"{partner.prefix} {partner.name}".strip()
    return {
        "own": own,
        "partner": partner,
        "partner-own": Surname(partner.prefix, f"{partner.name}-{behind}"),
        "own-partner": Surname(own.prefix, f"{own.name}-{theirs}"),
    }[form]


def prefixed(error: str, name: Surname) -> Surname:
    """The surname with its prefix written the way `error` (a key of the error table) says."""
    prefix, own = name
    match error:
        case "lost":
            return Surname("", own)
        case "abbreviated":
            return Surname(ABBREVIATED.get(prefix, prefix), own)
        case "glued":
            return Surname("", prefix.replace(" ", "").capitalize() + own.lower())
        case "behind":
            return Surname("", f"{own}, {prefix}")
        case "in surname":
            return Surname("", f"{prefix} {own}")
    return name


def digit(rng: Random, text: str, first: int = 0) -> str:
    """The text with one of its digits from place `first` on made another (never 0)."""
    places = [place for place, sign in enumerate(text) if sign.isdigit() and place >= first]
    place = rng.choice(places)
    return text[:place] + rng.choice([d for d in "123456789" if d != text[place]]) + text[place + 1 :]


def postcode_letter(rng: Random, postcode: str) -> str:
    """The postcode with another last letter."""
    return postcode[:5] + rng.choice([letter for letter in "FIOQUY" if letter != postcode[5]])


def addition(rng: Random, error: str, number: str, written: str) -> tuple[str, str]:
    """House number and addition of a flat as a creditor wrote them: lost, in another notation, or in the number."""
    if not written or not error:
        return number, written
    if error == "missing":
        return number, ""
    if error == "other notation":
        return number, rng.choice((written.lower(), ROMAN.get(written, written), f"{written}."))
    tail = ROMAN.get(written, written)
    between = ("-", " ", "-") if tail[0].isdigit() else ("-", " ", "")
    return number + rng.choice(between) + tail, ""


def birth_date(rng: Random, error: str, iso: str) -> str:
    """An ISO birth date with a mistake: swapped (where that is a date), a digit, 1 January, 1900, only the year."""
    match error:
        case "swapped" if int(iso[8:]) <= 12:
            return f"{iso[:4]}-{iso[8:]}-{iso[5:7]}"
        case "digit":
            return iso[:3] + str((int(iso[3]) + rng.randint(1, 9)) % 10) + iso[4:8] + min(iso[8:], "28")
        case "1 January":
            return iso[:4] + "-01-01"
        case "1900":
            return "1900-01-01"
        case "year only":
            return f"{iso[:4]}-00-00"
    return iso


def phone(rng: Random, e164: str) -> str:
    """A mobile number in one of six notations."""
    own = e164[4:]
    pairs = " ".join(own[place : place + 2] for place in range(0, 8, 2))
    forms = (e164, f"06{own}", f"06-{own}", f"06 {pairs}", f"0031 6 {pairs}", f"+31 (0)6 {own}")
    return rng.choice(forms)
