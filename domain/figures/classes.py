"""Classes of cases as figures count them: each with the definition by which it is counted today, and its words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.law.definitions import SEVERAL_DEBTS, SEVERAL_KINDS, SUCCESSIVE_IN_ONE_MONTH, SUCCESSIVE_IN_SIX_MONTHS
from schemas.vocabulary.figures import CaseClass


class ClassOfCase(NamedTuple):
    """`definition`: version under which its facts are recorded now; what the class means, and its name on a panel."""

    definition: str
    meaning: str
    dutch: str


LAW: Final = "wgs-4.2"
"""Version of what the law itself says: crisis, and an end of contract that is none yet."""

CLASSES: Final[Mapping[CaseClass, ClassOfCase]] = MappingProxyType(
    {
        CaseClass.SINGLE: ClassOfCase(
            SEVERAL_DEBTS.version, "neither several nor successive, by the counting of Divosa", "Enkelvoudig"
        ),
        CaseClass.SEVERAL: ClassOfCase(
            SEVERAL_DEBTS.version,
            "two or more debts on the household in one calendar month, however often each was sent (Divosa)",
            "Meervoudig: schulden in één maand",
        ),
        CaseClass.SEVERAL_KINDS: ClassOfCase(
            SEVERAL_KINDS.version,
            "debts at two or more kinds of partner in one calendar month (BKR)",
            "Meervoudig: soorten bedrijven in één maand",
        ),
        CaseClass.SUCCESSIVE: ClassOfCase(
            SUCCESSIVE_IN_SIX_MONTHS.version,
            "opened after an earlier signal on the household in the six calendar months before (Divosa since 2023)",
            "Opeenvolgend: zes maanden",
        ),
        CaseClass.SUCCESSIVE_BESIDE: ClassOfCase(
            SUCCESSIVE_IN_ONE_MONTH.version,
            "opened after an earlier signal on the household in the calendar month before (Divosa until 2022)",
            "Opeenvolgend: één maand",
        ),
        CaseClass.CRISIS: ClassOfCase(LAW, "something serious threatens: a clock of three working days", "Crisis"),
        CaseClass.CONTRACT_ENDS: ClassOfCase(
            LAW, "an end of the energy contract was announced: a tray of its own", "Einde levering"
        ),
    }
)
