"""The supervisor: brings an installation up, keeps its processes running, stops it cleanly."""

import fcntl
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.markup import escape

from command.files import read_yaml
from command.home import address, make_private
from command.installation import Installation, installed
from command.plant import plant
from command.processes import PROCESSES
from command.seed import Seed
from plumbing.running.settings import Settings

FAST: Final = {"VROEGSIGNAAL_TICK_EVERY": "0.2"}
"""While simulated days pass in a second, the clock job looks more often."""
STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The last one when its terminal closes, unless `nohup` asked to go on."""
OWN_LOG: Final = "supervisor.log"
NEW_KEYS: Final = "new-api-keys.txt"


def supervise(settings: Settings, console: Console, *, demo: bool, seed: Path | None) -> None:
    """Run until Ctrl-C or SIGTERM. Raises BadParameter for a demo on a server that is not the embedded one."""
    if demo and (settings.postgres_url or settings.kafka):
        raise typer.BadParameter("the demo has its own time, so it runs on the embedded servers only")
    stopped = threading.Event()
    for number in STOPPING:
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: stopped.set())
    with _mask(0o077), _alone(settings.home), _told(settings.home, console), installed(settings) as installation:
        if seed:
            plant_file(installation, seed, console)
        if demo:
            installation.environment |= _watched(settings)
            _load_demo(installation, console, stopped)
        if not stopped.is_set():
            start(installation)
            if demo:
                _offer_first_delivery(installation, console)
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
    fresh = {one.name: planted.keys[one.id] for one in seed.partners if one.id in planted.keys}
    hand_out(fresh, installation.settings.home, console)


def hand_out(keys: Mapping[str, str], home: Path, console: Console, what: str = "API key") -> None:
    """Show new API keys on a terminal; else write them in a file for the owner alone: output may go to a journal."""
    if not keys:
        return
    if sys.stdout.isatty():
        for name, key in keys.items():
            console.print(f"{what} of {escape(name)}, shown once: [bold]{key}[/bold]", soft_wrap=True)
        return
    path = home / NEW_KEYS
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as file:
        file.writelines(f"{name}\t{key}\n" for name, key in keys.items())
    console.print(f"{what}s of {len(keys)} partners are in {path}: hand them over, then remove it", soft_wrap=True)


def _watched(settings: Settings) -> dict[str, str]:
    from command.demo import watched_folder

    return {"VROEGSIGNAAL_DROP_FOLDER": str(watched_folder(settings)), "VROEGSIGNAAL_DROP_REST": "1"}


def _load_demo(installation: Installation, console: Console, stopped: threading.Event) -> None:
    from command.demo import load_demo, loaded

    if loaded(installation.settings.home):
        return
    start(installation, **FAST)
    load_demo(installation, console, stopped)
    installation.stop()
    installation.children.clear()


def _offer_first_delivery(installation: Installation, console: Console) -> None:
    from command.demo_scenes import offer_tour
    from command.first_delivery import offer_first_delivery

    offer_tour(installation, console)
    offer_first_delivery(installation, console)


def show_places(installation: Installation, console: Console) -> None:
    """Print where to look."""
    home = installation.settings.home
    console.print(f"Worklist   http://{address(home, 'worklist')}/", style="bold")
    console.print(f"Partners   http://{address(home, 'ingest')}/")
    console.print(f"Figures    http://{address(home, 'report', 'metrics')}/metrics")
    console.print("Stop with Ctrl-C; data stays in the data directory (VROEGSIGNAAL_HOME).")


@contextmanager
def _mask(mask: int) -> Iterator[None]:
    """What is made meanwhile is for its owner alone; who called us has the mask it had."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    make_private(home)
    with (home / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise typer.BadParameter("this data directory is already in use by a running installation") from None
        yield


class _OnConsole(logging.Handler):
    """What the supervisor does by itself, a line each."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        self._console.print(self.format(record), soft_wrap=True, markup=False, highlight=False)


@contextmanager
def _told(home: Path, console: Console) -> Iterator[None]:
    """What the supervisor does goes to the console and to its log; what its libraries say, to the log alone."""
    root, ours = logging.getLogger(), logging.getLogger("command")
    handlers = {root: logging.FileHandler(home / "logs" / OWN_LOG, encoding="utf-8"), ours: _OnConsole(console)}
    for logger, handler in handlers.items():
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, handler in handlers.items():
            logger.removeHandler(handler)
            handler.close()
