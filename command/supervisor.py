"""The supervisor: brings an installation up, keeps its processes running, stops it cleanly."""

import fcntl
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from command.files import read_yaml
from command.home import ports
from command.installation import Installation, installed
from command.plant import plant
from command.processes import PROCESSES
from command.seed import Seed
from plumbing.running.settings import Settings

FAST = {"VROEGSIGNAAL_TICK_EVERY": "0.2"}
"""While simulated days pass in a second, the clock job looks more often."""


def supervise(settings: Settings, console: Console, *, demo: bool, seed: Path | None) -> None:
    """Run until Ctrl-C or SIGTERM. Raises BadParameter for a demo on a server that is not the embedded one."""
    if demo and (settings.postgres_url or settings.kafka):
        raise typer.BadParameter("the demo has its own time, so it runs on the embedded servers only")
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with _alone(settings.home), installed(settings) as installation:
        if seed:
            plant_file(installation, seed, console)
        if demo:
            _load_demo(installation, console, stopped)
        if not stopped.is_set():
            start(installation)
            show_places(installation, console)
        while not stopped.wait(1.0):
            installation.keep_running()
        console.print("Stopping...")


def start(installation: Installation, **extra: str) -> None:
    """Start all processes, wait until they are ready and write down where they are."""
    for name in PROCESSES:
        installation.add(name, **extra)
    installation.await_ready()
    installation.write_down()


def plant_file(installation: Installation, path: Path, console: Console) -> None:
    """Plant a seed file and print what it changed and the keys it made. Raises BadParameter, SeedRefused."""
    seed = read_yaml(Seed, path)
    with installation.engine("admin") as engine, engine.begin() as connection:
        planted = plant(connection, seed)
    for line in planted.told:
        console.print(f"Seed: {line}", soft_wrap=True, markup=False, highlight=False)
    for one in seed.partners:
        if one.id in planted.keys:
            key = planted.keys[one.id]
            console.print(f"API key of {escape(one.name)}, shown once: [bold]{key}[/bold]", soft_wrap=True)


def _load_demo(installation: Installation, console: Console, stopped: threading.Event) -> None:
    from command.demo import load_demo, loaded

    if loaded(installation.settings.home):
        return
    start(installation, **FAST)
    load_demo(installation, console, stopped)
    installation.stop()
    installation.children.clear()


def show_places(installation: Installation, console: Console) -> None:
    """Print where to look."""
    home, host = installation.settings.home, installation.settings.host
    console.print(f"Worklist   http://{host}:{ports(home, 'worklist')['http']}/", style="bold")
    console.print(f"Ingest     http://{host}:{ports(home, 'ingest')['http']}/v1/openapi.json")
    console.print(f"Figures    http://{host}:{ports(home, 'report')['metrics']}/metrics")
    console.print("Stop with Ctrl-C; data stays in the data directory (VROEGSIGNAAL_HOME).")


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise typer.BadParameter("this data directory is already in use by a running installation") from None
        yield
