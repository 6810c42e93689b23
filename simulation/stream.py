"""The deliveries of a municipality's partners, day by day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.vocabulary.partners import PartnerKind
from simulation.arrears import Report, troubles
from simulation.days import month_number
from simulation.habits import HORIZON
from simulation.partners import SimulatedPartner, partners
from simulation.places import Town
from simulation.records import DeliveredRecord, delivered_record


@dataclass(frozen=True)
class Delivery:
    """What one partner sends on one day; `spoilt` holds the places (from 0) of records that must be rejected."""

    day: date
    municipality: Town
    partner: SimulatedPartner
    records: list[DeliveredRecord]
    spoilt: frozenset[int]


def deliveries(municipality: Town, seed: int, first_day: date, last_day: date) -> Iterator[Delivery]:
    """All deliveries from `first_day` to `last_day`, inclusive, in order of date.

    A day's deliveries depend on seed and municipality only: two adjoining periods give what the whole period gives.
    """
    calendar = _calendar(municipality, seed, first_day, last_day)
    senders = {partner.kind: partner for partner in partners(seed)}
    day = first_day
    while day <= last_day:
        for kind, partner in senders.items():
            reports = calendar.pop((day, kind), [])
            if reports:
                yield _delivery(municipality, seed, day, partner, reports)
        day += timedelta(days=1)


def _calendar(
    municipality: Town, seed: int, first_day: date, last_day: date
) -> dict[tuple[date, PartnerKind], list[Report]]:
    calendar: dict[tuple[date, PartnerKind], list[Report]] = defaultdict(list)
    for month in range(month_number(first_day) - HORIZON - 1, month_number(last_day) + 1):
        for day, report in troubles(municipality, seed, month):
            if first_day <= day <= last_day:
                calendar[day, report.partner].append(report)
    return calendar


def _delivery(municipality: Town, seed: int, day: date, partner: SimulatedPartner, reports: list[Report]) -> Delivery:
    spoilt = frozenset(place for place, report in enumerate(reports) if report.spoilt)
    return Delivery(
        day, municipality, partner, [delivered_record(municipality, seed, report) for report in reports], spoilt
    )
