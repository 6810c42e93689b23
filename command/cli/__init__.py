"""The command line `vroegsignaal`: every module of this package with an `app` adds its commands.

Commands import what they need when they run, so that a process does not carry what others need.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

import typer

FIRST: Final = "installation"
"""What somebody new needs is what help shows first."""


def _groups() -> Iterator[typer.Typer]:
    names = (one.name for one in iter_modules(__path__) if not one.name.startswith("_"))
    for name in sorted(names, key=lambda name: (name != FIRST, name)):
        group = getattr(import_module(f"{__name__}.{name}"), "app", None)
        if group:
            yield group


app = typer.Typer(
    no_args_is_help=True,
    help="Early detection of debts for municipalities: from a partner's signal to help.",
    pretty_exceptions_enable=False,
)
for _group in _groups():
    app.add_typer(_group)
