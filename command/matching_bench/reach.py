"""What the figures of the matching benchmark are held against: one line a figure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Reach(NamedTuple):
    """What a figure must reach: at least or at most `bound`; without a bound it is only shown."""

    meaning: str
    bound: float | None = None
    at_most: bool = False

    def is_met(self, figure: float) -> bool:
        """Whether a figure reaches it."""
        if self.bound is None:
            return True
        return figure <= self.bound if self.at_most else figure >= self.bound

    def written(self) -> str:
        """The bound as people read it; empty where there is none."""
        return "" if self.bound is None else f"{'at most' if self.at_most else 'at least'} {self.bound:g}"


REACH: Final[Mapping[str, Reach]] = MappingProxyType(
    {
        "personF1": Reach("Persons: F1 of pairs across contracts", 0.980),
        "personPrecision": Reach("Persons: precision"),
        "personRecall": Reach("Persons: recall"),
        "personRecallAtPrecision99": Reach("Persons: recall where precision is at least .99", 0.965),
        "householdF1": Reach("Households: F1", 0.970),
        "householdPrecision": Reach("Households: precision", 0.960),
        "householdRecall": Reach("Households: recall"),
        "wrongMergesMissingDate": Reach(
            "Two persons of one household, a birth date missing: share of pairs that became one", 0.015, at_most=True
        ),
        "businessRecall": Reach("Business names: share of pairs in the right household", 0.800),
        "orderSensitivity": Reach("Order of arrival: spread of F1 over five shuffles", 0.002, at_most=True),
        "redeliveriesDropped": Reach("Re-deliveries dropped", 1.0),
        "falseDrops": Reach("Signals dropped that were none", 0.0, at_most=True),
        "personCalibrationError": Reach("Persons: expected calibration error", 0.030, at_most=True),
        "householdCalibrationError": Reach("Households: expected calibration error", 0.030, at_most=True),
        "doubleErrorsPersonF1": Reach("Persons: F1 with errors twice as likely", 0.955),
        "doubleErrorsHouseholdF1": Reach("Households: F1 with errors twice as likely"),
        "febrl3F1": Reach("FEBRL 3: F1", 0.998),
        "febrl4F1": Reach("FEBRL 4: F1", 0.999),
        "splinkPersonF1": Reach("Splink 5, one model, labelled, on the same signals: F1 of persons"),
        "splinkPersonPrecision": Reach("Splink: precision"),
        "splinkPersonRecall": Reach("Splink: recall"),
        "practicePersonF1": Reach("Practice (one surname and birth date): F1 of persons"),
        "practiceHouseholdF1": Reach("Practice (one address): F1 of households"),
        "recordsPerSecond": Reach("Signals matched per second, in memory and on one core"),
        "unlinkMilliseconds": Reach(
            "The slowest of the links explained and undone, in milliseconds", 50.0, at_most=True
        ),
    }
)


def missed(figures: Mapping[str, float]) -> list[str]:
    """Keys of figures that do not reach what they must."""
    return [key for key, figure in figures.items() if not REACH[key].is_met(figure)]
