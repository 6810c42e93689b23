"""Canaries: values of one resident that occur nowhere by chance, and the search for them."""

import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from command.home import ports
from command.installation import Installation
from tests.plumbing.transport.broker import messages

KEPT: Final[Mapping[str, str]] = {
    "kenmerk": "KNRKENMERK7",
    "klantnummer": "KNRKLANT7",
    "voorletters": "Q.X.Z.",
    "achternaam": "Kanariegeel",
    "geboortedatum": "1931-07-19",
    "burgerservicenummer": "999990019",
    "straat": "Zangvogelplantsoen",
    "huisnummer": "7391",
    "huisnummertoevoeging": "KNRTOE",
    "postcode": "7391ZQ",
    "woonplaats": "Kwetterveen",
    "telefoonnummer": "0612998877",
    "email": "kwetter@kanarie.example",
}
"""A resident whose signal is accepted: the values stand in the record, and only there."""

REFUSED: Final[Mapping[str, str]] = {
    "kenmerk": "VINKKENMERK8",
    "klantnummer": "VINKKLANT8",
    "voorletters": "Vv.Ww.",
    "achternaam": "Distelvink",
    "geboortedatum": "1932-31-88",
    "burgerservicenummer": "987654320",
    "straat": "Nachtegaalwurft",
    "huisnummer": "0-VINKHUIS",
    "postcode": "0482QZQ",
    "woonplaats": "Vinkendrecht",
    "telefoonnummer": "tel-0687776655",
    "email": "vink-zonder-apenstaart",
    "opmerking": "vinkopmerking",
    "notitie": "vinknotitie",
}
"""A resident whose record is wrong in every way: it waits to be mended in `quarantine`, and is nowhere else."""

NEVER_WAITS: Final = ("burgerservicenummer", "notitie")
"""Of that resident: what is kept nowhere, not even there."""

FORBIDDEN: Final[Mapping[str, str]] = {
    "kenmerk": "GORSKENMERK9",
    "klantnummer": "GORSKLANT9",
    "achternaam": "Sneeuwgors",
    "geboortedatum": "1933-03-27",
    "straat": "Pieperbrink",
    "huisnummer": "8264 GORS",
    "postcode": "8264GQ",
    "woonplaats": "Gorzenwolde",
    "telefoonnummer": "0687112233",
    "email": "gors@tjilp.example",
}
"""A tenant who objected to the landlord's signal: nothing is kept anywhere."""

TYPED: Final[Mapping[str, str]] = {
    "kenmerk": "PUTTERKENMERK6",
    "klantnummer": "PUTTERKLANT6",
    "voorletters": "Yy.Zz.",
    "achternaam": "Distelputter",
    "geboortedatum": "1934-11-23",
    "straat": "Vogelzangdreef",
    "huisnummer": "5518",
    "huisnummertoevoeging": "PUTTOE",
    "postcode": "5518PX",
    "woonplaats": "Putterveen",
    "telefoonnummer": "0613243546",
    "email": "putter@distel.example",
}
"""A resident whose signal came by post and was typed: the values stand in the record, and only there."""

SEARCHED_FOR: Final = {
    **{name: value for name, value in KEPT.items() if name != "huisnummer"},
    "naam binnenboord": "KNRSOORT",
    "zoekvraag": "Zoekkanarie",
    **{f"geweigerd {name}": value for name, value in REFUSED.items()},
    **{f"verboden {name}": value for name, value in FORBIDDEN.items()},
    **{f"getypt {name}": value for name, value in TYPED.items() if name != "huisnummer"},
}
"""A house number alone is too short to search for; it stands beside its addition."""

OTHER_LOOKS: Final = {
    "postcode": ["7391 ZQ"],
    "telefoonnummer": ["612998877", "06 12998877"],
    "geboortedatum": ["19-07-1931", "19310719", "19 juli 1931"],
    "huisnummertoevoeging": ["7391 KNRTOE"],
}


def looks(name: str, value: str) -> set[str]:
    """How a value may look elsewhere: as it was sent, in an address, in hexadecimal, in another notation."""
    found = {value, quote(value, safe=""), value.encode().hex(), *OTHER_LOOKS.get(name, [])}
    return {one.lower() for one in found}


def hits(places: Mapping[str, str], wanted: Mapping[str, str] = SEARCHED_FOR) -> list[str]:
    """Where a canary was found, as `place: name`; never the value itself."""
    lowered = {place: text.lower() for place, text in places.items()}
    return [
        f"{place}: {name}"
        for name, value in wanted.items()
        for place, text in lowered.items()
        if any(look in text for look in looks(name, value))
    ]


def on_kafka(installation: Installation) -> dict[str, str]:
    """Every message of every topic, keys and headers included, as a stranger reads them."""
    found = messages(installation.kafka)
    return {
        f"{topic} #{place}": f"{key!r} {_text(value)} {headers}"
        for place, (topic, key, value, headers) in enumerate(found)
    }


def on_disk(home: Path) -> dict[str, str]:
    """Logs, what processes wrote of themselves, and the server's own log; not the database."""
    inside = ("base", "global", "pg_wal")
    files = [path for path in home.rglob("*") if path.is_file() and not set(path.relative_to(home).parts) & set(inside)]
    return {str(path.relative_to(home)): _text(path.read_bytes()) for path in files}


def on_metrics(installation: Installation) -> dict[str, str]:
    """The metrics page of every process."""
    return dict(_pages(installation))


def _pages(installation: Installation) -> Iterator[tuple[str, str]]:
    for name in installation.children:
        found: dict[str, Any] = ports(installation.settings.home, name)
        with urllib.request.urlopen(f"http://127.0.0.1:{found['metrics']}/metrics", timeout=5) as answer:
            yield f"metrics of {name}", answer.read().decode()


def _text(value: bytes) -> str:
    return value.decode("utf-8", errors="replace")
