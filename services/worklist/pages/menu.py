"""A place in the menu."""

from typing import Final, NamedTuple

COORDINATOR: Final = "coordinator"
"""Role of a worker who also takes signals in and mends what was refused."""
ADMINISTRATOR: Final = "administrator"
"""Role of a worker who looks after partners and their column mappings."""


class Menu(NamedTuple):
    """Where a page stands in the menu: lower places first. `key`: its text is `menu.<key>` of the page's texts.

    `roles`: of the workers who see it; none named is everybody.
    """

    place: int
    key: str
    address: str
    roles: tuple[str, ...] = ()

    def is_for(self, role: str) -> bool:
        """Whether a worker with this role sees it."""
        return not self.roles or role in self.roles
