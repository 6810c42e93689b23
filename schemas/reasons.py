"""Reasons of a decision, one entry each: what it carries, what it answers, and the sentence in which pages tell it.

A reason holds codes, amounts, counts and dates; never a person. A new reason is a new entry here, or in the file of its
group with its name here; a detail of a new kind is said as it is, unless `services/worklist/words/reasons.py` says how.
"""

from enum import StrEnum
from typing import Any, Self

from schemas import point_reasons, shape_reasons, waiting_reasons
from schemas.reason_entry import (
    ARE_THERE_LIMITS,
    IS_HIGH_ENOUGH,
    IS_NEW,
    IS_OLD_ENOUGH,
    IS_THERE_HASTE,
    IS_WITHDRAWN,
    WHICH_CASE,
    WHICH_CLOCK,
    WHICH_TRAY,
    Bilingual,
    ReasonEntry,
)


class ReasonCode(StrEnum):
    """What a step of the decision found; a member hashes and compares as its code."""

    entry: ReasonEntry

    def __new__(cls, code: str, *entry: Any) -> Self:
        """A member from its entry; a code alone looks one up."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.entry = ReasonEntry(code, *entry)
        return member

    SLEPT_BELOW_THRESHOLD = waiting_reasons.SLEPT_BELOW_THRESHOLD
    SLEPT_FOR_CHECK = waiting_reasons.SLEPT_FOR_CHECK
    WOKE_REVISED = waiting_reasons.WOKE_REVISED
    WOKE_MATCH = waiting_reasons.WOKE_MATCH
    WOKE_REGISTER = waiting_reasons.WOKE_REGISTER
    WOKE_BY_HAND = waiting_reasons.WOKE_BY_HAND
    WOKE_ON_ITS_DAY = waiting_reasons.WOKE_ON_ITS_DAY
    ROUSED_BY_CRISIS = waiting_reasons.ROUSED_BY_CRISIS
    SECOND_KIND = waiting_reasons.SECOND_KIND
    ADDS_UP = waiting_reasons.ADDS_UP
    CASE_RUNS = waiting_reasons.CASE_RUNS
    PARKED = waiting_reasons.PARKED
    PARKED_FOR_CHECK = waiting_reasons.PARKED_FOR_CHECK
    WAITED_BELOW_THRESHOLD = waiting_reasons.WAITED_BELOW_THRESHOLD
    WAITED_FOR_CHECK = waiting_reasons.WAITED_FOR_CHECK
    OVERTURNED = waiting_reasons.OVERTURNED
    IS_RESIDENT = waiting_reasons.IS_RESIDENT
    MOVED_INSIDE = waiting_reasons.MOVED_INSIDE
    NOT_RESIDENT = waiting_reasons.NOT_RESIDENT
    DECEASED = waiting_reasons.DECEASED
    NO_HIT = waiting_reasons.NO_HIT
    NAME_DIFFERS = waiting_reasons.NAME_DIFFERS
    NOT_CHECKED = waiting_reasons.NOT_CHECKED
    KNOWN_AT_DEBT_HELP = waiting_reasons.KNOWN_AT_DEBT_HELP
    NEW_ARREARS = ReasonEntry(
        "new-arrears",
        IS_NEW,
        nl="Dit bedrijf meldde deze achterstand niet eerder.",
        en="This company did not report these arrears before.",
    )
    WITHDRAWN = ReasonEntry(
        "withdrawn",
        IS_WITHDRAWN,
        nl="Ja. Niemand werkte nog aan deze melding. Daarom pakken wij die niet op.",
        en="Yes. Nobody worked on this report yet. So we do not pick it up.",
    )
    WITHDRAWN_LATE = ReasonEntry(
        "withdrawn-late",
        IS_WITHDRAWN,
        nl="Ja, maar er werkte al iemand aan de zaak. Vraag eerst of er echt geen achterstand meer is.",
        en="Yes, but somebody worked on the case already. First ask whether there really are no arrears any more.",
        weight=95,
    )
    REPORTED_AGAIN = ReasonEntry(
        "reported-again",
        IS_WITHDRAWN,
        nl="Ja, maar het bedrijf meldde deze achterstand daarna nog een keer. Vraag eerst of die er nog is.",
        en="Yes, but the company reported these arrears once more after it. First ask whether there still are.",
        weight=94,
    )
    REPEAT = ReasonEntry(
        "repeat",
        IS_NEW,
        nl="Dit bedrijf meldde deze achterstand al op {earlierOn}, en die is nu niet hoger:"
        " {amountCents} was toen {beforeCents}.",
        en="This company reported these arrears on {earlierOn}, and they are not higher now:"
        " {amountCents} was {beforeCents} then.",
        details=("amountCents", "beforeCents", "earlierOn"),
    )
    SAME_ARREARS = ReasonEntry(
        "same-arrears",
        IS_NEW,
        nl="Dit bedrijf meldde deze achterstand al op {earlierOn}, onder een ander kenmerk. Die is nu niet hoger:"
        " {amountCents} was toen {beforeCents}.",
        en="This company reported these arrears on {earlierOn}, under another reference. They are not higher now:"
        " {amountCents} was {beforeCents} then.",
        details=("amountCents", "beforeCents", "earlierOn"),
    )
    LIKELY_DOUBLE = ReasonEntry(
        "likely-double",
        IS_NEW,
        nl="Misschien niet. Dit bedrijf meldde zo'n achterstand op {earlierOn} op een ander adres:"
        " {amountCents} was toen {beforeCents}. Kijk of het om dezelfde inwoner gaat.",
        en="Perhaps not. This company reported such arrears on {earlierOn} at another address:"
        " {amountCents} was {beforeCents} then. See whether it is the same resident.",
        details=("amountCents", "beforeCents", "earlierOn"),
        weight=75,
    )
    SAME_THREAT = ReasonEntry(
        "same-threat",
        IS_NEW,
        nl="Dit bedrijf meldde dit al op {earlierOn}: {kind}. Er veranderde niets.",
        en="This company reported this on {earlierOn}: {kind}. Nothing changed.",
        details=("kind", "earlierOn"),
    )
    HIGHER_THAN_BEFORE = ReasonEntry(
        "higher-than-before",
        IS_NEW,
        nl="De achterstand is hoger dan bij het vorige signaal: {amountCents}, op {earlierOn} was het {beforeCents}.",
        en="The arrears are higher than at the last signal: {amountCents}, on {earlierOn} it was {beforeCents}.",
        details=("amountCents", "beforeCents", "earlierOn"),
        weight=50,
    )
    HANDOVER_ASKED = ReasonEntry(
        "handover-asked",
        IS_NEW,
        nl="Dit bedrijf meldde deze achterstand al op {earlierOn}. Nu wil het de inwoner samen met ons overdragen.",
        en="This company reported these arrears on {earlierOn}."
        " Now it wants to hand the resident over together with us.",
        details=("earlierOn",),
        weight=56,
    )
    EARLIER_DATE = ReasonEntry(
        "earlier-date",
        IS_NEW,
        nl="Dit bedrijf noemt nu een eerdere dag: {plannedDate}. Eerst was dat {beforeDate}.",
        en="This company names an earlier day now: {plannedDate}. First it was {beforeDate}.",
        details=("plannedDate", "beforeDate"),
        weight=55,
    )
    NOT_STOPPED = ReasonEntry(
        "not-stopped",
        ARE_THERE_LIMITS,
        nl="Grenzen voor bedrag en tijd gelden hier niet, want het gaat om: {kind}.",
        en="Limits of amount and age do not apply here, because it concerns: {kind}.",
        details=("kind",),
    )
    AGE_FITS = ReasonEntry(
        "age-fits",
        IS_OLD_ENOUGH,
        nl="De achterstand is {days} dagen oud. Dat past bij de afspraken.",
        en="The arrears are {days} days old. That fits the agreements.",
        details=("days",),
    )
    AGE_OUTSIDE = ReasonEntry(
        "age-outside",
        IS_OLD_ENOUGH,
        nl="De achterstand is {days} dagen oud. Dat past niet bij de afspraken.",
        en="The arrears are {days} days old. That does not fit the agreements.",
        details=("days", "leastDays", "mostDays"),
    )
    ABOVE_THRESHOLD = ReasonEntry(
        "above-threshold",
        IS_HIGH_ENOUGH,
        nl="Het bedrag van {amountCents} ligt niet onder de grens van {thresholdCents}.",
        en="The amount of {amountCents} is not below the limit of {thresholdCents}.",
        details=("amountCents", "thresholdCents"),
    )
    BELOW_THRESHOLD = ReasonEntry(
        "below-threshold",
        IS_HIGH_ENOUGH,
        nl="Het bedrag van {amountCents} ligt onder de grens van {thresholdCents}. Dan sturen we eerst een brief.",
        en="The amount of {amountCents} is below the limit of {thresholdCents}. Then we send a letter first.",
        details=("amountCents", "thresholdCents"),
        weight=30,
    )
    OPENS_CASE = ReasonEntry(
        "opens-case",
        WHICH_CASE,
        nl="Er liep geen zaak op dit adres. Daarom is er een nieuwe zaak.",
        en="There was no case on this address. So there is a new one.",
    )
    JOINS_CASE = ReasonEntry(
        "joins-case",
        WHICH_CASE,
        nl="Op dit adres liep al een zaak. Het signaal hoort daarbij.",
        en="There was a case on this address. The signal belongs to it.",
        details=("signals",),
    )
    FOLLOWS_CASE = ReasonEntry(
        "follows-case",
        WHICH_CASE,
        nl="Op dit adres was er eerder een zaak. Die is gesloten, daarom is er een nieuwe.",
        en="There was a case on this address before. It is closed, so there is a new one.",
        weight=40,
    )
    STAYS_IN_CASE = ReasonEntry(
        "stays-in-case",
        WHICH_CASE,
        nl="Het bedrijf paste het signaal aan. Het blijft bij de zaak waar het bij hoorde.",
        en="The company changed the signal. It stays with the case it belonged to.",
    )
    SEVERAL = shape_reasons.SEVERAL
    SEVERAL_KINDS = shape_reasons.SEVERAL_KINDS
    SUCCESSIVE = shape_reasons.SUCCESSIVE
    SUCCESSIVE_BESIDE = shape_reasons.SUCCESSIVE_BESIDE
    SINGLE = shape_reasons.SINGLE
    CONTRACT_ENDS = shape_reasons.CONTRACT_ENDS
    CRISIS = ReasonEntry(
        "crisis",
        IS_THERE_HASTE,
        nl="Er dreigt iets ernstigs op {plannedDate}: {kind}. Dat gaat altijd voor.",
        en="Something serious threatens on {plannedDate}: {kind}. That always goes first.",
        otherwise=Bilingual(
            "Er dreigt iets ernstigs: {kind}. Dat gaat altijd voor.",
            "Something serious threatens: {kind}. That always goes first.",
        ),
        details=("kind", "stage", "plannedDate"),
        weight=90,
    )
    PLANNED_DATE_MISSING = ReasonEntry(
        "planned-date-missing",
        IS_THERE_HASTE,
        nl="Het bedrijf noemde geen datum. Daarom gaan we uit van de meeste haast.",
        en="The company named no date. So we assume the most haste.",
        weight=80,
    )
    NO_CRISIS = ReasonEntry(
        "no-crisis",
        IS_THERE_HASTE,
        nl="Er dreigt geen afsluiting, huisuitzetting of einde van de zorgverzekering.",
        en="No disconnection, eviction or end of health insurance threatens.",
    )
    MONTHS_BEHIND = point_reasons.MONTHS_BEHIND
    KINDS_AT_ONCE = point_reasons.KINDS_AT_ONCE
    AMOUNT_RISES = point_reasons.AMOUNT_RISES
    CRISIS_COUNTS = point_reasons.CRISIS_COUNTS
    REFUSED_BEFORE = point_reasons.REFUSED_BEFORE
    BAND = point_reasons.BAND
    WORKED_ON = ReasonEntry(
        "worked-on",
        WHICH_TRAY,
        nl="Een collega is al bezig met deze zaak. Het bakje blijft zoals het was.",
        en="A colleague is working on this case. The tray stays as it was.",
        details=("tray",),
    )
    TRAY = ReasonEntry(
        "tray",
        WHICH_TRAY,
        nl="De zaak staat in het bakje {tray}. Begin met: {channel}.",
        en="The case is in the tray {tray}. Begin with: {channel}.",
        details=("tray", "channel"),
        weight=10,
    )
    OFFER_LEVEL = point_reasons.OFFER_LEVEL
    START_BY = point_reasons.START_BY
    CLOCK = ReasonEntry(
        "clock",
        WHICH_CLOCK,
        nl="Bij dit signaal hoort een klok van {workingDays} werkdagen. De kortste klok van de zaak telt:"
        " uiterlijk {deadline}.",
        en="This signal has a clock of {workingDays} working days. The shortest clock of the case counts:"
        " at the latest {deadline}.",
        otherwise=Bilingual(
            "Bij dit signaal hoort een klok van {days} dagen. De kortste klok van de zaak telt: uiterlijk {deadline}.",
            "This signal has a clock of {days} days. The shortest clock of the case counts: at the latest {deadline}.",
        ),
        details=("deadline", "workingDays", "days"),
    )
    NO_NEW_CLOCK = ReasonEntry(
        "no-new-clock",
        WHICH_CLOCK,
        nl="Hierover is al een gesprek geweest. Er begint geen nieuwe klok.",
        en="There was a talk about this already. No new clock starts.",
    )
    TALKED_ABOUT = ReasonEntry(
        "talked-about",
        WHICH_CLOCK,
        nl="Het bedrijf paste het signaal aan na het gesprek. Het werd niet erger. Er begint geen nieuwe klok.",
        en="The company changed the signal after the talk. It got no worse. No new clock starts.",
    )
