"""Reasons of signals that wait, wake, are looked up in registers, or are picked up by hand: their entries.

`schemas.reasons` names each as a reason.
"""

from typing import Final

from schemas.reason_entry import Bilingual, ReasonEntry

WHO_DECIDED: Final = Bilingual("Besloot een collega anders?", "Did a colleague decide otherwise?")
WHY_DID_IT_WAIT: Final = Bilingual("Waarom wachtte de melding?", "Why did the report wait?")
WHAT_WOKE_IT: Final = Bilingual("Waarom wacht het niet langer?", "Why does it not wait any longer?")
MAY_IT_WAIT: Final = Bilingual("Mag de melding wachten?", "May the report wait?")
IS_RESIDENT_HERE: Final = Bilingual("Woont de inwoner hier?", "Does the resident live here?")
KNOWS_DEBT_HELP: Final = Bilingual("Kent schuldhulp de inwoner al?", "Does debt help know the resident already?")

SLEPT_BELOW_THRESHOLD: Final = ReasonEntry(
    "slept-below-threshold",
    WHY_DID_IT_WAIT,
    nl="De melding mocht wachten tot {until}, want het bedrag lag onder de grens.",
    en="The report could wait until {until}, because the amount was below the limit.",
    details=("until",),
    weight=79,
)
SLEPT_FOR_CHECK: Final = ReasonEntry(
    "slept-for-check",
    WHY_DID_IT_WAIT,
    nl="De melding wachtte op controle van de inschrijving, uiterlijk tot {until}.",
    en="The report waited for a check of the registration, until {until} at the latest.",
    details=("until",),
    weight=78,
)
WOKE_REVISED: Final = ReasonEntry(
    "woke-revised",
    WHAT_WOKE_IT,
    nl="Het bedrijf paste de melding aan.",
    en="The company changed the report.",
    weight=64,
)
WOKE_MATCH: Final = ReasonEntry(
    "woke-match",
    WHAT_WOKE_IT,
    nl="Wij weten nu beter om welk huishouden het gaat.",
    en="We know better now which household it is about.",
    weight=72,
)
WOKE_REGISTER: Final = ReasonEntry(
    "woke-register",
    WHAT_WOKE_IT,
    nl="De inschrijving van de inwoner is gecontroleerd.",
    en="The registration of the resident was checked.",
    weight=71,
)
WOKE_BY_HAND: Final = ReasonEntry(
    "woke-by-hand",
    WHAT_WOKE_IT,
    nl="Een collega besloot om de melding nu op te pakken.",
    en="A colleague decided to pick the report up now.",
    weight=69,
)
WOKE_ON_ITS_DAY: Final = ReasonEntry(
    "woke-on-its-day",
    WHAT_WOKE_IT,
    nl="De wachttijd is voorbij.",
    en="The time to wait is over.",
    weight=68,
)
ROUSED_BY_CRISIS: Final = ReasonEntry(
    "roused-by-crisis",
    WHAT_WOKE_IT,
    nl="Wachten kan niet: op dit adres dreigt iets ernstigs, {kind}.",
    en="It cannot wait: something serious threatens at this address, {kind}.",
    details=("kind",),
    weight=73,
)
SECOND_KIND: Final = ReasonEntry(
    "second-kind",
    WHAT_WOKE_IT,
    nl="Wachten kan niet: er is ook een achterstand bij een ander soort bedrijf, {partnerKind}.",
    en="It cannot wait: there are arrears with another kind of company too, {partnerKind}.",
    details=("partnerKind",),
    weight=74,
)
ADDS_UP: Final = ReasonEntry(
    "adds-up",
    WHAT_WOKE_IT,
    nl="Wachten kan niet: alle achterstanden op dit adres zijn samen {totalCents}. De grens is {thresholdCents}.",
    en="It cannot wait: all arrears at this address are {totalCents} together. The limit is {thresholdCents}.",
    details=("totalCents", "thresholdCents"),
    weight=77,
)
CASE_RUNS: Final = ReasonEntry(
    "case-runs",
    WHAT_WOKE_IT,
    nl="Wachten hoeft niet: op dit adres loopt al een zaak.",
    en="It need not wait: there is a case at this address.",
    weight=67,
)
PARKED: Final = ReasonEntry(
    "parked",
    MAY_IT_WAIT,
    nl="Ja. Het bedrag van {amountCents} ligt onder de grens van {thresholdCents}. De melding wacht tot {until}.",
    en="Yes. The amount of {amountCents} is below the limit of {thresholdCents}. The report waits until {until}.",
    details=("amountCents", "thresholdCents", "until"),
)
PARKED_FOR_CHECK: Final = ReasonEntry(
    "parked-for-check",
    MAY_IT_WAIT,
    nl="Ja. Eerst controleert een collega de inschrijving. De melding wacht tot {until}.",
    en="Yes. First a colleague checks the registration. The report waits until {until}.",
    details=("until",),
)
WAITED_BELOW_THRESHOLD: Final = ReasonEntry(
    "waited-below-threshold",
    MAY_IT_WAIT,
    nl="De melding wachtte tot {until}. Er kwam niets bij. Daarom pakken wij die niet op.",
    en="The report waited until {until}. Nothing was added. So we do not pick it up.",
    details=("until",),
)
WAITED_FOR_CHECK: Final = ReasonEntry(
    "waited-for-check",
    MAY_IT_WAIT,
    nl="De melding wachtte tot {until} op controle. Die kwam er niet. Daarom pakken wij die niet op.",
    en="The report waited for a check until {until}. There was none. So we do not pick it up.",
    details=("until",),
)
OVERTURNED: Final = ReasonEntry(
    "overturned",
    WHO_DECIDED,
    nl="Een collega besloot om deze melding toch op te pakken.",
    en="A colleague decided to pick this report up after all.",
    weight=66,
)
IS_RESIDENT: Final = ReasonEntry(
    "is-resident",
    IS_RESIDENT_HERE,
    nl="Ja. De inwoner staat in onze gemeente ingeschreven.",
    en="Yes. The resident is registered in our municipality.",
)
MOVED_INSIDE: Final = ReasonEntry(
    "moved-inside",
    IS_RESIDENT_HERE,
    nl="Ja, maar op een ander adres in onze gemeente. Kijk eerst waar de inwoner nu woont.",
    en="Yes, but at another address in our municipality. First see where the resident lives now.",
    weight=85,
)
NOT_RESIDENT: Final = ReasonEntry(
    "not-resident",
    IS_RESIDENT_HERE,
    nl="Nee. De inwoner staat in een andere gemeente ingeschreven.",
    en="No. The resident is registered in another municipality.",
    weight=86,
)
DECEASED: Final = ReasonEntry(
    "deceased",
    IS_RESIDENT_HERE,
    nl="De inwoner is overleden.",
    en="The resident has died.",
    weight=96,
)
NO_HIT: Final = ReasonEntry(
    "no-hit",
    IS_RESIDENT_HERE,
    nl="Niet bekend. Wij vonden de inwoner niet in de lijst. Dat betekent niet dat die ergens anders woont.",
    en="Not known. We did not find the resident in the list. That does not mean they live elsewhere.",
    weight=46,
)
NAME_DIFFERS: Final = ReasonEntry(
    "name-differs",
    IS_RESIDENT_HERE,
    nl="Niet bekend. Op dit adres staat iemand met een andere naam. Kijk voor wie de melding is.",
    en="Not known. Somebody with another name is at this address. See for whom the report is.",
    weight=76,
)
NOT_CHECKED: Final = ReasonEntry(
    "not-checked",
    IS_RESIDENT_HERE,
    nl="Dat is nog niet gecontroleerd.",
    en="That has not been checked yet.",
    weight=35,
)
KNOWN_AT_DEBT_HELP: Final = ReasonEntry(
    "known-at-debt-help",
    KNOWS_DEBT_HELP,
    nl="Ja. Praat erover met de collega van schuldhulp.",
    en="Yes. Talk about it with the colleague at debt help.",
    weight=84,
)
