"""The partners of a municipality that a mapping may be saved for, with the mappings that they have."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from domain.registry.store import is_only_municipality, mappings_there
from plumbing.record.tables import agreement, partner
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind


class MappingPartner(NamedTuple):
    """A partner with an agreement in force, and the names of its mappings.

    `is_alone`: it delivers for this municipality and no other, so that a mapping may give it for a whole file.
    """

    id: Id
    name: str
    kind: PartnerKind
    mappings: tuple[str, ...]
    is_alone: bool


def read_mapping_partners(connection: Connection, municipality: str, today: date) -> list[MappingPartner]:
    """Partners with an agreement that is in force or will be, by name."""
    open_ended = or_(agreement.c.valid_to.is_(None), agreement.c.valid_to >= today)
    agreed = select(agreement.c.partner_id).where(agreement.c.municipality == municipality, open_ended)
    shown = select(partner.c.id, partner.c.name, partner.c.kind).where(partner.c.id.in_(agreed))
    there = sorted(mappings_there(connection))
    return [
        MappingPartner(
            row.id,
            row.name,
            PartnerKind(row.kind),
            tuple(name for of, name in there if of == row.id),
            is_only_municipality(connection, row.id, municipality),
        )
        for row in connection.execute(shown.order_by(partner.c.name))
    ]
