"""How names, addresses and numbers get written down wrong: one small function for each way."""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from simulation.names import Surname

CONFUSIONS: Final = (("ij", "y"), ("ss", "s"), ("ei", "ij"), ("ck", "k"), ("z", "s"), ("th", "t"), ("s", "ss"))
NEIGHBOURS: Final = MappingProxyType(dict(zip("aeionrstlm", "swupmtdykn", strict=True)))
ABBREVIATED: Final[Mapping[str, str]] = MappingProxyType(
    {"van der": "v.d.", "van den": "v.d.", "van de": "v.d.", "van": "v.", "de": "d.", "ten": "t."}
)
ROMAN: Final[Mapping[str, str]] = MappingProxyType({"A": "I", "B": "II", "C": "III", "D": "IV", "1": "I", "2": "II"})
PREFIX_ERRORS: Final[Mapping[str, float]] = MappingProxyType(
    {"lost": 0.10, "abbreviated": 0.12, "glued": 0.03, "behind": 0.04, "in surname": 0.11, "": 0.60}
)


def confused(rng: Random, name: str) -> str:
    """The name with one pair of letters that sound alike exchanged, if it has any."""
    found = [(heard, written) for heard, written in CONFUSIONS if heard in name.lower()]
    if not found:
        return name
    heard, written = rng.choice(found)
    return name.lower().replace(heard, written, 1).capitalize()


def mistyped(rng: Random, name: str) -> str:
    """The name with one letter replaced by its neighbour on the keyboard."""
    place = rng.randrange(1, len(name))
    return name[:place] + NEIGHBOURS.get(name[place], name[place]) + name[place + 1 :]


def prefixed(error: str, name: Surname) -> Surname:
    """The surname with its prefix written the way `error` (a key of PREFIX_ERRORS) says."""
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


def addition(rng: Random, number: str, written: str) -> tuple[str, str]:
    """House number and addition of a flat as a creditor wrote them: lost, in another notation, or in the number."""
    chance = rng.random()
    if not written or chance >= 0.80:
        return number, written
    if chance < 0.30:
        return number, ""
    if chance < 0.62:
        return number, rng.choice((written.lower(), ROMAN.get(written, written), f"{written}."))
    return number + rng.choice(("-", " ", "")) + ROMAN.get(written, written), ""


def birth_date(rng: Random, iso: str) -> str:
    """An ISO birth date with the rarer mistakes: swapped, a digit, 1 January, 1900, only the year."""
    chance = rng.random()
    if chance < 0.008 and int(iso[8:]) <= 12:
        return f"{iso[:4]}-{iso[8:]}-{iso[5:7]}"
    if chance < 0.020:
        return iso[:3] + str((int(iso[3]) + rng.randint(1, 9)) % 10) + iso[4:8] + min(iso[8:], "28")
    if chance < 0.030:
        return iso[:4] + "-01-01"
    if chance < 0.033:
        return "1900-01-01"
    return f"{iso[:4]}-00-00" if chance < 0.036 else iso


def phone(rng: Random, e164: str) -> str:
    """A mobile number in one of six notations."""
    own = e164[4:]
    pairs = " ".join(own[place : place + 2] for place in range(0, 8, 2))
    forms = (e164, f"06{own}", f"06-{own}", f"06 {pairs}", f"0031 6 {pairs}", f"+31 (0)6 {own}")
    return rng.choice(forms)
