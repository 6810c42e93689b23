"""The processes of an installation, read from the tree; importing one imports nothing of the others."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

import typer

import services
from plumbing.running.settings import Settings


def _found() -> Mapping[str, str]:
    folders = sorted(path.parent.name for path in Path(services.__path__[0]).glob("*/process.py"))
    return MappingProxyType({name: f"services.{name}.process" for name in folders})


PROCESSES: Final = _found()
"""Name -> module: every folder of `services/` with a `process.py`. Each runs under the database role of its name."""


def entry(name: str) -> Callable[[Settings], None]:
    """The function that runs a process until it is stopped. Raises BadParameter for an unknown name."""
    if name not in PROCESSES:
        raise typer.BadParameter(f"unknown service; choose from {', '.join(PROCESSES)}")
    run: Callable[[Settings], None] = import_module(PROCESSES[name]).run
    return run
