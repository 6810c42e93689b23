"""Trying a partner's file: what the front door would make of it, and a mapping for one that nobody described."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import typer

from command.files import read_yaml
from domain.intake.files.kinds import kind_of
from domain.intake.files.lines import FileError
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.proposing.propose import propose
from domain.intake.files.proposing.unknown_file import sample_in
from domain.intake.files.sheets import read_chunks
from domain.intake.files.trial import Trial, try_chunks
from domain.intake.limits import MAPPING_NAME_CHARACTERS
from domain.law.calendar import local_date
from plumbing.running.settings import CHECKOUT
from schemas.vocabulary.partners import PartnerKind
from services.ingest.files.read import SentFile, opened

SHIPPED: Final = CHECKOUT / "deploy" / "mappings"
NOT_IN_A_NAME: Final = re.compile(r"[^a-z0-9]+")


def mapping_named(name: str) -> ColumnMapping:
    """A mapping by its file, or by its name among those that come along. Raises BadParameter."""
    path = Path(name) if Path(name).is_file() else SHIPPED / f"{name}.yaml"
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {name} and no mapping of that name in {SHIPPED.name}")
    return read_yaml(ColumnMapping, path)


def tried(file: Path, mapping: ColumnMapping, kind: PartnerKind | None) -> Trial:
    """Read and judge a file of today. Raises BadParameter when it is refused as a whole."""
    try:
        with file.open("rb") as stream, opened(SentFile(stream, kind_of(stream), mapping)) as (rows, _, told):
            return try_chunks(read_chunks(rows, mapping, told=told), mapping, local_date(datetime.now(UTC)), kind)
    except FileError as error:
        raise typer.BadParameter(f"{file.name}: {error}") from None


def proposed(file: Path, kind: PartnerKind | None) -> str:
    """A mapping for a file, named after it. Raises BadParameter for what is no table."""
    name = NOT_IN_A_NAME.sub("-", file.stem.lower()).strip("-")[:MAPPING_NAME_CHARACTERS].strip("-") or "voorstel"
    try:
        with file.open("rb") as stream:
            return propose(sample_in(stream), name, kind).text()
    except FileError as error:
        raise typer.BadParameter(f"{file.name}: {error}") from None
