"""Commands on kinds of partners: which of them a municipality takes signals of, from when to when."""

from datetime import UTC, date, datetime
from typing import Annotated, Final

import typer

from command.cli.root import AsJson, app, day_option, say, show

kind_group = typer.Typer(name="kind", no_args_is_help=True, help="Kinds of partners that a municipality takes.")
app.add_typer(kind_group)
InMunicipality = Annotated[str, typer.Option("--municipality", help="CBS code.")]
OfKind = Annotated[str, typer.Option("--kind", help="Kind of partner, as tax-office (docs/glossary.md).")]
END_HELP: Final = "First day on which none is taken any more (default: today)."


@kind_group.command("accept")
def accept_kind(
    municipality: InMunicipality,
    kind: OfKind,
    valid_from: Annotated[date, day_option("--from", "First day on which they are taken.")],
    valid_to: Annotated[date | None, day_option("--to", "Last day; without it, until it is ended.")] = None,
) -> None:
    """Let a municipality take signals of a kind of partner; those that the law names it takes already."""
    from command.engines import refuse_unknown
    from command.registry import kinds_said, part_of_seed, planted, registry
    from command.seed import Seed, SeedKind
    from domain.law.partner_kinds import BY_LAW

    new = part_of_seed(SeedKind, municipality=municipality, kind=kind, valid_from=valid_from, valid_to=valid_to)
    with registry() as connection:
        refuse_unknown(connection, municipality)
        there = kinds_said(connection, municipality, new.kind)
        if new.kind in BY_LAW and not there:
            raise typer.BadParameter(
                f"{kind} is taken by law already; `kind end` ends that, and then it can begin anew"
            )
        if any(one["valid_from"] == valid_from for one in there):
            raise typer.BadParameter("this is said from this day already")
        planted(connection, Seed(kinds=(new,)))
    say(f"{municipality} takes signals of {kind} from {valid_from} {f'to {valid_to}' if valid_to else 'on'}")


@kind_group.command("end")
def end_kind(
    municipality: InMunicipality, kind: OfKind, on: Annotated[date | None, day_option("--on", END_HELP)] = None
) -> None:
    """Take no more signals of a kind of partner, one that the law names too; what was accepted stays."""
    from command.engines import refuse_unknown
    from command.registry import ended_kind, registry
    from domain.law.calendar import local_date

    day = on or local_date(datetime.now(UTC))
    with registry() as connection:
        refuse_unknown(connection, municipality)
        ended_kind(connection, municipality, kind, day)
    say(f"{municipality} takes no signals of {kind} from {day} on")


@kind_group.command("list")
def list_kinds(
    municipality: Annotated[str | None, typer.Option(help="CBS code; without it all.")] = None, as_json: AsJson = False
) -> None:
    """What municipalities say of kinds; of what nothing is said, the law holds."""
    from command.engines import refuse_unknown
    from command.printing import listed
    from command.registry import kinds_listed, registry

    with registry() as connection:
        if municipality:
            refuse_unknown(connection, municipality)
        found = [one for one in kinds_listed(connection) if municipality in (None, one["municipality"])]
    names = ("municipality", "kind", "validFrom", "validTo")
    rows = [[one[name] or "" for name in names] for one in found]
    show(found, listed(("Municipality", "Kind", "From", "To"), rows, "Nothing is said: the law holds."), as_json)
