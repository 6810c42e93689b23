"""A code base as the measures see it: its modules, the names they make public, and who imports whom."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from tests.architecture.checkout import files
from tests.architecture.sources import Source, absolute, read

TESTS: Final = frozenset({"tests", "test"})
NO_PRODUCT: Final = frozenset({"deploy", "docs", "examples", "benchmarks", "migrations", "versions"})
"""Folders that are neither product nor tests: scripts, and migrations, which nobody reads again."""
GENERATED: Final = ("*_pb2.py", "*_pb2_grpc.py", "*/_version.py")
FEWEST_LINES: Final = 4
"""What is shorter opens a package and says no more."""

ALIKE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "*": frozenset({"log"}),  # the logger of a module
        "services/*": frozenset({"run", "router"}),  # how a process is started; the routes that an app takes up
        "services/relay/*": frozenset({"FOUND"}),  # how a moment, or work that stayed undone, is found
        "domain/cases/acts/*": frozenset({"refusal", "change", "is_done"}),  # what an act is made of
        # an owner's part, and all of them together
        "plumbing/record/*": frozenset({"GRANTS", "SHARED", "VIEWS", "OF_A_PARTNER"}),
    }
)
"""Place -> names that its files define on purpose, each its own of one kind: that counts there as one meaning."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class CodeBase(NamedTuple):
    """The modules of the product and of its tests."""

    product: Sequence[Source]
    tests: Sequence[Source]


def code_base(root: Path) -> CodeBase:
    """The code base in the checkout at `root`."""
    python = [place for place in files(root) if place.suffix == ".py"]
    tests = [place for place in python if TESTS & set(place.parts[:-1])]
    product = [place for place in python if place not in set(tests) and not NO_PRODUCT & set(place.parts)]
    return CodeBase(_modules(root, product), _modules(root, tests))


def functions(module: Source) -> Iterator[Function]:
    """Every function and method, also one inside another."""
    yield from (node for node in ast.walk(module.tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Lines from `def` to the end, docstring included."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def public_names(modules: Sequence[Source], *, constants: bool = True) -> Mapping[str, set[str]]:
    """Public top-level name -> places that define it; without `constants` functions and classes alone."""
    found: dict[str, set[str]] = {}
    for module in modules:
        for name in _defined(module.tree, constants=constants):
            if not name.startswith("_"):
                found.setdefault(name, set()).add(_meaning(name, module.place))
    return found


def import_cycles(modules: Sequence[Source], *, in_functions: bool) -> list[list[str]]:
    """Groups of modules that import each other in a circle, when loaded or (`in_functions`) at any time."""
    known = {module.name for module in modules}
    reach = {module.name: set(_imported(module, known, in_functions=in_functions)) for module in modules}
    for middle in known:
        for name in (one for one in known if middle in reach[one]):
            reach[name] |= reach[middle]
    circles = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in known}
    return sorted(list(circle) for circle in circles if len(circle) > 1)


def _modules(root: Path, places: Sequence[Path]) -> list[Source]:
    modules = (read(root, place) for place in places if not _generated(place.as_posix()))
    return [module for module in modules if module.lines >= FEWEST_LINES]


def _generated(place: str) -> bool:
    return any(fnmatch(place, pattern) for pattern in GENERATED)


def _meaning(name: str, place: str) -> str:
    return next((where for where, names in ALIKE.items() if name in names and fnmatch(place, where)), place)


def _defined(tree: ast.Module, *, constants: bool) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            yield node.name
        elif constants and isinstance(node, ast.Assign | ast.AnnAssign) and not _is_type_variable(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (one.id for target in targets for one in _parts(target) if isinstance(one, ast.Name))


def _parts(target: ast.expr) -> Sequence[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple) else [target]


def _is_type_variable(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func).endswith(("TypeVar", "ParamSpec"))


def _imported(module: Source, known: set[str], *, in_functions: bool) -> Iterator[str]:
    """Modules of the code base that `module` imports; what only a type checker reads is no import."""
    nodes = ast.walk(module.tree) if in_functions else _when_loaded(module.tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in known)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(module, node)
            full = [f"{source}.{one.name}" for one in node.names]
            found = {one if one in known else source for one in full}
            yield from found & known - {module.name}


def _when_loaded(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.Lambda) or _for_types_alone(child):
            continue
        yield child
        yield from _when_loaded(child)


def _for_types_alone(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
