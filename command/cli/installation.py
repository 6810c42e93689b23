"""Commands on an installation: start it, see where it is, run a part of it, prepare its servers."""

from pathlib import Path
from typing import Annotated, Final

import typer

from command.cli.root import AsJson, app, console, show
from command.processes import PROCESSES
from plumbing.running.settings import Settings

SEED_FILE: Final = "YAML with municipalities, partners and workers."
RIGHTS: Final = "Also write who may do what: each process as the user of its name, each such partner as that of its id."
BOOTSTRAP: Final = "First make roles and database, where needed: the settings name a superuser."


@app.command("up")
def start_all(
    demo: Annotated[bool, typer.Option(help="Load two municipalities that do not exist.")] = False,
    seed: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=SEED_FILE)] = None,
) -> None:
    """Start everything: servers, database, topics and processes. Ctrl-C stops it cleanly."""
    from command.plant import SeedRefused
    from command.supervisor import supervise

    try:
        supervise(Settings(), console, demo=demo, seed=seed)
    except SeedRefused as error:
        typer.echo("The seed differs from the record where that cannot change; nothing was planted:", err=True)
        for line in error.differences:
            typer.echo(f"- {line}", err=True)
        raise typer.Exit(1) from None


@app.command("status")
def show_status(as_json: AsJson = False) -> None:
    """Say where everything is, what is not ready and why; exit code 0 only when all is ready."""
    from command.status import current, status_table

    found = current(Settings())
    show(found.as_dict(), status_table(found), as_json)
    raise typer.Exit(0 if found.ready else 1)


@app.command("run")
def run_process(service: Annotated[str, typer.Argument(help=f"{', '.join(PROCESSES)}.")]) -> None:
    """Run one process with the settings of its environment; exit code 1 and a sentence when it may not work there."""
    from command.processes import entry

    entry(service)(Settings())


@app.command("migrate")
def migrate_record(bootstrap: Annotated[bool, typer.Option("--bootstrap", help=BOOTSTRAP)] = False) -> None:
    """Bring the record to the current version, as the owner of its tables."""
    from command.engines import passwords_of_roles, server_of, url_of
    from plumbing.record import migrate as migration

    settings = Settings()
    if bootstrap:
        migration.bootstrap(server_of(settings), passwords_of_roles(settings))
    migration.migrate(url_of(settings, "migrate"))


@app.command("topics")
def make_topics(
    replication: Annotated[int, typer.Option(help="Copies of each partition.")] = 1,
    rights: Annotated[bool, typer.Option("--rights", help=RIGHTS)] = False,
) -> None:
    """Create the Kafka topics that are missing; with VROEGSIGNAAL_FEEDS also those to which partners push."""
    from command.broker import answering
    from plumbing.running.security import security_of
    from plumbing.transport.rights import allow, rights_of_partner, rights_of_processes
    from plumbing.transport.topics import admin, create_topics
    from schemas.topics import TOPICS, feed_topic

    settings = Settings()
    kafka, security, partners = answering(settings.kafka), security_of(settings), _feed_partners(settings)
    wanted = [*TOPICS, *map(feed_topic, partners)]
    for name in create_topics(kafka, security, replication=replication, topics=wanted):
        console.print(name)
    if rights:
        with admin(kafka, security) as client:
            allow(client, [*rights_of_processes(), *(one for name in partners for one in rights_of_partner(name))])


def _feed_partners(settings: Settings) -> list[str]:
    """Who may push; nobody where feeds are off."""
    from command.engines import role_engine
    from services.ingest.feeds.store import feed_partners

    if not settings.feeds:
        return []
    with role_engine(settings, "admin") as engine:
        return feed_partners(engine)
