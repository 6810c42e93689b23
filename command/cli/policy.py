"""Commands on the policy of a municipality."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from command.cli.root import app, console, day_option
from plumbing.running.settings import Settings

policy_group = typer.Typer(name="policy", no_args_is_help=True, help="Publish the policy of a municipality.")
app.add_typer(policy_group)


@policy_group.command("publish")
def publish_policy(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Policy in YAML.")],
    valid_from: Annotated[date, day_option("--from", "First day it is in force.")],
    municipality: Annotated[str, typer.Option(help="CBS code.")],
) -> None:
    """Check a policy and store it as the next, immutable version."""
    from command.engines import role_engine
    from command.files import read_yaml
    from plumbing.record.policies import publish
    from schemas.policy.form import Policy

    policy = read_yaml(Policy, file)
    with role_engine(Settings(), "admin") as engine, engine.begin() as connection:
        published = publish(connection, municipality, policy, valid_from)
    console.print(f"version {published.version}, digest {published.digest[:12]}")
