"""The entry of each process; importing one imports nothing of the others."""

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import Final

import typer

from plumbing.running.settings import Settings

ENTRIES: Final = MappingProxyType(
    {
        "ingest": "services.ingest.process",
        "triage": "services.triage.process",
        "notify": "services.notify.process",
        "worklist": "services.worklist.process",
        "report": "services.report.process",
        "relay": "services.relay.process",
    }
)


def entry(service: str) -> Callable[[Settings], None]:
    """The function that runs `service` until it is stopped. Raises BadParameter for an unknown name."""
    if service not in ENTRIES:
        raise typer.BadParameter(f"unknown service; choose from {', '.join(ENTRIES)}")
    run: Callable[[Settings], None] = import_module(ENTRIES[service]).run
    return run
