"""A few made-up people for tests of the matcher, with the fields of their signals; nobody in them exists."""

from random import Random
from typing import Any, NamedTuple

from domain.people.matching.cluster import Matcher
from domain.people.matching.features import FeatureKey, Features, features_of
from domain.people.matching.read import weights_of
from domain.people.matching.rows import AliasRow, EdgeRow, FoundedRow, MatcherRows, RecordRow
from domain.people.matching.weights import Thresholds
from schemas.ids import Id, event_id

KEY = FeatureKey("1", b"a secret of a town that is not there")
ROOT: Id = "3c9d7c1e-9b6f-4c2e-8d5a-0a1b2c3d4e5f"
ONSETS = ("Vogel", "Riet", "Ooster", "Kwak", "Ter", "Bloem", "Zwart", "Nijen", "Haver", "Lind", "Mosch", "Pruim")
CODAS = ("zang", "horst", "hof", "kelaar", "pstra", "endaal", "jes", "huis", "kamp", "eboom", "torf", "gracht")


def name(number: int) -> Id:
    """The id of a made-up signal."""
    return event_id(ROOT, str(number))


def fields(**changed: Any) -> dict[str, Any]:
    """A signal about J.P. Vogelzang."""
    return {
        "partner_id": "energie",
        "partner_kind": "energy",
        "customer_number": "K100",
        "initials": "J.P.",
        "prefix": None,
        "surname": "Vogelzang",
        "birth_date": "1971-03-18",
        "postcode": "9900AB",
        "house_number": "12",
        "house_letter": None,
        "house_number_addition": None,
        "house_number_indication": None,
        "phone": "06 12345678",
        "email": "vogelzang@example.org",
    } | changed


def features(**changed: Any) -> Features:
    """Likewise, as it is compared."""
    return features_of(fields(**changed), KEY)


def matcher(**thresholds: float) -> Matcher:
    """One that knows nobody yet."""
    return Matcher(weights_of(), Thresholds(**thresholds))


class Told(NamedTuple):
    """A signal and who it is really about."""

    features: Features
    person: int
    household: int


def town(seed: int, homes: int) -> list[Told]:
    """Signals of so many homes: couples and singles, with slips, gaps and now and then an administrator."""
    rng, told = Random(seed), list[Told]()
    for home in range(homes):
        family = rng.choice(ONSETS) + rng.choice(CODAS)
        cared_for = rng.random() < 0.1
        for member in range(rng.choice((1, 2))):
            told += (
                Told(_contract(rng, family, (home, member, contract), cared_for), home * 4 + member + 1, home + 1)
                for contract in range(rng.choice((1, 2, 3)))
            )
    return told


def _contract(rng: Random, family: str, place: tuple[int, int, int], cared_for: bool) -> Features:
    home, member, contract = place
    own = Random(f"{family} {home} {member}")
    initials, born = own.choice("ABCDEFGHJKLMNPRSTVW") + ".", f"19{own.randint(40, 99)}-{own.randint(1, 12):02}-11"
    return features(
        partner_id=f"partner {contract}",
        partner_kind=("energy", "health-insurer", "water")[contract],
        customer_number=f"{home}{member}{contract}",
        initials=initials,
        surname=family if rng.random() < 0.9 else family.replace("a", "aa", 1),
        birth_date=born if rng.random() < 0.7 else None,
        postcode=f"99{home // 40:02}AB",
        house_number=str(1 + home % 40),
        phone="0687654321" if cared_for else f"06{own.randint(10_000_000, 99_999_999)}" if rng.random() < 0.6 else None,
        email=None,
    )


def rows_of_matcher(matcher: Matcher) -> MatcherRows:
    """The state of a matcher; equal states give equal rows."""
    graph, version = matcher.graph, matcher.graph.scorer.weights.version
    kinds = (matcher.person_ids, matcher.household_ids)
    edges = (edge for edges in graph.edges.values() for edge in edges.values())
    return MatcherRows(
        sorted(
            (
                RecordRow(name, number, graph.features[number], kinds[0].of[number], kinds[1].of[number])
                for name, number in matcher.number_of.items()
            ),
            key=lambda row: (row.number, row.name),
        ),
        sorted({EdgeRow(edge.one, edge.other, tuple(edge.levels), edge.rare, version) for edge in edges}),
        sorted(matcher.judgements.all()),
        sorted(FoundedRow(ids.kind, number, name) for ids in kinds for number, name in ids.founded.items()),
        sorted(AliasRow(ids.kind, was, now) for ids in kinds for was, now in ids.aliases.items()),
    )
