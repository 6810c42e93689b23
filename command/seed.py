"""Seeding an installation from YAML: municipalities, partners with their agreements, and workers."""

from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection, select

from plumbing.record.policies import policies_of, publish
from plumbing.record.tables import agreement, municipality, partner, worker
from plumbing.record.write import insert
from plumbing.web.keys import key_hash, new_key
from schemas.field_types import Municipality
from schemas.ids import Id, IdFromOutside, event_id
from schemas.policy.form import DEFAULT
from schemas.policy.published import UNPUBLISHED
from schemas.vocabulary.partners import PartnerKind

IF_NEW: Final = "ON CONFLICT DO NOTHING"
FIRST_DAY: Final = date(2000, 1, 1)
"""A new municipality starts with the default policy, stored, so that a later default changes no old decision."""
WORKER_SPACE: Final[Id] = "6f0dc6a4-6e0c-5a3a-8f5e-0a6f8f9d7c11"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeedMunicipality(_Part):
    """CBS code and name."""

    code: Municipality
    name: str


class SeedPartner(_Part):
    """A partner that may get agreements."""

    id: IdFromOutside
    name: str
    kind: PartnerKind


class SeedAgreement(_Part):
    """From when a partner may send for a municipality, and on which basis it may send BSN or birth date."""

    partner: IdFromOutside
    municipality: Municipality
    valid_from: date
    valid_to: date | None = None
    bsn_basis: str | None = None
    birth_date_basis: str | None = None


class SeedWorker(_Part):
    """A worker of a municipality."""

    municipality: Municipality
    name: str
    role: Literal["worker", "coordinator"]


class Seed(_Part):
    """The whole file."""

    municipalities: tuple[SeedMunicipality, ...]
    partners: tuple[SeedPartner, ...]
    agreements: tuple[SeedAgreement, ...]
    workers: tuple[SeedWorker, ...] = ()


def plant(connection: Connection, seed: Seed, *, renew_keys: bool = False) -> dict[Id, str]:
    """Store what is new (role admin); gives the API key of each new partner, which nobody can read again.

    `renew_keys` gives every partner of the seed a new key.
    """
    known = set(connection.execute(select(partner.c.id)).scalars())
    keys = {one.id: new_key() for one in seed.partners if renew_keys or one.id not in known}
    insert(connection, municipality, [one.model_dump() for one in seed.municipalities], conflict=IF_NEW)
    rows = [
        {"id": one.id, "name": one.name, "kind": one.kind, "key_hash": key_hash(keys[one.id])}
        for one in seed.partners
        if one.id in keys
    ]
    update = "ON CONFLICT (id) DO UPDATE SET key_hash = EXCLUDED.key_hash"
    insert(connection, partner, rows, conflict=update)
    agreements = [one.model_dump(exclude={"partner"}) | {"partner_id": one.partner} for one in seed.agreements]
    insert(connection, agreement, agreements, conflict=IF_NEW)
    for one in seed.municipalities:
        if policies_of(connection, [one.code])[one.code] == [UNPUBLISHED]:
            publish(connection, one.code, DEFAULT, FIRST_DAY)
    workers = [
        one.model_dump() | {"id": event_id(WORKER_SPACE, f"{one.municipality}:{one.name}")} for one in seed.workers
    ]
    insert(connection, worker, workers, conflict=IF_NEW)
    return keys
