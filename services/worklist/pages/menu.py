"""A place in the menu."""

from typing import NamedTuple


class Menu(NamedTuple):
    """Where a page stands in the menu: lower places first. `key`: its text is `menu.<key>` of the page's texts."""

    place: int
    key: str
    address: str
