"""An example of every attribute: what partners read beside an error, and in the description of the API."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "gemeentecode": "0363",
        "kenmerk": "VB-2026-000123",
        "klantnummer": "K100200",
        "voorletters": "A.B.",
        "voorvoegsel": "van de",
        "achternaam": "Voorbeeld",
        "geboortedatum": "1985-05-17",
        "burgerservicenummer": "111222333",
        "straat": "Voorbeeldstraat",
        "huisnummer": "12",
        "huisletter": "A",
        "huisnummertoevoeging": "2",
        "aanduidingBijHuisnummer": "bij",
        "postcode": "1000 AA",
        "woonplaats": "Voorbeeldstad",
        "telefoonnummer": "020 000 0000",
        "email": "voorbeeld@example.nl",
        "bedragInCenten": 18250,
        "ontstaansdatum": "2026-01-05",
        "aantalPerioden": 2,
        "signaaldatum": "2026-03-09",
        "soort": "achterstand",
        "geplandeDatum": "2026-04-01",
        "stadium": "aangekondigd",
        "warmeOverdracht": False,
        "verklaring.persoonlijkContact": True,
        "verklaring.gewezenOpSchuldhulp": True,
        "verklaring.herinneringGestuurd": True,
        "verklaring.doorgevenAangeboden": True,
        "verklaring.bezwaar": False,
    }
)
"""As JSON holds it; of nobody who exists."""
