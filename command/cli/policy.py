"""Commands on the policy of a municipality."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from command.cli.root import app, day_option, say
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from schemas.policy.form import Policy
    from schemas.policy.published import Published

policy_group = typer.Typer(name="policy", no_args_is_help=True, help="Publish the policy of a municipality.")
app.add_typer(policy_group)
CORRECTION: Final = "Take a day in the past: decisions on signals of those days that are still to be made follow it."


@policy_group.command("publish")
def publish_policy(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Policy in YAML.")],
    valid_from: Annotated[date, day_option("--from", "First day it is in force.")],
    municipality: Annotated[str, typer.Option(help="CBS code.")],
    correction: Annotated[bool, typer.Option("--correction", help=CORRECTION)] = False,
) -> None:
    """Check a policy and store it as the next, immutable version; says what it changes and hides."""
    from command.engines import refuse_unknown, role_engine
    from command.files import read_yaml
    from plumbing.record.published_policies import policies_of, publish
    from schemas.policy.form import Policy
    from schemas.policy.publishing import already_said

    policy = read_yaml(Policy, file)
    with role_engine(Settings(), "admin") as engine, engine.begin() as connection:
        refuse_unknown(connection, municipality)
        versions = policies_of(connection, [municipality])[municipality]
        if same := already_said(versions, policy, valid_from):
            say(f"no new version: version {same.version}, in force from {same.valid_from}, says the same")
            return
        _refuse_past(valid_from, correction=correction)
        published = publish(connection, municipality, policy, valid_from)
    for line in _told(municipality, versions, published):
        say(line)


def _refuse_past(valid_from: date, *, correction: bool) -> None:
    from domain.law.calendar import local_date

    today = local_date(datetime.now(UTC))
    if valid_from < today and not correction:
        raise typer.BadParameter(f"{valid_from} is in the past (today is {today}); --correction takes it all the same")


def _told(municipality: str, versions: "Sequence[Published]", new: "Published") -> Iterator[str]:
    """What publishing did, a line each. `versions`: those that were there, the newest first."""
    from schemas.policy.published import in_force
    from schemas.policy.publishing import hidden_by

    before = in_force(versions, new.valid_from)
    name = f"version {before.version}" if before.version else "the default"
    yield f"version {new.version} of {municipality}, digest {new.digest[:12]}: in force from {new.valid_from}"
    yield from _changed(name, before.policy, new.policy)
    for one in hidden_by(versions, new.valid_from):
        wholly = ": no day is left to it" if one.wholly else ""
        yield f"hides version {one.version} (from {one.valid_from}) from {one.hidden_from} on{wholly}"


def _changed(name: str, before: "Policy", after: "Policy") -> Iterator[str]:
    from schemas.policy.publishing import changes

    found = list(changes(before, after))
    yield f"changed from {name}: {'nothing' if not found else ''}".rstrip()
    for setting, old, new in found:
        yield f"  {setting}: {old} -> {new}"
