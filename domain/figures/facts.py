"""Facts: what happened, without persons and without ids of what it happened to; every figure is read from them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.law.definitions import FIGURES_VERSION
from schemas.ids import Id, event_id
from schemas.vocabulary.figures import FactKind


class Fact(NamedTuple):
    """One fact. `cohort_date`: local date on which the signal (or the case's first signal) was received.

    `cause`: the event, command or signal that brought it about; only the id of the row follows from it.
    `held_on`: local date on which it happened. `amount` -1 compensates an earlier fact.
    `once`: what it counts for once and never again (a signal leads to an offer once); None: its cause says it once.
    """

    cause: Id
    municipality: str
    kind: FactKind
    partner_kind: str
    cohort_date: date
    held_on: date
    code: str | None = None
    amount: int = 1
    once: Id | None = None
    definitions_version: str = FIGURES_VERSION


def fact_rows(facts: Iterable[Fact], at: datetime) -> list[dict[str, Any]]:
    """Rows of the table `fact`, recorded at `at` (UTC).

    Facts that are alike but for their cause share a row: a delivery of a thousand signals is a handful of rows
    (docs/decisions/0016). One that counts once has a row of its own, whose id is the same the next time; said several
    times at once it still counts once.
    """
    alike: dict[tuple[Any, ...], list[Fact]] = {}
    for one in facts:
        alike.setdefault(one[1:], []).append(one)
    return [_row(group, at) for group in alike.values()]


def _row(alike: Sequence[Fact], at: datetime) -> dict[str, Any]:
    first = alike[0]
    name = f"fact:{first.kind}:{first.partner_kind}:{first.code}:{first.amount}:{first.definitions_version}"
    name_of_group = name if first.once else f"{name}:{first.cohort_date}:{first.held_on}"
    return {
        "municipality": first.municipality,
        "id": event_id(first.once or first.cause, name_of_group),
        "kind": first.kind,
        "partner_kind": first.partner_kind,
        "cohort_date": first.cohort_date,
        "held_on": first.held_on,
        "code": first.code,
        "amount": first.amount if first.once else first.amount * len(alike),
        "definitions_version": first.definitions_version,
        "recorded_at": at,
    }


def by_repetition(facts: Iterable[Fact]) -> Mapping[bool, list[Fact]]:
    """Facts that are new for certain (False), and those of which some may stand there already (True)."""
    found: dict[bool, list[Fact]] = {False: [], True: []}
    for one in facts:
        found[one.once is not None].append(one)
    return found
