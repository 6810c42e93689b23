"""The source files as the walls read them: parsed, never imported."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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


def parse(text: str, name: str = "planted") -> Source:
    """A source from text, as a test plants one."""
    return Source(name, f"{name.replace('.', '/')}.py", text, ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the product; tests and deploy scripts are not product."""
    found = [path.relative_to(ROOT) for part in PARTS for path in sorted((ROOT / part).rglob("*.py"))]
    ours = [path for path in found if "node_modules" not in path.parts]
    return tuple(_read(path) for path in ours)


def _read(path: Path) -> Source:
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    text = (ROOT / path).read_text(encoding="utf-8")
    return Source(name, path.as_posix(), text, ast.parse(text))


def imports(source: Source) -> Iterator[tuple[str, str]]:
    """Every import of a module as (module, name); name is empty for `import module`. Function bodies included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, "") for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", one.name) for one in node.names)


def calls(source: Source) -> Iterator[str]:
    """What a module calls or hands on, as written: `open`, `datetime.now`, `path.read_text`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.Name):
            yield node.id
