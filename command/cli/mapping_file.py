"""Commands that look at a partner's file and keep nothing of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from command.cli.mapping import mapping_group
from command.cli.root import AsJson, show

if TYPE_CHECKING:
    from domain.intake.files.trial import Trial
    from schemas.vocabulary.partners import PartnerKind

ITS_FILE: Final = "A file as the partner sends it."
ITS_MAPPING: Final = "Mapping in YAML, or the name of one in deploy/mappings."
ITS_KIND: Final = "Kind of partner; without it by what the file holds."
AFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=ITS_FILE)]
KindOption = Annotated[str | None, typer.Option("--partner-kind", help=ITS_KIND)]


@mapping_group.command("try")
def try_mapping(
    file: AFile,
    mapping: Annotated[str, typer.Option(help=ITS_MAPPING)],
    partner_kind: KindOption = None,
    as_json: AsJson = False,
) -> None:
    """Read a file as the front door would and keep nothing; exit code 1 when a row or the file is refused."""
    from command.tried import mapping_named, tried

    found = tried(file, mapping_named(mapping), _kind(partner_kind))
    if as_json:
        show(found.as_dict(), "", as_json)
    else:
        typer.echo("\n".join(_told(found)))
    raise typer.Exit(1 if found.refused else 0)


@mapping_group.command("propose")
def print_proposal(file: AFile, partner_kind: KindOption = None) -> None:
    """Print a mapping for a file that nobody described, with remarks on what to look at."""
    from command.tried import proposed

    typer.echo(proposed(file, _kind(partner_kind)), nl=False)


def _kind(word: str | None) -> "PartnerKind | None":
    from schemas.vocabulary.partners import PartnerKind

    if word is None or word in set(PartnerKind):
        return PartnerKind(word) if word else None
    raise typer.BadParameter(f"there is no kind {word}; kinds: {', '.join(PartnerKind)}")


def _told(found: "Trial") -> list[str]:
    """What a person reads: counts, the first rows, findings, errors."""
    told = found.as_dict()
    counts = told["aantallen"]
    lines = [
        f"{counts['gelezen']} rows read, {counts['geweigerd']} refused, {counts['metBevindingen']} with findings",
        "",
        *(f"line {row['regel']}: {_values(row['gelezen'])}" for row in told["regels"]),
        "",
        *(f"{one['aantal']} x {_place(one)}{one['code']}: {one['tekst']}" for one in told["bevindingen"]),
        *(f"line {one['regel']}, {_place(one)}{one['code']}: {one['tekst']}" for one in told["fouten"]),
    ]
    return [line.rstrip() for line in lines]


def _values(record: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in record.items())


def _place(told: dict[str, Any]) -> str:
    column, example = told.get("kolom"), told.get("voorbeeld")
    place = f"column {column} ({told['veld']})" if column else told["veld"]
    return f"{place}{f', such as {example}' if example else ''}: " if place else ""
