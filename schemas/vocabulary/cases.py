"""Trays and shapes of a case, and how it ends (DDAS Vroegsignalering 1.2, section 3.2)."""

from enum import StrEnum
from typing import Final

from schemas.vocabulary.coded import Coded


class Tray(Coded):
    """A tray (*werkbakje*): a queue of cases that get the same approach."""

    CRISIS = "crisis", "Crisis"
    END_OF_CONTRACT = "end-of-contract", "Einde levering"
    SEVERAL = "several", "Meervoudig"
    SINGLE = "single", "Enkelvoudig"


class TaskState(StrEnum):
    """Where an outreach task is: in the queue, with a worker, or done because its case is closed."""

    QUEUED = "queued"
    TAKEN = "taken"
    DONE = "done"


class MilestoneKind(StrEnum):
    """What a case has one of, but for a first talk for every clock: the talk, the plan of approach, the end."""

    FIRST_TALK = "first-talk"
    PLAN_ESTABLISHED = "plan-established"
    CLOSED = "closed"


class CaseEventKind(StrEnum):
    """What a worker did that binds the rules; it has a number in the order of its municipality."""

    TOUCHED = "touched"
    TALKED = "talked"
    DECLINED = "declined"
    CLOSED = "closed"


class CaseShape(StrEnum):
    """The shape of a case; the definitions stand in `domain.law.definitions`."""

    SINGLE = "single"
    SEVERAL = "several"
    SUCCESSIVE = "successive"


class EndResult(Coded):
    """How a case ended (DDAS 3.2)."""

    ADVICE_OR_QUICK_FIX = (
        "advice-or-quick-fix",
        "(Budget)advies en/of quick fix",
        "Er was contact. Met advies of kleine hulp is de achterstand binnen 30 dagen weg.",
        "There was contact. With advice or a little help the arrears are gone within 30 days.",
    )
    NEVER_REACHED = (
        "never-reached",
        "Definitief geen contact kunnen krijgen",
        "Niemand reageerde, op geen enkele poging.",
        "Nobody answered, to any attempt.",
    )
    NO_REACTION_AFTER_CONTACT = (
        "no-reaction-after-contact",
        "Geen reactie na eerder contact",
        "Eerst was er contact, daarna niet meer.",
        "At first there was contact, then no more.",
    )
    KNOWN_AT_DEBT_HELP = (
        "known-at-debt-help",
        "Inwoner al bekend bij schuldhulpverlening",
        "Schuldhulp kent de inwoner al. U sprak daarover met de collega van schuldhulp.",
        "Debt help knows the resident already. You spoke about it with the colleague there.",
    )
    OTHER_TRAJECTORY = (
        "other-trajectory",
        "Inwoner heeft al een ander lopend traject",
        "Een ander helpt de inwoner al en neemt dit signaal over. Dat is zo afgesproken.",
        "Somebody else helps the resident already and takes this signal over. That was agreed.",
    )
    ALREADY_PAID = (
        "already-paid",
        "Inwoner heeft zelf al betaald/betalingsregeling getroffen",
        "Er was contact. De inwoner had al betaald of een regeling getroffen.",
        "There was contact. The resident had paid or made an arrangement already.",
    )
    DECEASED = (
        "deceased",
        "Inwoner is overleden",
        "De inwoner leeft niet meer. Het bedrijf hoort dit van ons.",
        "The resident has died. The company hears this from us.",
    )
    SELF_RELIANT = (
        "self-reliant",
        "Inwoner regelt het zelf/hoeft geen hulp vanuit vroegsignalering",
        "Er was contact. De inwoner wil het zelf oplossen of heeft al andere steun.",
        "There was contact. The resident wants to solve it alone or has other support.",
    )
    OTHER_REASON = (
        "other-reason",
        "Niet opgepakt: andere reden",
        "Niet opgepakt om een andere reden. Het bedrijf hoort de reden niet.",
        "Not picked up for another reason. The company does not hear the reason.",
    )
    REPEAT = (
        "repeat",
        "Niet opgepakt: herhaalde melding",
        "Hetzelfde bedrijf meldde deze achterstand al, en die is nu niet hoger.",
        "The same company reported these arrears before, and they are not higher now.",
    )
    UNJUSTIFIED = (
        "unjustified",
        "Niet opgepakt: onterecht signaal",
        "Het bedrag of de tijd past niet bij de afspraken, of het gaat om een bedrijf en niet om een persoon.",
        "The amount or the age does not fit the agreements, or it concerns a company, not a person.",
    )
    NOT_RESIDENT = (
        "not-resident",
        "Persoon is geen inwoner (meer) in de gemeente",
        "De inwoner staat in een andere gemeente ingeschreven.",
        "The resident is registered in another municipality.",
    )
    FURTHER_HELP = (
        "further-help",
        "Vervolghulp en/of verwijzing",
        "Er start langere hulp. Of het om geld gaat, is niet bekend.",
        "Longer help starts. Whether it is about money is not known.",
    )
    FURTHER_HELP_FINANCIAL = (
        "further-help-financial",
        "Vervolghulp en/of verwijzing financieel",
        "Er start langere hulp bij geldzaken, bij ons of ergens anders.",
        "Longer help with money starts, with us or elsewhere.",
    )
    FURTHER_HELP_OTHER = (
        "further-help-other",
        "Vervolghulp en/of verwijzing niet financieel",
        "Er start langere hulp die niet over geld gaat, zoals maatschappelijk werk.",
        "Longer help starts that is not about money, such as social work.",
    )
    REFERRAL_WITHOUT_RESIDENT = (
        "referral-without-resident",
        "Verwijzing zonder tussenkomst inwoner",
        "Alleen als zorg echt nodig lijkt: gemeld bij een andere organisatie zonder dat de inwoner het weet.",
        "Only when care seems really needed: reported to another organisation without the resident knowing.",
    )


HEADER: Final = ("tray", "channel", "urgency", "deadline", "clock_from", "several", "successive", "partner_kind")
"""What triage says of a case: its header, with the same names in the record, in code and in stored outcomes."""

TASK_HEADER: Final = ("tray", "channel", "urgency", "deadline")
"""What a task has from the header of its case."""
