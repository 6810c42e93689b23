"""What a partner reports, how far it is, and the answer to a delivered record."""

from typing import Final

from schemas.vocabulary.coded import Coded


class SignalKind(Coded):
    """What the partner reports."""

    ARREARS = "arrears", "achterstand", "Achterstand", "Arrears"
    END_OF_CONTRACT = (
        "end-of-contract-announced",
        "eindelevering",
        "Contract voor energie stopt",
        "Energy contract ends",
    )
    DISCONNECTION = "disconnection", "afsluiting", "Afsluiting", "Disconnection"
    EVICTION = "eviction", "huisuitzetting", "Huisuitzetting", "Eviction"
    INSURANCE_ENDED = "insurance-ended", "verzekering-beeindigd", "Zorgverzekering stopt", "Health insurance ends"


CRISIS_KINDS: Final = frozenset({SignalKind.DISCONNECTION, SignalKind.EVICTION, SignalKind.INSURANCE_ENDED})
"""Kinds that start the clock of three working days (Wgs art. 4(2))."""

NEVER_STOPPED: Final = CRISIS_KINDS | {SignalKind.END_OF_CONTRACT}
"""Kinds that neither the threshold nor the age of the arrears may stop."""


class Stage(Coded):
    """How far a threatening measure is."""

    ANNOUNCED = "announced", "aangekondigd"
    CARRIED_OUT = "carried-out", "uitgevoerd"


class Indication(Coded):
    """How a door stands to the house number it is known by (BAG and BRP: *aanduiding bij huisnummer*)."""

    OPPOSITE = "opposite", "tegenover"
    BY = "by", "bij"
    UNKNOWN = "unknown", "onbekend"


class Outcome(Coded):
    """The answer to one delivered record."""

    ACCEPTED = "accepted", "geaccepteerd"
    DUPLICATE = "duplicate", "dubbel"
    REVISED = "revised", "herzien"
    SUPERSEDED = "superseded", "achterhaald"
    REJECTED = "rejected", "geweigerd"


class WithdrawalReason(Coded):
    """Why a partner takes a signal back."""

    PAID = "paid", "betaald"
    ARRANGED = "payment-arrangement", "regeling"
    MISTAKEN = "reported-by-mistake", "onterecht"


class WithdrawalOutcome(Coded):
    """The answer to one withdrawal."""

    WITHDRAWN = "withdrawn", "ingetrokken"
    ALREADY = "already-withdrawn", "al-ingetrokken"
    NOT_READ = "not-read-yet", "nog-niet-gelezen"
    UNKNOWN = "unknown-signal", "onbekend-signaal"


class WithdrawalCheck(Coded):
    """What a worker found when a partner took back a signal of a case that was worked on."""

    GONE = "no-arrears-any-more", "Nee, de achterstand is weg"
    STILL_OWED = "still-arrears", "Ja, er is nog een achterstand"
    NOT_KNOWN = "not-known", "Dat weet ik niet"


class DeliveryFormat(Coded):
    """What a delivery is written in."""

    JSON = "json", "json"
    CSV = "csv", "csv"
    XLSX = "xlsx", "xlsx"
    ODS = "ods", "ods"


class DeliveryChannel(Coded):
    """The way a delivery came in."""

    API = "api", "api"
    FOLDER = "folder", "map"
    FEED = "feed", "berichtenstroom"
    BY_HAND = "by-hand", "met-de-hand"


class DeliveryState(Coded):
    """How far a delivery is: a file is read in chunks, a JSON request is done at once."""

    PROCESSING = "processing", "in-behandeling"
    DONE = "done", "verwerkt"
