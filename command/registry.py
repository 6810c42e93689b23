"""What commands read of partners, agreements and mappings, and how they change them: as a seed of one row would."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import typer
from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, and_, select

from command.engines import role_engine
from command.plant import Planted, SeedRefused, plant
from command.seed import Seed, SeedKind
from domain.law.partner_kinds import BY_LAW, BY_LAW_SINCE
from domain.registry.agreements import narrowed
from domain.registry.store import Author, change_row, mappings_there
from plumbing.record.tables import accepted_kind, agreement, partner, partner_key, worker
from plumbing.running.settings import Settings
from schemas.ids import Id
from schemas.vocabulary.partners import ChangedBy

Row = Mapping[str, Any]
Part = TypeVar("Part", bound=BaseModel)
HOST_NAME: Final = re.compile(r"([a-z0-9-]+\.)+[a-z][a-z0-9-]*")
NO_ADDRESS: Final = "write an address as https://www.partner.example/hook: no other scheme, no number, no password"
LENGTHS: Final = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


@contextmanager
def registry() -> Iterator[Connection]:
    """One transaction of the role admin on the installation's record. Raises BadParameter when it is away."""
    with role_engine(Settings(), "admin") as engine, engine.begin() as connection:
        yield connection


def length_of_time(written: str) -> timedelta:
    """A length of time as 30d, 12h or 5m. Raises BadParameter."""
    found = re.fullmatch(r"([0-9]{1,4})([dhm])", written)
    if not found:
        raise typer.BadParameter("write a length of time as 30d, 12h or 5m")
    return int(found[1]) * LENGTHS[found[2]]


def partner_named(connection: Connection, named: str) -> Row:
    """The partner with this id, or else with this name. Raises BadParameter for none and for several."""
    everybody = [dict(row) for row in connection.execute(select(partner)).mappings()]
    for one in everybody:
        if one["id"] == named.lower():
            return one
    found = [one for one in everybody if one["name"].casefold() == named.casefold()]
    if not found:
        raise typer.BadParameter("there is no such partner in the record; `partner list` shows them")
    if len(found) > 1:
        raise typer.BadParameter(f"{len(found)} partners have this name; name one by its id")
    return found[0]


def worker_named(connection: Connection, municipality: str, named: str) -> Row:
    """The worker of a municipality with this id, or else with this name. Raises BadParameter."""
    rows = connection.execute(select(worker).where(worker.c.municipality == municipality)).mappings()
    found = [dict(row) for row in rows if named.lower() == row["id"] or named == row["name"]]
    if len(found) != 1:
        raise typer.BadParameter("there is no such worker in this municipality; the seed has the names")
    return found[0]


def part_of_seed(kind: type[Part], /, **values: Any) -> Part:
    """A part of a seed from options, those that were given. Raises BadParameter by option."""
    try:
        return kind.model_validate({name: value for name, value in values.items() if value not in (None, ())})
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        told = [f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}" for one in wrong]
        raise typer.BadParameter("; ".join(told)) from None


def planted(connection: Connection, seed: Seed) -> Planted:
    """Plant what a command says. Raises BadParameter for what the record refuses."""
    try:
        return plant(connection, seed, by=ChangedBy.COMMAND)
    except SeedRefused as refused:
        raise typer.BadParameter("; ".join(refused.differences)) from None


def partners_listed(connection: Connection) -> list[dict[str, Any]]:
    """Every partner as a command shows it, by name."""
    agreed = _grouped(agreements_listed(connection), "partner")
    mapped = _grouped(mappings_listed(connection), "partner")
    return [
        {
            "id": row.id,
            "name": row.name,
            "kind": row.kind,
            "state": "suspended" if row.suspended_at else "open",
            "contactMail": row.contact_mail,
            "contactPhone": row.contact_phone,
            "dayOfMonth": row.delivery_day,
            "intervalDays": row.delivery_interval,
            "channels": row.channels,
            "fields": row.fields,
            "clientId": row.client_id,
            "webhookUrl": row.webhook_url,
            "agreements": agreed.get(row.id, []),
            "mappings": [f"{one['name']} (version {one['version']})" for one in mapped.get(row.id, [])],
        }
        for row in connection.execute(select(partner).order_by(partner.c.name))
    ]


def keys_listed(connection: Connection, partner_id: Id) -> list[dict[str, Any]]:
    """When each key of a partner was made and when it ends; of the key itself nothing."""
    query = select(partner_key.c.made_at, partner_key.c.ends_at).where(partner_key.c.partner_id == partner_id)
    rows = connection.execute(query.order_by(partner_key.c.made_at))
    return [{"madeAt": _minute(row.made_at), "endsAt": _minute(row.ends_at)} for row in rows]


def agreements_listed(connection: Connection, chosen: Callable[[Any], bool] = lambda _: True) -> list[dict[str, Any]]:
    """Agreements as a command shows them, those that are `chosen`."""
    names = {row.id: row.name for row in connection.execute(select(partner.c.id, partner.c.name))}
    order = (agreement.c.municipality, agreement.c.partner_id, agreement.c.valid_from)
    return [
        {
            "municipality": row.municipality,
            "partner": row.partner_id,
            "name": names[row.partner_id],
            "validFrom": row.valid_from.isoformat(),
            "validTo": row.valid_to.isoformat() if row.valid_to else None,
            "bsnBasis": row.bsn_basis,
            "birthDateBasis": row.birth_date_basis,
        }
        for row in connection.execute(select(agreement).order_by(*order))
        if chosen(row)
    ]


def kinds_said(connection: Connection, municipality: str, kind: str) -> list[Row]:
    """What a municipality says of a kind of partner."""
    said = and_(accepted_kind.c.municipality == municipality, accepted_kind.c.kind == kind)
    return [dict(row) for row in connection.execute(select(accepted_kind).where(said)).mappings()]


def ended_kind(connection: Connection, municipality: str, kind: str, day: date) -> None:
    """Let a municipality take no signals of a kind from a day on. Raises BadParameter where it takes none then.

    Of a kind that the law names and nothing is said of, the days before are said: what is said replaces the law.
    """
    until = part_of_seed(
        SeedKind, municipality=municipality, kind=kind, valid_from=BY_LAW_SINCE, valid_to=day - timedelta(days=1)
    )
    there = kinds_said(connection, municipality, kind)
    if not there and until.kind in BY_LAW:
        planted(connection, Seed(kinds=(until,)))
        return
    author = Author(ChangedBy.COMMAND)
    ended = [change_row(connection, author, "accepted_kind", row, narrowed(row, day)) for row in there]
    if not any(ended):
        raise typer.BadParameter(f"{municipality} takes no signals of {kind} that this would end")


def kinds_listed(connection: Connection) -> list[dict[str, Any]]:
    """What municipalities say of kinds, as a command shows it."""
    columns = accepted_kind.c
    order = (columns.municipality, columns.kind, columns.valid_from)
    return [
        {
            "municipality": row.municipality,
            "kind": row.kind,
            "validFrom": row.valid_from.isoformat(),
            "validTo": row.valid_to.isoformat() if row.valid_to else None,
        }
        for row in connection.execute(select(accepted_kind).order_by(*order))
    ]


def https_address(written: str) -> str:
    """An address of a partner on the internet. Raises BadParameter for another, with a name or password in it."""
    try:
        found = urlsplit(written)
        host = (found.hostname or "", found.port)[0]
    except ValueError:
        raise typer.BadParameter(NO_ADDRESS) from None
    is_plain = written.isascii() and written.isprintable() and " " not in written and not found.fragment
    if found.scheme != "https" or not HOST_NAME.fullmatch(host) or "@" in found.netloc or not is_plain:
        raise typer.BadParameter(NO_ADDRESS)
    return written


def in_force_on(day: date, valid_from: date, valid_to: date | None) -> bool:
    """Whether an agreement with these days is in force on a day."""
    return valid_from <= day <= (valid_to or date.max)


def mappings_listed(connection: Connection) -> list[dict[str, Any]]:
    """The newest version of each mapping, as a command shows it."""
    return [
        {"partner": partner_id, "name": name, "version": kept.version, "savedAt": _minute(kept.saved_at)}
        for (partner_id, name), kept in sorted(mappings_there(connection).items())
    ]


def _grouped(rows: Sequence[dict[str, Any]], by: str) -> dict[Any, list[dict[str, Any]]]:
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[by], []).append(row)
    return found


def _minute(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None
