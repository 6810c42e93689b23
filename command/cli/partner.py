"""Commands on partners: they work on a running installation, which notices within seconds."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from command.cli.root import AsJson, app, console, say, show
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

partner_group = typer.Typer(name="partner", no_args_is_help=True, help="Partners that deliver signals.")
app.add_typer(partner_group)
Named = Annotated[str, typer.Argument(metavar="PARTNER", help="Id or name of a partner.")]
OVERLAP_HELP: Final = "How long keys that it has hold beside the new one: 30d, 12h, 5m; 0d for a key that leaked."


def _length(written: str) -> timedelta:
    from command.registry import length_of_time

    return length_of_time(written)


@partner_group.command("add")
def add_partner(
    name: Annotated[str, typer.Option(help="Name of the organisation.")],
    kind: Annotated[str, typer.Option(help="Kind of partner, as energy or landlord (docs/glossary.md).")],
    partner_id: Annotated[str | None, typer.Option("--id", help="A UUID of your own; without it one is made.")] = None,
    mail: Annotated[str | None, typer.Option(help="Mail of its team for signals, not of a person.")] = None,
    phone: Annotated[str | None, typer.Option(help="Phone of that team.")] = None,
    day_of_month: Annotated[int | None, typer.Option(help="Day on which its delivery is expected.")] = None,
    interval_days: Annotated[int | None, typer.Option(help="Or so many days after the last one.")] = None,
    channel: Annotated[list[str] | None, typer.Option(help="A channel it may use (repeat it); without it all.")] = None,
    field: Annotated[list[str] | None, typer.Option(help="A field it may send (repeat it); without it all.")] = None,
    client_id: Annotated[str | None, typer.Option(help="How an OAuth 2 token names it.")] = None,
) -> None:
    """Add a partner, and show its API key once."""
    from command.registry import part_of_seed, planted, registry
    from command.seed import Seed, SeedContact, SeedPartner, SeedRhythm
    from plumbing.running.chance import new_id

    terms: dict[str, Any] = {"channels": channel, "fields": field, "client_id": client_id}
    if mail or phone:
        terms["contact"] = part_of_seed(SeedContact, mail=mail, phone=phone)
    if day_of_month or interval_days:
        terms["rhythm"] = part_of_seed(SeedRhythm, day_of_month=day_of_month, interval_days=interval_days)
    new = part_of_seed(SeedPartner, id=partner_id or new_id(), name=name, kind=kind, **terms)
    with registry() as connection:
        _refuse_known(connection, new.id, new.name)
        _hand_out({new.name: planted(connection, Seed(partners=(new,))).keys[new.id]})
    say(f"partner {new.name} ({new.kind}) added with id {new.id}; it may deliver once it has an agreement")


@partner_group.command("list")
def list_partners(as_json: AsJson = False) -> None:
    """Every partner with its kind, state, agreements and mappings."""
    from command.printing import listed
    from command.registry import partners_listed, registry

    with registry() as connection:
        found = partners_listed(connection)
    headings = ("Partner", "Kind", "State", "Municipalities", "Mappings", "Id")
    rows = [
        (
            one["name"],
            one["kind"],
            one["state"],
            ", ".join(dict.fromkeys(each["municipality"] for each in one["agreements"])),
            ", ".join(one["mappings"]),
            one["id"],
        )
        for one in found
    ]
    show(found, listed(headings, rows, "There are no partners."), as_json)


@partner_group.command("show")
def show_partner(named: Named, as_json: AsJson = False) -> None:
    """All that is agreed with a partner, when its keys were made, and no key."""
    from command.registry import keys_listed, partner_named, partners_listed, registry

    with registry() as connection:
        known = partner_named(connection, named)
        (found,) = [one for one in partners_listed(connection) if one["id"] == known["id"]]
        found |= {"keys": keys_listed(connection, known["id"])}
    show(found, "\n".join(line for name, value in found.items() for line in _lines(name, value)), as_json)


@partner_group.command("rotate-key")
def rotate_key(
    named: Named, overlap: Annotated[timedelta, typer.Option(parser=_length, metavar="TIME", help=OVERLAP_HELP)]
) -> None:
    """Give a partner a new key, shown once; those that it has hold for the overlap."""
    from command.registry import partner_named, registry
    from domain.registry.store import Author, give_key
    from plumbing.web.keys import new_key
    from schemas.vocabulary.partners import ChangedBy

    key = new_key()
    with registry() as connection:
        known = partner_named(connection, named)
        give_key(connection, Author(ChangedBy.COMMAND), known["id"], key, overlap)
        _hand_out({known["name"]: key})
    until = f"hold for {overlap} more" if overlap else "have ended"
    say(f"partner {known['name']}: a new key is made; the keys that it had {until}")


@partner_group.command("suspend")
def suspend_partner(named: Named) -> None:
    """Refuse everything that a partner asks, from now on; its agreements stay as they are."""
    from datetime import UTC, datetime

    _set_suspended(named, datetime.now(UTC), "is suspended", "was suspended already")


@partner_group.command("resume")
def resume_partner(named: Named) -> None:
    """Take signals of a suspended partner again."""
    _set_suspended(named, None, "may deliver again", "was not suspended")


@partner_group.command("webhook")
def set_partner_webhook(
    named: Named,
    url: Annotated[str | None, typer.Option(help="Its https address; a new signing secret is shown once.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Tell it nothing any more.")] = False,
) -> None:
    """Tell a partner at its own address that a delivery was read, signed, with counts alone."""
    from os import urandom

    from command.registry import https_address, partner_named, registry
    from domain.registry.store import Author, set_webhook
    from schemas.vocabulary.partners import ChangedBy
    from services.ingest.webhooks.message import SECRET_BYTES, written_secret

    if off is (url is not None):
        raise typer.BadParameter("give --url or --off")
    address = None if url is None else https_address(url)
    secret = written_secret(urandom(SECRET_BYTES)) if address else None
    with registry() as connection:
        known = partner_named(connection, named)
        set_webhook(connection, Author(ChangedBy.COMMAND), known, address, secret)
        _hand_out({known["name"]: secret} if secret else {}, "Webhook secret")
    say(f"partner {known['name']} {f'is told at {address}' if address else 'is told nothing'}")


def _set_suspended(named: str, moment: Any, done: str, already: str) -> None:
    from command.registry import partner_named, registry
    from domain.registry.store import Author, change_row
    from schemas.vocabulary.partners import ChangedBy

    with registry() as connection:
        known = partner_named(connection, named)
        differs = bool(moment) != bool(known["suspended_at"])
        if differs:
            change_row(connection, Author(ChangedBy.COMMAND), "partner", known, {"suspended_at": moment})
    say(f"partner {known['name']} {done if differs else already}")


def _lines(name: str, value: Any) -> list[str]:
    if isinstance(value, list):
        return [f"{name}:", *(f"  {_inner(one)}" for one in value)] if value else [f"{name}: none"]
    return [f"{name}: {'not said' if value is None else value}"]


def _inner(one: Any) -> str:
    return ", ".join(f"{name} {value}" for name, value in one.items() if value) if isinstance(one, dict) else str(one)


def _refuse_known(connection: Any, partner_id: str, name: str) -> None:
    from sqlalchemy import func, or_, select

    from plumbing.record.tables import partner

    same = or_(partner.c.id == partner_id, func.lower(partner.c.name) == name.lower())
    if connection.execute(select(partner.c.id).where(same)).first():
        raise typer.BadParameter("there is a partner with this id or name already")


def _hand_out(keys: "Mapping[str, str]", what: str = "API key") -> None:
    """Before the commit: a key that nobody got to see must not hold."""
    from command.supervisor import hand_out

    home = Settings().home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    hand_out(keys, home, console, what)
