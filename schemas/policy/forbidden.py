"""Grounds on which no policy may choose, by the names that somebody could give a setting, each with the reason.

Sources: Wgs art. 8a and 8b (which data this phase may use), Awgb art. 1 and 7, AVG art. 9 and 10.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

ORIGIN: Final = "it stands for where somebody comes from; equal cases are treated equally (Awgb art. 1 and 7)"
NOT_OF_SIGNALS: Final = "this phase may use the signals and the population register alone (Wgs art. 8b)"
SPECIAL_GROUNDS: Final = "special personal data may not be used here (Wgs art. 8a, AVG art. 9 and 10)"
NOBODY_TELLS: Final = (
    "only with a recorded purpose and a legal basis; no register tells it to this version, so it cannot be on"
)
_GROUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "address neighbourhood neighborhood district street postcode postal_code zip_code"
        " adres buurt wijk straat stadsdeel": ORIGIN,
        "name names surname last_name first_name naam achternaam voornaam": ORIGIN,
        "language mother_tongue taal moedertaal": ORIGIN,
        "nationality origin country_of_birth ethnicity race migration_background"
        " nationaliteit herkomst afkomst geboorteland etniciteit ras migratieachtergrond": ORIGIN,
        "religion belief politics union_membership gender sex sexual_orientation"
        " godsdienst geloof levensovertuiging politiek vakbond geslacht seksuele_gerichtheid": SPECIAL_GROUNDS,
        "health illness disability gezondheid ziekte beperking handicap": SPECIAL_GROUNDS,
        "criminal_record detained strafblad detentie": SPECIAL_GROUNDS,
        "income benefit credit_score risk_score inkomen uitkering kredietscore risicoscore": NOT_OF_SIGNALS,
        "age age_band children minors leeftijd leeftijdsgroep kinderen minderjarigen": NOBODY_TELLS,
    }
)
FORBIDDEN: Final[Mapping[str, str]] = MappingProxyType(
    {name: reason for names, reason in _GROUNDS.items() for name in names.split()}
)
"""Name to reason."""


def why_never(place: Iterable[int | str]) -> str | None:
    """Why a setting at this place can never be, when a name in it is a forbidden ground; names of any writing."""
    names = (str(step).casefold().replace("-", "_").replace(" ", "_") for step in place)
    return next((f"can never be a ground: {FORBIDDEN[name]}" for name in names if name in FORBIDDEN), None)
