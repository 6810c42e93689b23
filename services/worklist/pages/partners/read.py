"""Partners of a municipality with what is agreed, and when they last delivered something for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from domain.registry.store import mappings_there
from plumbing.record.tables import agreement, partner, signal
from plumbing.record.tables.configuration import SHOWN_OF_PARTNER
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryChannel


class Agreed(NamedTuple):
    """An agreement. `open`: it is in force, or will be."""

    valid_from: date
    valid_to: date | None
    bsn_basis: str | None
    birth_date_basis: str | None
    open: bool


class MappingLine(NamedTuple):
    """A mapping of a partner, its newest version."""

    name: str
    version: int
    saved_at: datetime


@dataclass(frozen=True)
class PartnerView:
    """A partner as an administrator sees it."""

    id: Id
    name: str
    kind: PartnerKind
    suspended_at: datetime | None
    contact: tuple[str, ...]
    delivery_day: int | None
    delivery_interval: int | None
    channels: tuple[DeliveryChannel, ...]
    agreements: Sequence[Agreed]
    mappings: Sequence[MappingLine]
    last_signal: datetime | None

    @property
    def state(self) -> str:
        """Whether it may send something for this municipality: `suspended`, `open` or `ended`."""
        if self.suspended_at:
            return "suspended"
        return "open" if any(one.open for one in self.agreements) else "ended"


def read_partners(connection: Connection, municipality: str, today: date) -> list[PartnerView]:
    """Partners that have or had an agreement with this municipality, by name."""
    agreed: dict[Id, list[Agreed]] = {}
    query = select(agreement).where(agreement.c.municipality == municipality).order_by(agreement.c.valid_from.desc())
    for row in connection.execute(query):
        is_open = row.valid_to is None or row.valid_to >= max(today, row.valid_from)
        one = Agreed(row.valid_from, row.valid_to, row.bsn_basis, row.birth_date_basis, is_open)
        agreed.setdefault(row.partner_id, []).append(one)
    mappings: dict[Id, list[MappingLine]] = {}
    for (partner_id, name), kept in sorted(mappings_there(connection).items()):
        mappings.setdefault(partner_id, []).append(MappingLine(name, kept.version, kept.saved_at))
    last = select(signal.c.partner_id, func.max(signal.c.received_at).label("last"))
    newest = connection.execute(last.where(signal.c.municipality == municipality).group_by(signal.c.partner_id))
    delivered = {row.partner_id: row.last for row in newest}
    shown = select(*(partner.c[name] for name in SHOWN_OF_PARTNER)).where(partner.c.id.in_(agreed))
    return [
        _view(row, agreed[row.id], mappings.get(row.id, []), delivered.get(row.id))
        for row in connection.execute(shown.order_by(partner.c.name))
    ]


def _view(
    row: Any, agreements: Sequence[Agreed], mappings: Sequence[MappingLine], last: datetime | None
) -> PartnerView:
    return PartnerView(
        id=row.id,
        name=row.name,
        kind=PartnerKind(row.kind),
        suspended_at=row.suspended_at,
        contact=tuple(one for one in (row.contact_mail, row.contact_phone) if one),
        delivery_day=row.delivery_day,
        delivery_interval=row.delivery_interval,
        channels=tuple(map(DeliveryChannel, row.channels or DeliveryChannel)),
        agreements=agreements,
        mappings=mappings,
        last_signal=last,
    )
