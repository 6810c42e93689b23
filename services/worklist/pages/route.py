"""Every page there is: a folder with a `route.py` is one, and no list names it."""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import APIRouter

from services.worklist.pages.menu import Menu

PAGES: Final = tuple(sorted(found.parent.name for found in Path(__file__).parent.glob("*/route.py")))
"""Their folders."""


class RoutedPage(NamedTuple):
    """What a page's `route.py` says: its `router` and, where it stands in the menu, its `MENU`."""

    router: APIRouter
    menu: Menu | None


@cache
def pages() -> tuple[RoutedPage, ...]:
    """The pages, read when the first of them is asked for: their routes render, and what renders knows the menu."""
    modules = [import_module(f"{__package__}.{name}.route") for name in PAGES]
    return tuple(RoutedPage(module.router, getattr(module, "MENU", None)) for module in modules)


@cache
def navigation() -> tuple[Menu, ...]:
    """The menu, in its order."""
    return tuple(sorted(page.menu for page in pages() if page.menu))
