"""Publishing the policy of a municipality."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from command.cli.root import app, day_option, say
from plumbing.running.settings import Settings

policy_group = typer.Typer(
    name="policy", no_args_is_help=True, help="Read, try and publish the policy of a municipality."
)
app.add_typer(policy_group)
CORRECTION: Final = "Take a day in the past: decisions on signals of those days that are still to be made follow it."
DECIDED_BY: Final = "Who decided on it, as the page shows: a body or a role, not a person."
MEANWHILE: Final = "another version was published while you read this; run the command again to see what changes now"
PolicyFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Policy in YAML.")]
OfMunicipality = Annotated[str, typer.Option(help="CBS code.")]
Language = Annotated[str, typer.Option(help="Language of what is told: nl or en.")]


@policy_group.command("publish")
def publish_policy(
    file: PolicyFile,
    valid_from: Annotated[date, day_option("--from", "First day it is in force.")],
    municipality: OfMunicipality,
    correction: Annotated[bool, typer.Option("--correction", help=CORRECTION)] = False,
    decided_by: Annotated[str | None, typer.Option("--decided-by", help=DECIDED_BY)] = None,
    language: Language = "nl",
    yes: Annotated[bool, typer.Option("--yes", help="Publish without asking.")] = False,
) -> None:
    """Check a policy, run its examples, show what changes, and store it as the next, immutable version."""
    from command.engines import refuse_unknown, role_engine
    from command.policies.files import read_policy
    from command.policies.told import wording_of
    from plumbing.record.published_policies import policies_of, publish
    from schemas.policy.publishing import already_said
    from services.worklist.words.policy_changes import publishing_said

    policy = read_policy(file)
    with role_engine(Settings(), "admin") as engine:
        with engine.begin() as connection:
            refuse_unknown(connection, municipality)
            versions = policies_of(connection, [municipality])[municipality]
        if same := already_said(versions, policy, valid_from):
            say(f"no new version: version {same.version}, in force from {same.valid_from}, says the same")
            return
        _refuse_past(valid_from, correction=correction)
        for line in publishing_said(wording_of(language), municipality, versions, policy, valid_from):
            say(line)
        if not yes:
            typer.confirm("Publiceren?" if language == "nl" else "Publish?", abort=True)
        with engine.begin() as connection:
            if policies_of(connection, [municipality])[municipality] != versions:
                raise typer.BadParameter(MEANWHILE)
            new = publish(connection, municipality, policy, valid_from, decided_by)
    say(f"version {new.version} of {municipality}, digest {new.digest[:12]}: in force from {new.valid_from}")


def _refuse_past(valid_from: date, *, correction: bool) -> None:
    from command.policies.told import today

    if valid_from < today() and not correction:
        raise typer.BadParameter(
            f"{valid_from} is in the past (today is {today()}); --correction takes it all the same"
        )
