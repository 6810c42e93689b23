"""The order in which rules are asked, by version: a stored decision names its version, and a replay uses that one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.triage.rules.age import age
from services.triage.rules.by_hand import by_hand
from services.triage.rules.clock import clock
from services.triage.rules.contract_ends import contract_ends
from services.triage.rules.crisis import crisis
from services.triage.rules.finding import Rule
from services.triage.rules.household_case import household_case
from services.triage.rules.parking import may_wait, threshold_of_one
from services.triage.rules.points import points
from services.triage.rules.registered import debt_help, residence
from services.triage.rules.repeat import repeat
from services.triage.rules.rouse import woken
from services.triage.rules.same_arrears import same_arrears
from services.triage.rules.shape import shape, shape_of_news
from services.triage.rules.stays import stays
from services.triage.rules.threshold import threshold
from services.triage.rules.withdrawn import stays_withdrawn, withdrawn

STEPS: Final[Mapping[str, tuple[Rule, ...]]] = MappingProxyType(
    {
        "2026.1": (repeat, age, threshold, stays, household_case, shape, crisis),
        "2026.2": (repeat, age, threshold, stays, household_case, shape, crisis, clock),
        "2026.3": (withdrawn, same_arrears, age, threshold, stays, household_case, shape_of_news, crisis, clock),
        "2026.4": (
            withdrawn,
            stays_withdrawn,
            by_hand,
            woken,
            residence,
            debt_help,
            same_arrears,
            age,
            may_wait,
            threshold_of_one,
            stays,
            household_case,
            shape_of_news,
            contract_ends,
            crisis,
            clock,
            points,
        ),
    }
)
"""A rule that is added or changed makes a new line; a line that decided once stays."""
RULES_VERSION: Final = list(STEPS)[-1]
"""The steps of today."""
