"""The command line `vroegsignaal`: every module of this package adds its commands to the root.

Commands import what they need when they run, so that a process does not carry what others need.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from command.cli.root import app

FIRST_GROUP: Final = "installation"
"""What somebody new needs is what help shows first."""

__all__ = ["app"]

for _name in [FIRST_GROUP, *(one.name for one in iter_modules(__path__) if not one.name.startswith("_"))]:
    import_module(f"{__name__}.{_name}")
