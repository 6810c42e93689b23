"""Deliveries of partners as they are counted: by month, and by day for what is expected. As role `report`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row

from domain.law.calendar import AMSTERDAM, months_before
from schemas.ids import Id
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.report.partners.quality import FieldCode, PartnerMonth
from services.report.partners.supply import USUAL_MONTHS, Arrived, Rhythm, Supply, supply

PARTNERS: Final = (
    "SELECT id, name, kind, delivery_day, delivery_interval FROM partner WHERE suspended_at IS NULL ORDER BY name, id"
)
ARRIVED: Final = """
SELECT partner_id, (received_at AT TIME ZONE 'Europe/Amsterdam')::date AS day, sum(lines)::int AS lines
FROM delivery WHERE received_at >= %s AND received_at < %s GROUP BY 1, 2"""
DELIVERIES: Final = "SELECT partner_id, count(*)::int AS number FROM delivery WHERE {period} GROUP BY 1"
OUTCOMES: Final = """
SELECT d.partner_id, r.outcome, count(*)::int AS number FROM delivery d JOIN receipt r ON r.delivery_id = d.id
WHERE {period} GROUP BY 1, 2"""
CODES: Final = """
SELECT d.partner_id, one->>'field' AS field, one->>'code' AS code, count(*)::int AS number
FROM delivery d JOIN receipt r ON r.delivery_id = d.id CROSS JOIN LATERAL jsonb_array_elements(r.{column}) one
WHERE {period} AND jsonb_typeof(r.{column}) = 'array' GROUP BY 1, 2, 3"""
REPEATS: Final = """
SELECT partner_id, count(*)::int AS number FROM disposition
WHERE disposition = %s AND received_on >= %s AND received_on < %s GROUP BY 1"""
WITHOUT_PHONE: Final = (
    "SELECT partner_id, count(*)::int AS number FROM signal WHERE NOT has_phone AND {period} GROUP BY 1"
)
PERIOD: Final = "received_at >= %s AND received_at < %s"
OF_DELIVERY: Final = "d.received_at >= %s AND d.received_at < %s"


class KnownPartner(NamedTuple):
    """A partner that may deliver, with what was agreed on when."""

    id: Id
    name: str
    kind: PartnerKind
    rhythm: Rhythm


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def known_partners(connection: Connection) -> list[KnownPartner]:
    """Everybody who is not suspended, by name."""
    rows = connection.exec_driver_sql(PARTNERS).all()
    return [KnownPartner(r.id, r.name, PartnerKind(r.kind), Rhythm(r.delivery_day, r.delivery_interval)) for r in rows]


def read_supply(connection: Connection, partners: Iterable[KnownPartner], today: date) -> dict[Id, Supply]:
    """How each of them delivers, as of a local day."""
    first = months_before(today.replace(day=1), USUAL_MONTHS)
    arrived: defaultdict[Id, list[Arrived]] = defaultdict(list)
    for row in connection.exec_driver_sql(ARRIVED, (_midnight(first), _midnight(today + timedelta(days=1)))).all():
        arrived[row.partner_id].append(Arrived(row.day, row.lines))
    return {one.id: supply(arrived[one.id], one.rhythm, today) for one in partners}


def read_quality(connection: Connection, month: date, today: date) -> list[PartnerMonth]:
    """What every partner delivered in the month of `month`, as is known on `today` (local)."""
    first, after = month.replace(day=1), month_after(month)
    period = (_midnight(first), _midnight(after))
    partners = known_partners(connection)
    supplies = read_supply(connection, partners, min(today, after - timedelta(days=1)))
    deliveries = _numbers(connection.exec_driver_sql(DELIVERIES.format(period=PERIOD), period).all())
    outcomes = _by_code(connection.exec_driver_sql(OUTCOMES.format(period=OF_DELIVERY), period).all(), "outcome")
    refused, found = (_codes(connection, column, period) for column in ("errors", "findings"))
    repeats = _numbers(connection.exec_driver_sql(REPEATS, (Disposition.REPEAT, first, after)).all())
    phoneless = _numbers(connection.exec_driver_sql(WITHOUT_PHONE.format(period=PERIOD), period).all())
    return [
        PartnerMonth(
            partner_id=one.id,
            name=one.name,
            kind=one.kind,
            month=first,
            deliveries=deliveries.get(one.id, 0),
            outcomes={Outcome(outcome): number for outcome, number in outcomes.get(one.id, {}).items()},
            supply=supplies[one.id],
            refused=refused.get(one.id, {}),
            found=found.get(one.id, {}),
            repeats=repeats.get(one.id, 0),
            without_phone=phoneless.get(one.id, 0),
        )
        for one in partners
    ]


def _codes(connection: Connection, column: str, period: tuple[datetime, datetime]) -> Mapping[Id, dict[FieldCode, int]]:
    rows = connection.exec_driver_sql(CODES.format(period=OF_DELIVERY, column=column), period).all()
    found: defaultdict[Id, dict[FieldCode, int]] = defaultdict(dict)
    for row in rows:
        found[row.partner_id][row.field, row.code] = row.number
    return found


def _numbers(rows: Sequence[Row[Any]]) -> dict[Id, int]:
    return {row.partner_id: row.number for row in rows}


def _by_code(rows: Sequence[Row[Any]], name: str) -> Mapping[Id, dict[str, int]]:
    found: defaultdict[Id, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row.partner_id][getattr(row, name)] = row.number
    return found


def _midnight(day: date) -> datetime:
    """The begin (UTC) of a local day."""
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM).astimezone(UTC)
