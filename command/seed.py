"""What a seed file may say: municipalities, partners with their agreements, and workers."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from schemas.field_types import Municipality
from schemas.ids import Id, IdFromOutside, event_id
from schemas.vocabulary.partners import PartnerKind

WORKER_SPACE: Final[Id] = "6f0dc6a4-6e0c-5a3a-8f5e-0a6f8f9d7c11"


def _ground(written: str | None) -> str | None:
    """A legal ground in words; spaces alone are none."""
    return (written or "").strip() or None


Ground = Annotated[str | None, AfterValidator(_ground)]


class _Part(BaseModel):
    """One row of the record."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def row(self) -> dict[str, Any]:
        """As it stands in the record."""
        return self.model_dump()


class SeedMunicipality(_Part):
    """CBS code and name."""

    code: Municipality
    name: str


class SeedPartner(_Part):
    """A partner that may get agreements."""

    id: IdFromOutside
    name: str
    kind: PartnerKind

    def row(self) -> dict[str, Any]:
        """As it stands in the record, without its key."""
        return {"id": self.id, "name": self.name, "kind": str(self.kind)}


class SeedAgreement(_Part):
    """From when a partner may send for a municipality, and on which basis it may send BSN or birth date."""

    partner: IdFromOutside
    municipality: Municipality
    valid_from: date
    valid_to: date | None = None
    bsn_basis: Ground = None
    birth_date_basis: Ground = None

    def row(self) -> dict[str, Any]:
        """As it stands in the record."""
        return self.model_dump(exclude={"partner"}) | {"partner_id": self.partner}


class SeedWorker(_Part):
    """A worker of a municipality."""

    municipality: Municipality
    name: str
    role: Literal["worker", "coordinator"]

    def row(self) -> dict[str, Any]:
        """As it stands in the record: who has the same name in the same municipality is the same worker."""
        return self.model_dump() | {"id": event_id(WORKER_SPACE, f"{self.municipality}:{self.name}")}


class Seed(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipalities: tuple[SeedMunicipality, ...]
    partners: tuple[SeedPartner, ...]
    agreements: tuple[SeedAgreement, ...]
    workers: tuple[SeedWorker, ...] = ()
