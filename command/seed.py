"""What a seed file may say: municipalities, partners with their agreements and mappings, and workers."""

from datetime import date
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from domain.intake.checks.permissions import ALWAYS_SENT, MAY_BE_CLOSED
from domain.intake.files.mapping import ColumnMapping, MappingError, parse_mapping
from plumbing.running.settings import CHECKOUT
from schemas.field_types import Municipality
from schemas.ids import Id, IdFromOutside, event_id
from schemas.vocabulary.partners import PartnerKind, WorkerRole
from schemas.vocabulary.signals import DeliveryChannel

MAPPING_FILES: Final = CHECKOUT / "deploy" / "mappings"
WORKER_SPACE: Final[Id] = "6f0dc6a4-6e0c-5a3a-8f5e-0a6f8f9d7c11"


def _ground(written: str | None) -> str | None:
    """A legal ground in words; spaces alone are none."""
    return (written or "").strip() or None


def _field(written: str) -> str:
    """A field of the signal by its outward name."""
    if written not in {*MAY_BE_CLOSED.values(), *ALWAYS_SENT}:
        raise ValueError("there is no such field")
    return written


def _mapping(written: object) -> object:
    """A mapping itself, or the name of a file of `deploy/mappings/`."""
    if not isinstance(written, str):
        return written
    path = MAPPING_FILES / f"{written}.yaml"
    if path.parent != MAPPING_FILES or not path.is_file():
        raise ValueError("there is no mapping of this name in deploy/mappings")
    try:
        return parse_mapping(path.read_text(encoding="utf-8"))
    except MappingError as error:
        raise ValueError(f"this mapping does not hold: {error}") from None


AllowedField = Annotated[str, AfterValidator(_field)]
SeedMapping = Annotated[ColumnMapping, BeforeValidator(_mapping)]
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


class SeedContact(_Part):
    """Where the organisation is reached: an address of an office or a team, not of a person."""

    mail: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)] | None = None
    phone: Annotated[str, Field(pattern=r"^\+?[0-9 ()-]{6,20}$")] | None = None


class SeedRhythm(_Part):
    """When a delivery is expected: on a day of every month, or so many days after the last one."""

    day_of_month: Annotated[int, Field(ge=1, le=31)] | None = None
    interval_days: Annotated[int, Field(ge=1, le=366)] | None = None


class SeedPartner(_Part):
    """A partner that may get agreements. What the file does not name of it stays as it is.

    `channels`, `fields`: what it may use and send; null is all that its kind may. `mappings`: names of files in
    `deploy/mappings/`, or mappings themselves.
    """

    id: IdFromOutside
    name: Annotated[str, Field(min_length=1)]
    kind: PartnerKind
    contact: SeedContact = SeedContact()
    rhythm: SeedRhythm = SeedRhythm()
    channels: frozenset[DeliveryChannel] | None = None
    fields: frozenset[AllowedField] | None = None
    client_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    mappings: tuple[SeedMapping, ...] = ()

    def row(self) -> dict[str, Any]:
        """What the file says of it, as it stands in the record, without keys and mappings."""
        said = {"id": self.id, "name": self.name, "kind": str(self.kind)}
        return said | {name: value for part in self.model_fields_set for name, value in self._columns(part).items()}

    def _columns(self, part: str) -> dict[str, Any]:
        """The columns of what is optional."""
        if part in {"channels", "fields"}:
            allowed = getattr(self, part)
            return {part: None if allowed is None else sorted(map(str, allowed))}
        columns: dict[str, dict[str, Any]] = {
            "contact": {"contact_mail": self.contact.mail, "contact_phone": self.contact.phone},
            "rhythm": {"delivery_day": self.rhythm.day_of_month, "delivery_interval": self.rhythm.interval_days},
            "client_id": {"client_id": self.client_id},
        }
        return columns.get(part, {})

    def mapping_rows(self) -> list[dict[str, Any]]:
        """Its mappings as they stand in the record, without their versions."""
        return [{"partner_id": self.id, "name": one.name, "body": one.model_dump(mode="json")} for one in self.mappings]


class SeedKind(_Part):
    """From when to when a municipality takes signals of a kind of partner, where that differs from the law."""

    municipality: Municipality
    kind: PartnerKind
    valid_from: date
    valid_to: date | None = None

    def row(self) -> dict[str, Any]:
        """As it stands in the record."""
        return self.model_dump() | {"kind": str(self.kind)}


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
    role: WorkerRole

    def row(self) -> dict[str, Any]:
        """As it stands in the record: who has the same name in the same municipality is the same worker."""
        worker_id = event_id(WORKER_SPACE, f"{self.municipality}:{self.name}")
        return self.model_dump() | {"role": str(self.role), "id": worker_id}


class Seed(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipalities: tuple[SeedMunicipality, ...] = ()
    partners: tuple[SeedPartner, ...] = ()
    kinds: tuple[SeedKind, ...] = ()
    agreements: tuple[SeedAgreement, ...] = ()
    workers: tuple[SeedWorker, ...] = ()
