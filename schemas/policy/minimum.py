"""The minimum-approach profile as data: what a policy must at least do, whatever else it chooses.

It can be published: `vroegsignaal policy test --against minimum --json`. Terms are in working days and days.
"""

from typing import Annotated

from pydantic import Field

from schemas.policy.part import PolicyPart
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.coded import Coded
from schemas.vocabulary.contacts import Channel


class MinimumBar(Coded):
    """What the profile asks, one answer each."""

    EVERY_SIGNAL_AN_APPROACH = (
        "every-signal-an-approach",
        "Elk nieuw signaal leidt tot een aanpak.",
        "",
        "Every new signal leads to an approach.",
    )
    FIRST_APPROACH = (
        "first-approach",
        "Elk bakje begint met een aanpak die genoeg is.",
        "",
        "Every tray begins with an approach that is enough.",
    )
    CRISIS_TERM = (
        "crisis-term",
        "Bij een crisis is er op tijd een eerste gesprek.",
        "",
        "In a crisis there is a first talk in time.",
    )
    ORDINARY_TERM = "ordinary-term", "Er is op tijd een eerste gesprek.", "", "There is a first talk in time."
    BEGINS_IN_TIME = (
        "begins-in-time",
        "Voor elke zaak staat er op welke dag een medewerker begint, en dat is op tijd.",
        "",
        "For every case it is said on which day a worker begins, and that is in time.",
    )
    ATTEMPTS = (
        "attempts",
        "Wie niet reageert, proberen we vaak genoeg en op genoeg manieren te bereiken.",
        "",
        "Whoever does not answer is tried often enough and in enough ways.",
    )


class MinimumAnswer(Coded):
    """Whether a policy meets it; some things no policy says yet."""

    MET = "met", "ja", "", "yes"
    NOT_MET = "not-met", "nee", "", "no"
    NOT_SAID = "not-said", "staat niet in het beleid", "", "the policy does not say"


class Attempts(PolicyPart):
    """How often and in how many ways somebody who was not reached is tried."""

    at_least: Annotated[int, Field(ge=1, le=12)]
    channels_at_least: Annotated[int, Field(ge=1, le=4)]


class MinimumApproach(PolicyPart):
    """A profile. `first_approach`: the approaches that are enough for each tray."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    every_signal_an_approach: bool
    first_approach: dict[Tray, tuple[Channel, ...]]
    crisis_working_days: Annotated[int, Field(ge=1, le=3)]
    ordinary_days: Annotated[int, Field(ge=1, le=28)]
    begins_within_working_days: Annotated[int, Field(ge=0, le=20)]
    attempts: Attempts
