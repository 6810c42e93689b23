"""Supply that ends for a customer of whom nothing was reported: the household was never offered help (Wgs art. 3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.people.customer import customer_key
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.signals import Outcome, SignalKind
from services.ingest.accept import First, Judged
from services.ingest.signals.placing import Place
from services.ingest.signals.rows import Key

NOT_ANNOUNCED = FieldFinding(SIGNAL_FIELDS["kind"].dutch, FindingCode.NOT_ANNOUNCED)
Customer = tuple[str, str]
"""Municipality and the key of a customer number."""


def endings(first: Mapping[Key, First], placed: Mapping[Key, Place]) -> dict[Key, Customer]:
    """New signals that supply ends, and of which customer."""
    return {
        key: customer_of(one.signal)
        for key, one in first.items()
        if one.signal.kind is SignalKind.END_OF_CONTRACT and placed[key].outcome is Outcome.ACCEPTED
    }


def customer_of(one: Any) -> Customer:
    """Where, and which customer, of a signal or of a row of the record."""
    return one.municipality, customer_key(one.customer_number)


def told_of_endings(
    records: Sequence[Judged], first: Mapping[Key, First], ending: Mapping[Key, Customer], known: frozenset[Customer]
) -> list[Judged]:
    """The records, with what is told of supply that ends for customers that are not `known` from earlier."""
    lines = {first[key].line for key, customer in ending.items() if customer not in known}
    return [one._replace(findings=(*one.findings, NOT_ANNOUNCED)) if one.line in lines else one for one in records]
