"""What the house knows of a field besides what it may hold: all that files, texts, tables and rights need."""

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final, NamedTuple, get_args

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo


class Form(Enum):
    """How a cell of a file is read, and which column comes of it."""

    TEXT = auto()
    DAY = auto()
    BIRTH_DAY = auto()
    """A day that says something of a person: no text of it is remembered. Text, as it may be known in part."""
    CENTS = auto()
    """Euros in a file, cents everywhere else."""
    COUNT = auto()
    """A whole number below 32,768."""
    YES_OR_NO = auto()
    SEALED = auto()
    """Text in a file; kept as ciphertext and as a keyed hash."""
    PARTS = auto()
    """An object with fields of its own; not kept."""


class Shape(NamedTuple):
    """What a type of field is made of; it stands in the type, beside the checks.

    `stand_in`: the outward value for one that cannot be read, so that checks on other fields still speak.
    """

    form: Form
    stand_in: Any


class ForTriage(Enum):
    """The mark on a field that deciding may read: no name, birth date, BSN, phone or e-mail."""

    MARK = auto()


FOR_TRIAGE: Final = ForTriage.MARK


def named(dutch: str, text: str) -> Any:
    """The outward name of a field, and what partners read of it (B1)."""
    return Field(alias=dutch, description=text)


class SignalField(NamedTuple):
    """A field as the rest of the house knows it. `required`: it must be sent; `optional`: it may be nothing."""

    dutch: str
    text: str
    form: Form
    stand_in: Any
    required: bool
    optional: bool
    for_triage: bool


def fields_of(model: type[BaseModel]) -> Mapping[str, SignalField]:
    """What is known of every field of a model, by inward name. Raises StopIteration for a type without its shape."""
    return MappingProxyType({name: _known(field) for name, field in model.model_fields.items()})


def _known(field: FieldInfo) -> SignalField:
    marks = list(_marks(field))
    shape = next(one for one in marks if isinstance(one, Shape))
    return SignalField(
        dutch=str(field.alias),
        text=str(field.description),
        form=shape.form,
        stand_in=shape.stand_in,
        required=field.is_required(),
        optional=field.default is None,
        for_triage=FOR_TRIAGE in marks,
    )


def _marks(field: FieldInfo) -> Iterator[Any]:
    """What stands in the type of a field; in `Name | None` the type is one of two."""
    yield from field.metadata
    for either in get_args(field.annotation):
        yield from getattr(either, "__metadata__", ())
