"""Reasons that points and lines of trays give: entries of `schemas.reasons.ReasonCode`."""

from typing import Final

from schemas.reason_entry import HOW_URGENT, WHICH_TRAY, ReasonEntry

MONTHS_BEHIND: Final = ReasonEntry(
    "months-behind",
    HOW_URGENT,
    nl="De achterstand voor {partnerKind} is {monthsBehind}, samen {amountCents}. Dat telt voor {points}.",
    en="The payments for {partnerKind} are {monthsBehind} behind, {amountCents} together. That counts for {points}.",
    details=("partnerKind", "monthsBehind", "amountCents", "points"),
    weight=45,
)
KINDS_AT_ONCE: Final = ReasonEntry(
    "kinds-at-once",
    HOW_URGENT,
    nl="Er zijn achterstanden bij {kinds} soorten bedrijven. Dat telt voor {points}.",
    en="There are arrears with {kinds} kinds of companies. That counts for {points}.",
    details=("kinds", "points"),
    weight=44,
)
AMOUNT_RISES: Final = ReasonEntry(
    "amount-rises",
    HOW_URGENT,
    nl="Het bedrag steeg {percent} procent: van {beforeCents} op {earlierOn} naar {amountCents}."
    " Dat telt voor {points}.",
    en="The amount rose {percent} percent: from {beforeCents} on {earlierOn} to {amountCents}."
    " That counts for {points}.",
    details=("percent", "beforeCents", "earlierOn", "amountCents", "points"),
    weight=43,
)
CRISIS_COUNTS: Final = ReasonEntry(
    "crisis-counts",
    HOW_URGENT,
    nl="Er dreigt iets ernstigs: {kind}. Dat telt voor {points}.",
    en="Something serious threatens: {kind}. That counts for {points}.",
    details=("kind", "points"),
)
REFUSED_BEFORE: Final = ReasonEntry(
    "refused-before",
    HOW_URGENT,
    nl="Eerder wilde de inwoner geen hulp. Dat maakt een zaak nooit minder dringend. Het telt voor {points}.",
    en="The resident wanted no help before. That never makes a case less urgent. It counts for {points}.",
    details=("points",),
    weight=41,
)
BAND: Final = ReasonEntry(
    "band",
    HOW_URGENT,
    nl="Samen is dat {points}. Daarmee valt het signaal in de groep {band}.",
    en="Together that is {points}. So the signal falls in the group {band}.",
    details=("points", "band"),
    weight=42,
)
OFFER_LEVEL: Final = ReasonEntry(
    "offer-level",
    WHICH_TRAY,
    nl="Denk aan deze hulp: {offerLevel}.",
    en="Think of this help: {offerLevel}.",
    details=("offerLevel",),
    weight=9,
)
START_BY: Final = ReasonEntry(
    "start-by",
    WHICH_TRAY,
    nl="Begin uiterlijk op {startBy}. Zo staat het in het beleid.",
    en="Begin on {startBy} at the latest. The policy says so.",
    details=("startBy",),
    weight=8,
)
