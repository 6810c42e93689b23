"""How a table is written down: kinds of columns and keys, and the naming of what PostgreSQL names.

Municipality (CBS code) is the first column of every primary key, except in tables that their file lists as shared.
Times are UTC; a `date` is a local date in Europe/Amsterdam; money is in euro cents.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Text,
    Uuid,
    text,
)

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: Final = MetaData(naming_convention=NAMING)
TableGrants = Mapping[str, Mapping[str, str]]
"""Table or view -> role -> privileges; columns in brackets make one owner for each column group."""


def moment(name: str, *, nullable: bool = False) -> Column[Any]:
    """A moment in UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def recorded(name: str) -> Column[Any]:
    """The moment at which the database wrote the row."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=text("clock_timestamp()"))


def text_of(name: str, *, nullable: bool = False) -> Column[Any]:
    """Text, or a code of the vocabulary."""
    return Column(name, Text, nullable=nullable)


def in_small_letters(name: str, of: str) -> Column[Any]:
    """The text of the column `of` in small letters, which the record makes itself: by it texts are compared."""
    return Column(name, Text, Computed(f"lower({of})", persisted=True), nullable=False)


def identity(name: str, *, nullable: bool = False) -> Column[Any]:
    """An id (`schemas.ids`)."""
    return Column(name, Uuid(as_uuid=False), nullable=nullable)


def day(name: str, *, nullable: bool = False) -> Column[Any]:
    """A local date."""
    return Column(name, Date, nullable=nullable)


def whole_number(name: str, kind: Any = Integer, *, nullable: bool = False, default: str | None = None) -> Column[Any]:
    """A number of the SQL type `kind`."""
    return Column(name, kind, nullable=nullable, server_default=default)


def numbered(name: str) -> Column[Any]:
    """The number that the record gives a row: a later one has a higher number, whatever a clock says."""
    return Column(name, BigInteger, Identity(always=True), nullable=False)


def yes_or_no(name: str, *, nullable: bool = False) -> Column[Any]:
    """True or false."""
    return Column(name, Boolean, nullable=nullable)


def secret(name: str, *, nullable: bool = False) -> Column[Any]:
    """Bytes: a hash, a salt or ciphertext."""
    return Column(name, LargeBinary, nullable=nullable)


def key(*columns: str) -> PrimaryKeyConstraint:
    """The primary key."""
    return PrimaryKeyConstraint(*columns)


def belongs_to(table: str, *columns: str) -> ForeignKeyConstraint:
    """Composite foreign key: the first column is always the municipality."""
    return ForeignKeyConstraint(columns, [f"{table}.municipality", f"{table}.id"])
