"""How and when a resident is approached (DDAS Vroegsignalering 1.2, sections 3.4 and 3.5)."""

from enum import StrEnum


class Channel(StrEnum):
    """The first approach of a tray."""

    VISIT = "visit"
    PHONE = "phone"
    LETTER = "letter"


class ContactKind(StrEnum):
    """How a resident was approached (DDAS 3.4)."""

    ADMINISTRATIVE = "administrative"
    APPOINTMENT = "appointment"
    LETTER = "letter"
    VISIT = "visit"
    CARD = "card"
    MAIL = "mail"
    UNKNOWN = "unknown"
    OTHER = "other"
    TEXT_MESSAGE = "text-message"
    PHONE = "phone"


class PartOfDay(StrEnum):
    """Part of the day: morning before 12:00, afternoon to 18:00, evening after (DDAS 3.5)."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
