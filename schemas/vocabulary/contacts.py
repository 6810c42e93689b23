"""How and when a resident is approached (DDAS Vroegsignalering 1.2, sections 3.4 and 3.5)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.vocabulary.coded import Coded


class Channel(Coded):
    """How a resident is approached (DDAS 3.4)."""

    ADMINISTRATIVE = "administrative", "Administratief"
    APPOINTMENT = "appointment", "Afspraak op locatie"
    LETTER = "letter", "Brief"
    VISIT = "visit", "Huisbezoek", "Huisbezoek", "Home visit"
    CARD = "card", "Kaartje"
    MAIL = "mail", "Mail"
    UNKNOWN = "unknown", "Onbekend"
    OTHER = "other", "Overige"
    TEXT_MESSAGE = "text-message", "SMS/Whatsapp"
    PHONE = "phone", "Telefoon"


APPROACHES: Final[Mapping[Channel, int]] = MappingProxyType(
    {
        Channel.LETTER: 0,
        Channel.PHONE: 1,
        Channel.VISIT: 2,
    }
)
"""Channels that may be the first approach of a tray, with their weight: the heaviest stays when a signal joins."""


class PartOfDay(Coded):
    """Part of the day: morning before 12:00, afternoon to 18:00, evening after (DDAS 3.5)."""

    MORNING = "morning", "Ochtend"
    AFTERNOON = "afternoon", "Middag"
    EVENING = "evening", "Avond"
