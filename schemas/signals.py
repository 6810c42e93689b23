"""The signal as a partner sends it: Dutch names outside, English inside, nothing free-form."""

from contextlib import suppress
from datetime import date
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator, AliasGenerator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError
from stdnum.nl import bsn

from schemas.glossary import ATTRIBUTES
from schemas.vocabulary.signals import SignalKind, Stage

OUTWARD: Final = MappingProxyType({inward: outward for outward, inward in ATTRIBUTES.items()})
"""Inward attribute name to the outward Dutch one."""

CODES: Final = MappingProxyType(
    {kind: MappingProxyType({code.dutch: code for code in kind}) for kind in (SignalKind, Stage)}
)


def _signal_kind(word: object) -> object:
    return CODES[SignalKind].get(word) if isinstance(word, str) and not isinstance(word, SignalKind) else word


def _stage(word: object) -> object:
    return CODES[Stage].get(word) if isinstance(word, str) and not isinstance(word, Stage) else word


def _calendar_date(text: object) -> object:
    """Read yyyy-mm-dd only: pydantic would take "20240101" for a Unix time, a day in 1970."""
    if not isinstance(text, str):
        return text
    if len(text) == 10 and text[4] == text[7] == "-":
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise PydanticCustomError("date_form", "not a calendar date")


def _postcode(text: object) -> object:
    return text.replace(" ", "").upper() if isinstance(text, str) else text


def _bsn(number: str) -> str:
    if not bsn.is_valid(number):
        raise ValueError("bsn")
    return number


def _words(kind: type[SignalKind] | type[Stage]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": sorted(code.dutch for code in kind)})


NAME = r"^[^\x00-\x1f<>{}|\\]+$"
Day = Annotated[date, BeforeValidator(_calendar_date)]
Municipality = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
Name = Annotated[str, Field(max_length=120, pattern=NAME)]
OUTWARD_CONFIG: Final = ConfigDict(
    frozen=True,
    extra="forbid",
    strict=True,
    alias_generator=AliasGenerator(alias=lambda inward: OUTWARD[inward]),
    hide_input_in_errors=True,
    cache_strings="keys",
)
"""Else pydantic keeps the last 16,384 short texts of any request in memory, names and phone numbers among them."""


class Attestation(BaseModel):
    """The landlord's statement that it met the four conditions of Bgs art. 2 and that nobody objected."""

    model_config = OUTWARD_CONFIG

    personal_contact: bool
    pointed_to_debt_help: bool
    reminder_sent: bool
    sharing_offered: bool
    objection: bool

    def complete(self) -> bool:
        """Whether all four conditions hold without an objection."""
        kept = self.personal_contact and self.pointed_to_debt_help and self.reminder_sent and self.sharing_offered
        return kept and not self.objection


class Signal(BaseModel):
    """One *vroegsignaal* (DDAS section 2; contact data by Bgs art. 2). Amounts in euro cents, dates local.

    Raises ValidationError naming every wrong field; the error holds no value that was sent.
    """

    model_config = OUTWARD_CONFIG

    municipality: Municipality
    reference: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
    customer_number: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
    initials: Annotated[str, Field(max_length=20, pattern=NAME)] | None = None
    prefix: Annotated[str, Field(max_length=20, pattern=NAME)] | None = None
    surname: Name
    birth_date: Day | None = None
    bsn: Annotated[str, Field(pattern=r"^[0-9]{9}$"), AfterValidator(_bsn)] | None = None
    street: Name | None = None
    house_number: Annotated[str, Field(max_length=16, pattern=r"^[1-9][0-9]{0,4}(?:[ /-]?[A-Za-z0-9 /-]{0,8})?$")]
    house_number_addition: Annotated[str, Field(max_length=8, pattern=r"^[A-Za-z0-9 /.-]+$")] | None = None
    postcode: Annotated[str, BeforeValidator(_postcode), Field(pattern=r"^[1-9][0-9]{3}[A-Z]{2}$")]
    town: Name | None = None
    phone: Annotated[str, Field(max_length=24, pattern=r"^\+?[0-9][0-9 ()./-]{6,22}$")] | None = None
    email: (
        Annotated[str, Field(max_length=200, pattern=r"^[^@\s<>\x00-\x1f]+@[^@\s<>\x00-\x1f]+\.[^@\s<>\x00-\x1f]+$")]
        | None
    ) = None
    amount_cents: Annotated[int, Field(gt=0, le=100_000_000)]
    arrears_since: Day
    periods_missed: Annotated[int, Field(ge=0, le=600)]
    signal_date: Day
    kind: Annotated[SignalKind, BeforeValidator(_signal_kind), _words(SignalKind)] = SignalKind.ARREARS
    planned_date: Day | None = None
    stage: Annotated[Stage, BeforeValidator(_stage), _words(Stage)] | None = None
    attestation: Attestation | None = None
    warm_handover: bool = False
