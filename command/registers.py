"""Lists of registers at the command line: read, keyed and stored without a name; the whole list at once."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, Final

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine, delete

from command.engines import refuse_unknown
from command.keys import keys_of
from domain.intake.files.encodings import encoding_of
from domain.intake.files.lines import FileError
from domain.people.address import address_key
from domain.people.recognised import address_of, recognised_by
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import register_entry
from plumbing.record.write import insert
from plumbing.running.settings import Settings
from schemas.field_types import BirthDay, HouseNumber, Name, Postcode
from schemas.vocabulary.registers import DebtHelpAnswer, Register, ResidentAnswer

CERTAIN: Final = frozenset(ResidentAnswer) - {
    ResidentAnswer.NO_HIT,
    ResidentAnswer.NAME_DIFFERS,
    ResidentAnswer.NOT_CHECKED,
}
"""What a line of a list of residents may say."""
SPREADSHEETS: Final = "windows-1252"
MARK: Final = "\ufeff"
ROWS_AT_ONCE: Final = 10_000


class ListLine(BaseModel):
    """A line of a list as it is read; nothing of it but keyed hashes, its address key and the answer is kept."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    achternaam: Name
    voorletters: Name | None = None
    geboortedatum: BirthDay | None = None
    postcode: Postcode
    huisnummer: HouseNumber
    huisletter: str | None = Field(default=None, max_length=4)
    toevoeging: str | None = Field(default=None, max_length=16)
    status: str = ""


def upload(settings: Settings, engine: Engine, municipality: str, register: Register, path: Path) -> int:
    """Put the list of `path` (CSV) in the place of the one before, and give how many lines it has.

    Raises BadParameter that names line and column, never a value; then the list before stays. `engine`: role admin.
    """
    with engine.connect() as connection:
        refuse_unknown(connection, municipality)
    keys = keys_of(settings)
    secrecy = Secrecy.from_hex(keys["VROEGSIGNAAL_BSN_KEY"], keys["VROEGSIGNAAL_HASH_KEY"])
    rows = [_row(secrecy, municipality, register, line, one) for line, one in lines_of(path)]
    with engine.begin() as connection:
        mine = (register_entry.c.municipality == municipality) & (register_entry.c.register == register)
        connection.execute(delete(register_entry).where(mine))
        for first in range(0, len(rows), ROWS_AT_ONCE):
            insert(connection, register_entry, rows[first : first + ROWS_AT_ONCE])
    return len(rows)


def lines_of(path: Path) -> Iterator[tuple[int, ListLine]]:
    """The lines of a list with their numbers, the heading being 1. Raises BadParameter."""
    text = _text_of(path)
    heading = text.partition("\n")[0]
    reader = csv.DictReader(StringIO(text), delimiter=";" if ";" in heading else ",")
    for number, cells in enumerate(reader, 2):
        yield number, _read(number, {(name or "").strip().lower(): value or None for name, value in cells.items()})


def _text_of(path: Path) -> str:
    """What a list says, in UTF-8 or as spreadsheets write it. Raises BadParameter for anything else."""
    written = path.read_bytes()
    try:
        return written.decode(encoding_of([written], SPREADSHEETS).name).removeprefix(MARK)
    except (FileError, UnicodeDecodeError):
        raise typer.BadParameter("this is no text in UTF-8 or windows-1252") from None


def _read(number: int, cells: Mapping[str, Any]) -> ListLine:
    try:
        return ListLine.model_validate({name: value for name, value in cells.items() if value is not None})
    except ValidationError as error:
        wrong = ", ".join(sorted({str(one["loc"][0]) for one in error.errors(include_input=False)}))
        raise typer.BadParameter(f"line {number}: {wrong}") from None


def _row(secrecy: Secrecy, municipality: str, register: Register, line: int, one: ListLine) -> dict[str, Any]:
    where = address_of(
        {
            "postcode": one.postcode,
            "house_number": one.huisnummer,
            "house_letter": one.huisletter,
            "house_number_addition": one.toevoeging,
        }
    )
    known_by = recognised_by(one.achternaam, one.geboortedatum, where, one.voorletters)
    return {
        "municipality": municipality,
        "register": register,
        "line": line,
        **known_by.hashed(secrecy.person_hash),
        "address_key": address_key(where),
        "answer": DebtHelpAnswer.KNOWN if register is Register.DEBT_HELP else _answer(line, one.status),
    }


def _answer(line: int, status: str) -> ResidentAnswer:
    words = {one.dutch: one for one in CERTAIN}
    if status not in words:
        raise typer.BadParameter(f"line {line}: status; it is one of {', '.join(sorted(words))}")
    return words[status]
