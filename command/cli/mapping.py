"""Commands on column mappings."""

from pathlib import Path
from typing import Annotated

import typer

from command.cli.root import AsJson, app, say, show

mapping_group = typer.Typer(name="mapping", no_args_is_help=True, help="How partners write their files.")
app.add_typer(mapping_group)


@mapping_group.command("save")
def save_mapping_of_partner(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Mapping in YAML.")],
    partner: Annotated[str, typer.Option(help="Id or name of the partner that it belongs to.")],
) -> None:
    """Check a mapping and save it as the partner's next version; the front door uses it within seconds."""
    from command.files import read_yaml
    from command.registry import partner_named, registry
    from domain.intake.files.mapping import ColumnMapping
    from domain.registry.store import Author, ConstantRefused, save_mapping
    from schemas.vocabulary.partners import ChangedBy

    mapping = read_yaml(ColumnMapping, file)
    with registry() as connection:
        known = partner_named(connection, partner)
        try:
            version = save_mapping(connection, Author(ChangedBy.COMMAND), known["id"], mapping)
        except ConstantRefused as refused:
            raise typer.BadParameter(str(refused)) from None
    said = f"saved as version {version}" if version else "says what stands there already; no new version"
    say(f"mapping {mapping.name} of {known['name']}: {said}")


@mapping_group.command("list")
def list_mappings(
    partner: Annotated[str | None, typer.Option(help="Id or name of a partner; without it all.")] = None,
    as_json: AsJson = False,
) -> None:
    """The newest version of every mapping, by partner."""
    from command.printing import listed
    from command.registry import mappings_listed, partner_named, registry

    with registry() as connection:
        chosen = partner_named(connection, partner)["id"] if partner else None
        found = [one for one in mappings_listed(connection) if chosen in (None, one["partner"])]
    names = ("partner", "name", "version", "savedAt")
    rows = [[str(one[name]) for name in names] for one in found]
    show(found, listed(("Partner", "Mapping", "Version", "Saved"), rows, "There are no mappings."), as_json)
