"""What every figure means: stages of the funnel and indicators of a cohort, each with its facts, unit and words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from domain.law.definitions import FIGURES_VERSION
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.figures import FactKind

METRICS_VERSION: Final = FIGURES_VERSION
"""Version of the definitions under which the words below hold; facts counted under another are in no figure of it."""


class FunnelStage(NamedTuple):
    """How far something came: which facts are summed, in what unit, what that means, and its name on a panel."""

    kind: FactKind
    unit: str
    meaning: str
    dutch: str


STAGES: Final[Mapping[str, FunnelStage]] = MappingProxyType(
    {
        "signals": FunnelStage(
            FactKind.SIGNAL_ACCEPTED, "signals", "signals accepted from partners", "Signalen ontvangen"
        ),
        "settled": FunnelStage(
            FactKind.SIGNAL_SETTLED, "signals", "signals with a current disposition", "Signalen beoordeeld"
        ),
        "cases": FunnelStage(
            FactKind.CASE_OPENED, "cases", "cases opened, one for each household and open period", "Zaken"
        ),
        "tasks": FunnelStage(
            FactKind.TASK_DISPATCHED, "tasks", "outreach tasks placed in a queue", "Taken voor medewerkers"
        ),
        "attempts": FunnelStage(
            FactKind.CONTACT_ATTEMPTED, "attempts", "contact attempts, letters included", "Contactpogingen"
        ),
        "reached": FunnelStage(
            FactKind.CASE_REACHED, "cases", "cases in which a resident was reached", "Inwoners bereikt"
        ),
        "offers": FunnelStage(
            FactKind.CASE_LED_TO_OFFER,
            "cases",
            "cases in which a reached resident got a specific offer; a letter is none",
            "Aanbod gedaan",
        ),
        "accepted": FunnelStage(
            FactKind.OFFER_ACCEPTED, "cases", "cases in which an offer was accepted", "Aanbod aangenomen"
        ),
        "trajectories": FunnelStage(
            FactKind.CASE_LED_TO_TRAJECTORY, "cases", "cases with a decided plan of approach", "Trajecten gestart"
        ),
    }
)
"""Stages of the funnel in the order in which a signal passes them."""

REFUSALS: Final[Mapping[str, FunnelStage]] = MappingProxyType(
    {
        "refused": FunnelStage(
            FactKind.SIGNAL_REFUSED, "signals", "signals that were not picked up at first", "Niet opgepakt"
        ),
        "overturned": FunnelStage(
            FactKind.REFUSAL_OVERTURNED, "signals", "of them, picked up after all by a worker", "Toch opgepakt"
        ),
    }
)
"""What became of signals that the rules did not pick up; beside the funnel, as they leave it."""

OVERRIDDEN_RULES: Final[Mapping[ReasonCode, str]] = MappingProxyType(
    {
        ReasonCode.CRISIS: Tray.CRISIS.dutch,
        ReasonCode.CONTRACT_ENDS: Tray.END_OF_CONTRACT.dutch,
        ReasonCode.SEVERAL: Tray.SEVERAL.dutch,
        ReasonCode.SINGLE: Tray.SINGLE.dutch,
        ReasonCode.BELOW_THRESHOLD: "Enkelvoudig: onder de grens",
    }
)
"""Rules that a worker may set aside for a case, each with its name on a panel."""

Unit = Literal["signal", "case"]
UNITS: Final[tuple[Unit, ...]] = ("signal", "case")
"""What an indicator is counted in: one household in trouble may be several signals and is one case."""


class Counted(NamedTuple):
    """What an indicator is in one unit: which facts are summed, what they are called, and what that means."""

    kind: FactKind
    unit: str
    meaning: str


class Indicator(NamedTuple):
    """A figure of a cohort. `per`: what it counts in each unit in which it exists.

    `share`: name of its part of what was received, `heading`: of its column in a table. What was received itself has
    neither: it is called by its unit and is a share of nothing.
    """

    per: Mapping[Unit, Counted]
    share: str = ""
    heading: str = ""


RECEIVED: Final = "signals"
"""The indicator of which every other may be a share."""

INDICATORS: Final[Mapping[str, Indicator]] = MappingProxyType(
    {
        RECEIVED: Indicator(
            {
                "signal": Counted(FactKind.SIGNAL_ACCEPTED, "signals", "signals received: accepted from a partner"),
                "case": Counted(FactKind.CASE_OPENED, "cases", "cases opened from the signals received"),
            }
        ),
        "offers": Indicator(
            {
                "signal": Counted(
                    FactKind.SIGNAL_LED_TO_OFFER,
                    "signals",
                    "signals that led to an offer: a resident of the case was reached and a specific offer was made; "
                    "a letter sent is not an offer",
                ),
                "case": Counted(FactKind.CASE_LED_TO_OFFER, "cases", "cases that led to an offer, as for signals"),
            },
            share="offer_share",
            heading="led to offer",
        ),
        "trajectories": Indicator(
            {
                "signal": Counted(
                    FactKind.SIGNAL_LED_TO_TRAJECTORY,
                    "signals",
                    "signals that led to a debt-help trajectory: the plan of approach was decided "
                    "(plan van aanpak vastgesteld, Wgs art. 4a)",
                ),
                "case": Counted(
                    FactKind.CASE_LED_TO_TRAJECTORY, "cases", "cases that led to a debt-help trajectory, as for signals"
                ),
            },
            share="trajectory_share",
            heading="led to trajectory",
        ),
    }
)
"""The indicators of a cohort: three, those of Hulst's programme report 2021. Another one is one entry here."""


class Share(NamedTuple):
    """A part of a whole, both counted in one unit: signals by signals, cases by cases. `dutch`: its name on a panel."""

    part: FactKind
    whole: FactKind
    unit: str
    dutch: str


SHARES: Final[Mapping[str, Share]] = MappingProxyType(
    {
        "signal-to-offer": Share(
            FactKind.SIGNAL_LED_TO_OFFER, FactKind.SIGNAL_ACCEPTED, "signals", "Signalen die leidden tot een aanbod"
        ),
        "signal-to-trajectory": Share(
            FactKind.SIGNAL_LED_TO_TRAJECTORY,
            FactKind.SIGNAL_ACCEPTED,
            "signals",
            "Signalen die leidden tot een traject",
        ),
        "refusal-overturned": Share(
            FactKind.REFUSAL_OVERTURNED,
            FactKind.SIGNAL_REFUSED,
            "signals",
            "Niet opgepakt, en door een medewerker toch opgepakt",
        ),
        "case-to-offer": Share(
            FactKind.CASE_LED_TO_OFFER, FactKind.CASE_OPENED, "cases", "Zaken die leidden tot een aanbod"
        ),
        "case-to-trajectory": Share(
            FactKind.CASE_LED_TO_TRAJECTORY, FactKind.CASE_OPENED, "cases", "Zaken die leidden tot een traject"
        ),
        "case-reached": Share(FactKind.CASE_REACHED, FactKind.CASE_OPENED, "cases", "Zaken waarin iemand bereikt is"),
        "offer-accepted": Share(
            FactKind.OFFER_ACCEPTED, FactKind.CASE_LED_TO_OFFER, "cases", "Zaken waarin het aanbod is aangenomen"
        ),
        "offer-to-trajectory": Share(
            FactKind.CASE_LED_TO_TRAJECTORY, FactKind.CASE_LED_TO_OFFER, "cases", "Van aanbod naar traject"
        ),
    }
)
"""Every share that is shown anywhere: no other division of facts is a figure of ours (docs/decisions/0014)."""

COHORT_WORDS: Final = (
    "A signal belongs to the local date on which it was received, a case to that of its first signal; "
    "what follows counts for that cohort, whenever it happened, when it was recorded up to the as-of moment."
)


def counted_in(unit: Unit) -> Mapping[str, Counted]:
    """Indicator -> what it counts in this unit, in the order of the table; only those that the unit has."""
    return {name: one.per[unit] for name, one in INDICATORS.items() if unit in one.per}
