"""What may be asked to be decided again in memory, and why a worker puts a case elsewhere than the rules do."""

from enum import StrEnum

from schemas.vocabulary.coded import Coded


class SupposingKind(StrEnum):
    """What a page asks triage to work out; nothing of it is kept but the answer."""

    EXPLANATION = "explanation"
    REHEARSAL = "rehearsal"


class WhatIf(StrEnum):
    """Which one input of a case is changed to see what would have changed it."""

    AMOUNT = "amount"
    FEWER = "one-signal-fewer"
    MORE = "one-signal-more"
    KIND = "another-kind"
    THRESHOLD = "threshold"


class HouseholdGround(Coded):
    """Why a signal belongs to the household of its case."""

    MATCHED = (
        "matched",
        "Gegevens komen overeen",
        "De gegevens lijken genoeg op die van een ander signaal: dezelfde persoon of hetzelfde huishouden.",
        "The data is enough like that of another signal: the same person or the same household.",
    )
    ALONE = (
        "alone",
        "Enige signaal",
        "Er is geen ander signaal dat bij dit huishouden hoort.",
        "No other signal belongs to this household.",
    )
    STAYS_WITH_CASE = (
        "stays-with-case",
        "Blijft bij de zaak",
        "Het bedrijf noemde later een ander adres. Het signaal blijft bij deze zaak tot een mens het verplaatst.",
        "The company named another address later. The signal stays with this case until a person moves it.",
    )


class OverrideReason(Coded):
    """Why a worker puts a case in another tray or gives it another priority than the rules do."""

    KNOWN_TO_US = (
        "known-to-us",
        "Wij kennen de situatie",
        "Wij kennen deze inwoner en weten wat nodig is.",
        "We know this resident and what is needed.",
    )
    VULNERABLE = (
        "vulnerable",
        "Extra kwetsbaar",
        "Er is iemand extra kwetsbaar, zoals een kind of een zieke.",
        "Somebody is more vulnerable, such as a child or somebody who is ill.",
    )
    HELP_IS_THERE = (
        "help-is-there",
        "Er is al hulp",
        "Iemand anders helpt al. Het kan iets later of lichter.",
        "Somebody else helps already. It may be somewhat later or lighter.",
    )
    UNSAFE = (
        "unsafe",
        "Niet veilig",
        "Op bezoek gaan is nu niet veilig.",
        "A visit is not safe now.",
    )
    WRONG_DATA = (
        "wrong-data",
        "Gegevens kloppen niet",
        "Wat het bedrijf stuurde klopt niet. Wij zoeken het uit.",
        "What the company sent is not right. We find out.",
    )
    OTHER = ("other", "Andere reden", "Een andere reden. Vertel die aan uw coördinator.", "Another reason. Tell it.")
