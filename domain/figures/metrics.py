"""What every figure means: stages of the funnel and the three indicators, each with its fact kind, unit and words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.figures import FactKind


class Counted(NamedTuple):
    """A figure: which facts are summed, in what unit, and what that means in words."""

    kind: FactKind
    unit: str
    meaning: str


STAGES: Final[Mapping[str, Counted]] = MappingProxyType(
    {
        "signals": Counted(FactKind.SIGNAL_ACCEPTED, "signals", "signals accepted from partners"),
        "settled": Counted(FactKind.SIGNAL_SETTLED, "signals", "signals with a current disposition"),
        "cases": Counted(FactKind.CASE_OPENED, "cases", "cases opened, one for each household and open period"),
        "tasks": Counted(FactKind.TASK_DISPATCHED, "tasks", "outreach tasks placed in a queue"),
        "attempts": Counted(FactKind.CONTACT_ATTEMPTED, "attempts", "contact attempts, letters included"),
        "reached": Counted(FactKind.CASE_REACHED, "cases", "cases in which a resident was reached"),
        "offers": Counted(FactKind.OFFER_MADE, "offers", "specific offers to a reached resident; a letter is none"),
        "accepted": Counted(FactKind.OFFER_ACCEPTED, "cases", "cases in which an offer was accepted"),
        "trajectories": Counted(FactKind.CASE_LED_TO_TRAJECTORY, "cases", "cases with a decided plan of approach"),
    }
)
"""Stages of the funnel in the order in which a signal passes them."""

INDICATORS: Final[Mapping[str, Mapping[str, Counted]]] = MappingProxyType(
    {
        "signal": MappingProxyType(
            {
                "signals": Counted(FactKind.SIGNAL_ACCEPTED, "signals", "signals received: accepted from a partner"),
                "offers": Counted(
                    FactKind.SIGNAL_LED_TO_OFFER,
                    "signals",
                    "signals that led to an offer: a resident of the case was reached and a specific offer was made; "
                    "a letter sent is not an offer",
                ),
                "trajectories": Counted(
                    FactKind.SIGNAL_LED_TO_TRAJECTORY,
                    "signals",
                    "signals that led to a debt-help trajectory: the plan of approach was decided "
                    "(plan van aanpak vastgesteld, Wgs art. 4a)",
                ),
            }
        ),
        "case": MappingProxyType(
            {
                "signals": Counted(FactKind.CASE_OPENED, "cases", "cases opened from the signals received"),
                "offers": Counted(FactKind.CASE_LED_TO_OFFER, "cases", "cases that led to an offer, as for signals"),
                "trajectories": Counted(
                    FactKind.CASE_LED_TO_TRAJECTORY,
                    "cases",
                    "cases that led to a debt-help trajectory, as for signals",
                ),
            }
        ),
    }
)
"""Unit -> indicator: the three indicators of Hulst's programme report 2021 (DOMAIN, section 2), in both units."""

COHORT: Final = (
    "A signal belongs to the local date on which it was received, a case to that of its first signal; "
    "what follows counts for that cohort, whenever it happened, when it was recorded up to the as-of moment."
)
