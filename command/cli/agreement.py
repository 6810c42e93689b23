"""Commands on agreements: who may send for which municipality, from when to when, and on which legal grounds."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

import typer

from command.cli.root import AsJson, app, day_option, say, show

agreement_group = typer.Typer(name="agreement", no_args_is_help=True, help="Agreements with municipalities.")
app.add_typer(agreement_group)
OfPartner = Annotated[str, typer.Option("--partner", help="Id or name of a partner.")]
InMunicipality = Annotated[str, typer.Option("--municipality", help="CBS code.")]
END_HELP: Final = "First day on which nothing may be sent any more (default: today, unless a ground is withdrawn)."


@agreement_group.command("add")
def add_agreement(
    partner: OfPartner,
    municipality: InMunicipality,
    valid_from: Annotated[date, day_option("--from", "First day on which it may send.")],
    valid_to: Annotated[date | None, day_option("--to", "Last day; without it, until it is ended.")] = None,
    bsn_basis: Annotated[str | None, typer.Option(help="Legal ground for a BSN (Wgs art. 8c), in words.")] = None,
    birth_date_basis: Annotated[str | None, typer.Option(help="Legal ground for a landlord's birth date.")] = None,
) -> None:
    """Let a partner send signals for a municipality."""
    from command.engines import refuse_unknown
    from command.registry import part_of_seed, partner_named, planted, registry
    from command.seed import Seed, SeedAgreement
    from domain.registry.store import agreements_of

    grounds = {"bsn_basis": bsn_basis, "birth_date_basis": birth_date_basis}
    with registry() as connection:
        refuse_unknown(connection, municipality)
        known = partner_named(connection, partner)
        days: dict[str, Any] = {"valid_from": valid_from, "valid_to": valid_to}
        new = part_of_seed(SeedAgreement, partner=known["id"], municipality=municipality, **days, **grounds)
        if any(one["valid_from"] == valid_from for one in agreements_of(connection, known["id"], municipality)):
            raise typer.BadParameter("there is an agreement from this day already")
        planted(connection, Seed(agreements=(new,)))
    until = f"to {valid_to}" if valid_to else "until it is ended"
    say(f"{known['name']} may send for {municipality} from {valid_from} {until}; {_grounds(new)}")


@agreement_group.command("end")
def end_agreement(
    partner: OfPartner,
    municipality: InMunicipality,
    on: Annotated[date | None, day_option("--on", END_HELP)] = None,
    bsn: Annotated[bool, typer.Option("--withdraw-bsn-basis", help="From now on no BSN is taken.")] = False,
    birth_date: Annotated[bool, typer.Option("--withdraw-birth-date-basis", help="Nor a birth date.")] = False,
) -> None:
    """End an agreement, or withdraw a legal ground of it; it works the same day and without a restart."""
    from command.engines import refuse_unknown
    from command.registry import partner_named, registry
    from domain.law.calendar import local_date
    from domain.registry.agreements import narrowed
    from domain.registry.store import Author, agreements_of, change_row
    from schemas.vocabulary.partners import ChangedBy

    today = local_date(datetime.now(UTC))
    grounds = [name for name, chosen in (("bsn_basis", bsn), ("birth_date_basis", birth_date)) if chosen]
    day = on or (None if grounds else today)
    with registry() as connection:
        refuse_unknown(connection, municipality)
        known = partner_named(connection, partner)
        told: list[str] = []
        for row in agreements_of(connection, known["id"], municipality):
            if (row["valid_to"] or today) >= today:
                found = change_row(connection, Author(ChangedBy.COMMAND), "agreement", row, narrowed(row, day, grounds))
                told += [f"from {row['valid_from']}: {_told(one)}" for one in found]
        if not told:
            raise typer.BadParameter(f"{known['name']} has nothing in {municipality} that this would end")
    for line in told:
        say(f"agreement of {known['name']} with {municipality} {line}")


@agreement_group.command("list")
def list_agreements(
    municipality: Annotated[str | None, typer.Option(help="CBS code; without it all.")] = None,
    partner: Annotated[str | None, typer.Option(help="Id or name of a partner; without it all.")] = None,
    on: Annotated[date | None, day_option("--on", "Only those in force on this day.")] = None,
    as_json: AsJson = False,
) -> None:
    """Agreements with their days and legal grounds."""
    from command.engines import refuse_unknown
    from command.printing import listed
    from command.registry import agreements_listed, in_force_on, partner_named, registry

    with registry() as connection:
        if municipality:
            refuse_unknown(connection, municipality)
        chosen = partner_named(connection, partner)["id"] if partner else None
        found = agreements_listed(
            connection,
            lambda row: (
                row.municipality == (municipality or row.municipality)
                and row.partner_id == (chosen or row.partner_id)
                and (on is None or in_force_on(on, row.valid_from, row.valid_to))
            ),
        )
    names = ("municipality", "name", "validFrom", "validTo", "bsnBasis", "birthDateBasis")
    headings = ("Municipality", "Partner", "From", "To", "Ground for BSN", "Ground for birth date")
    rows = [[one[name] or "" for name in names] for one in found]
    when = f" in force on {on}" if on else ""
    show(found, listed(headings, rows, f"There are no such agreements{when}."), as_json)


def _told(change: Any) -> str:
    if change.field == "valid_to":
        return f"nothing may be sent after {change.became} (was: {change.was or 'open'})"
    return f"{change.field} is withdrawn (was: '{change.was}')"


def _grounds(new: Any) -> str:
    named = [name for name in ("bsn_basis", "birth_date_basis") if getattr(new, name)]
    return f"with {' and '.join(named)}" if named else "no BSN"
