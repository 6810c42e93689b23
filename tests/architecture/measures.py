"""Measures of a code base, the same for every checkout: `python -m tests.architecture.measures --root FOLDER`."""

import argparse
import ast
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

from tests.architecture.checkout import ROOT
from tests.architecture.codebase import CodeBase, code_base, functions, import_cycles, length, public_names
from tests.architecture.sources import Source

MOCKS: Final = frozenset({"Mock", "MagicMock", "AsyncMock", "PropertyMock", "NonCallableMock", "create_autospec"})
PATCHES: Final = ("patch", "patch.object", "patch.dict", "patch.multiple", "monkeypatch.setattr")


class Spread(NamedTuple):
    """Middle, ninth of ten and largest of many numbers."""

    median: float
    p90: int
    max: int

    def __str__(self) -> str:
        return f"{self.median:g}/{self.p90}/{self.max}"


class Doubles(NamedTuple):
    """How many public names there are, and which of them are defined in two or more places."""

    names: int
    double: Mapping[str, Sequence[str]]

    @property
    def percent(self) -> float:
        """Share of the names with two meanings."""
        return round(100 * len(self.double) / self.names, 1) if self.names else 0.0

    def __str__(self) -> str:
        return f"{len(self.double)} of {self.names} = {self.percent} %"


class Measures(NamedTuple):
    """What is measured of one code base; lengths in lines."""

    source_lines: int
    source_files: int
    function_lines: Spread
    file_lines: Spread
    names_with_two_meanings: Doubles
    of_functions_and_classes: Doubles
    cycles_when_loaded: Sequence[Sequence[str]]
    cycles_at_any_time: Sequence[Sequence[str]]
    tests: int
    test_lines: int
    test_function_lines: Spread
    test_lines_per_source_line: float
    mocks_per_test: float


def measure(code: CodeBase) -> Measures:
    """The measures of a code base."""
    source_lines, test_lines = _lines(code.product), _lines(code.tests)
    tests = [one for module in code.tests for one in functions(module) if one.name.startswith("test")]
    return Measures(
        source_lines=source_lines,
        source_files=len(code.product),
        function_lines=spread([length(one) for module in code.product for one in functions(module)]),
        file_lines=spread([module.lines for module in code.product]),
        names_with_two_meanings=doubles(public_names(code.product)),
        of_functions_and_classes=doubles(public_names(code.product, constants=False)),
        cycles_when_loaded=import_cycles(code.product, in_functions=False),
        cycles_at_any_time=import_cycles(code.product, in_functions=True),
        tests=len(tests),
        test_lines=test_lines,
        test_function_lines=spread([length(one) for one in tests]),
        test_lines_per_source_line=round(test_lines / max(source_lines, 1), 2),
        mocks_per_test=round(sum(len(list(mocks(module))) for module in code.tests) / max(len(tests), 1), 3),
    )


def spread(numbers: Sequence[int]) -> Spread:
    """Middle, ninth of ten and largest; zeros where there is nothing."""
    if not numbers:
        return Spread(0, 0, 0)
    return Spread(median(numbers), sorted(numbers)[int(len(numbers) * 0.9)], max(numbers))


def doubles(places: Mapping[str, set[str]]) -> Doubles:
    """The names that are defined in two or more places, sorted."""
    return Doubles(len(places), {name: sorted(found) for name, found in sorted(places.items()) if len(found) > 1})


def mocks(module: Source) -> Iterator[str]:
    """Calls that put something else in the place of code: Mock classes, patches, `monkeypatch.setattr`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            patched = any(called == one or called.endswith(f".{one}") for one in PATCHES)
            if patched or called.rpartition(".")[2] in MOCKS:
                yield called


def offenders(found: Doubles) -> str:
    """The names with two meanings, a line each."""
    return "\n".join(f"{name}: {', '.join(places)}" for name, places in found.double.items())


def as_text(found: Measures) -> str:
    """The measures, a line each; of cycles their number."""
    values = ((name.replace("_", " "), value) for name, value in found._asdict().items())
    return "\n".join(f"{name:28} {len(value) if isinstance(value, list) else value}" for name, value in values)


def _lines(modules: Sequence[Source]) -> int:
    return sum(module.lines for module in modules)


def _plain(value: Any) -> Any:
    """Tuples with names as JSON objects."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return value


def main() -> None:
    """Print the measures of one checkout."""
    parser = argparse.ArgumentParser(description="Measures of a code base.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    found = measure(code_base(asked.root.resolve()))
    if asked.json:
        sys.stdout.write(json.dumps(_plain(found), indent=1) + "\n")
    else:
        sys.stdout.write(f"{as_text(found)}\n\n{offenders(found.names_with_two_meanings)}\n")


if __name__ == "__main__":
    main()
