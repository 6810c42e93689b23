"""The source files as the walls read them: parsed, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.architecture.checkout import ROOT, files

PARTS = ("schemas", "domain", "services", "plumbing", "command", "simulation")
FLOORS = ("domain.", "services.", "plumbing.")


def package_of(module: str) -> str:
    """The room of a module."""
    return ".".join(module.split(".")[: 2 if module.startswith(FLOORS) else 1])


@dataclass(frozen=True)
class Source:
    """One module: its dotted name, its place in the checkout, its text and its syntax tree."""

    name: str
    place: str
    text: str
    tree: ast.Module

    @property
    def package(self) -> str:
        """The room it stands in: a whole floor, or a folder of `domain`, `services` or `plumbing`."""
        return package_of(self.name)

    @property
    def lines(self) -> int:
        """How long it is."""
        return len(self.text.splitlines())


def parse(text: str, name: str = "planted") -> Source:
    """A source from text, as a test plants one."""
    return Source(name, f"{name.replace('.', '/')}.py", text, ast.parse(text))


def read(root: Path, place: Path) -> Source:
    """The source at `place` in the checkout at `root`; what stands under `src` is imported without it."""
    name = ".".join(place.with_suffix("").parts).removeprefix("src.").removesuffix(".__init__")
    text = (root / place).read_text(encoding="utf-8")
    return Source(name, place.as_posix(), text, ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the product; tests and deploy scripts are not product."""
    ours = (place for place in files() if place.suffix == ".py" and place.parts[0] in PARTS)
    return tuple(read(ROOT, place) for place in ours)


def imports(source: Source) -> Iterator[tuple[str, str]]:
    """Every import of a module as (module, name); name is empty for `import module`. Function bodies included.

    A relative import is given as what it reaches.
    """
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((absolute(source, node), one.name) for one in node.names)


def absolute(source: Source, node: ast.ImportFrom) -> str:
    """The module that `from ... import` in `source` reads, whole: also where it says so with dots."""
    if not node.level:
        return node.module or ""
    parts = source.name.split(".")
    package = parts if source.place.endswith("__init__.py") else parts[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])


def calls(source: Source) -> Iterator[str]:
    """What a module calls or hands on, as written: `open`, `datetime.now`, `path.read_text`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.Name):
            yield node.id
