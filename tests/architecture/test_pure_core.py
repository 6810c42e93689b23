"""Deciding code imports no I/O, reads no clock and throws no dice of its own."""

import pytest

from tests.architecture.sources import Source, calls, imports, parse, sources

PURE = frozenset(
    {
        "schemas",
        "schemas.calendar",
        "schemas.definitions",
        "schemas.envelope",
        "schemas.events",
        "schemas.glossary",
        "schemas.ids",
        "schemas.partners",
        "schemas.policy",
        "schemas.reasons",
        "schemas.signals",
        "schemas.topics",
        "schemas.vocabulary",
        "services.ingest.faults",
        "services.ingest.mapping",
        "services.ingest.rules",
        "services.ingest.sender",
        "services.ingest.validate",
        "services.triage.book",
        "services.triage.classify",
        "services.triage.decide",
        "services.triage.digest",
        "services.triage.known",
        "services.triage.match",
        "services.triage.route",
        "services.notify.plan",
        "services.worklist.acts",
        "services.worklist.rules",
        "services.report.definitions",
        "services.report.indicators",
        "simulation",
        "simulation.approach",
        "simulation.arrears",
        "simulation.casework",
        "simulation.chance",
        "simulation.days",
        "simulation.errors",
        "simulation.files",
        "simulation.habits",
        "simulation.misspell",
        "simulation.names",
        "simulation.partners",
        "simulation.places",
        "simulation.population",
        "simulation.records",
        "simulation.stream",
        "simulation.workers",
    }
)
"""The pure core. A module that decides something is added here when it is written."""

WHOLE_FOLDERS = ("schemas", "simulation")
"""Folders of which every module is pure."""

LIBRARY = frozenset(
    {
        "bisect",
        "calendar",
        "codecs",
        "collections",
        "collections.abc",
        "contextlib",
        "csv",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
        "hashlib",
        "heapq",
        "io",
        "itertools",
        "json",
        "math",
        "operator",
        "random",
        "re",
        "string",
        "types",
        "typing",
        "unicodedata",
        "uuid",
        "zoneinfo",
    }
)
"""Of the standard library: what only computes."""

THIRD_PARTY = frozenset({"holidays", "orjson", "pydantic", "pydantic_core", "stdnum", "yaml"})
"""Of others: what only computes."""

NAMES = {
    "functools": {"cache", "cached_property", "lru_cache", "partial", "reduce"},
    "io": {"StringIO", "BytesIO"},
    "random": {"Random"},
    "uuid": {"UUID"},
    "contextlib": {"suppress"},
}
"""Modules of which only these names may be imported: the rest reaches outside, or is chance."""

OUTSIDE = ("open", "print", "input", "exec", "eval", "compile", "globals", "__import__")
OUTSIDE_ENDINGS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", ".read_text", ".write_text")


def impurities(source: Source) -> list[str]:
    """What a pure module does not do, with the reason it was found."""
    found = [f"imports {module} {name}".strip() for module, name in imports(source) if not _allowed(module, name)]
    found += [f"uses {one}" for one in calls(source) if one in OUTSIDE or one.endswith(OUTSIDE_ENDINGS)]
    return found


def _allowed(module: str, name: str) -> bool:
    if module.partition(".")[0] in {"schemas", "services", "simulation"}:
        return module in PURE and (not _is_module(f"{module}.{name}") or f"{module}.{name}" in PURE)
    if module in NAMES:
        return name in NAMES[module]
    return module in LIBRARY or module.partition(".")[0] in THIRD_PARTY


def _is_module(name: str) -> bool:
    return any(source.name == name for source in sources())


def test_every_module_of_the_pure_list_exists() -> None:
    assert sorted(PURE - {source.name for source in sources()}) == []


def test_every_module_of_schemas_and_simulation_is_on_the_pure_list() -> None:
    assert {source.name for source in sources() if source.package in WHOLE_FOLDERS} <= PURE


@pytest.mark.parametrize("name", sorted(PURE))
def test_a_pure_module_imports_no_io(name: str) -> None:
    (source,) = [source for source in sources() if source.name == name]
    assert impurities(source) == []


def test_pure_modules_of_a_process_import_schemas_and_their_own_folder_only() -> None:
    for source in sources():
        if source.name in PURE and source.name.startswith("services."):
            ours = {module for module, _ in imports(source) if module.startswith(("services", "simulation"))}
            assert {module for module in ours if not module.startswith(source.package)} == set(), source.place


@pytest.mark.parametrize(
    "planted",
    [
        "import sqlalchemy",
        "import os",
        "from pathlib import Path",
        "from random import choice",
        "import random",
        "from uuid import uuid4",
        "from services.record.tables import signal",
        "from services.running.clock import system_clock",
        "def f():\n    import httpx",
        "from datetime import datetime\nnow = datetime.now",
        "text = open('x').read()",
        "print('x')",
    ],
)
def test_the_wall_finds_io_that_is_planted(planted: str) -> None:
    assert impurities(parse(planted))
