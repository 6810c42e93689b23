"""Purity by place: code that decides imports no I/O, reads no clock and throws no dice, and its place says so."""

import pytest

from tests.architecture.sources import Source, calls, imports, parse, sources

WHOLE = ("schemas", "simulation")
"""Floors of which every module is pure."""

MIXED = ("domain", "services")
"""Floors on which the name of the file tells: an edge reaches outside, everything else decides."""

EDGES = frozenset(
    {"process.py", "store.py", "read.py", "route.py", "app.py", "render.py", "exporter.py", "file_worker.py"}
)
"""Files that reach outside: the process, what reads and writes the record, and what answers people and machines."""

EDGE_FOLDERS = frozenset({"door", "signin", "channels", "assets"})
"""Folders of which every file is an edge."""


def is_pure(place: str) -> bool:
    """Whether the module at this place may only compute."""
    floor, *folders, file = place.split("/")
    if floor in WHOLE:
        return True
    return floor in MIXED and file not in EDGES and not EDGE_FOLDERS.intersection(folders)


LIBRARY = frozenset(
    {
        "array",
        "base64",
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
        "hmac",
        "html",
        "io",
        "itertools",
        "json",
        "math",
        "operator",
        "posixpath",
        "random",
        "re",
        "statistics",
        "string",
        "struct",
        "types",
        "typing",
        "unicodedata",
        "uuid",
        "xml.parsers",
        "zipfile",
        "zlib",
        "zoneinfo",
    }
)
"""Of the standard library: what only computes."""

OURS = frozenset({"schemas", "domain", "services", "plumbing", "command", "simulation"})

THIRD_PARTY = frozenset(
    {"email_validator", "holidays", "orjson", "phonenumbers", "pydantic", "pydantic_core", "stdnum", "yaml"}
)
"""Of others: what only computes."""

NAMES = {
    "functools": {"cache", "cached_property", "lru_cache", "partial", "reduce"},
    "io": {"StringIO", "BytesIO"},
    "random": {"Random"},
    "uuid": {"UUID"},
    "contextlib": {"suppress"},
    "zipfile": {"ZIP_DEFLATED", "ZIP_STORED", "BadZipFile", "ZipFile", "ZipInfo"},
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
    if module.partition(".")[0] in OURS:
        places = _places(module, name)
        return bool(places) and all(is_pure(place) for place in places)
    if module in NAMES:
        return name in NAMES[module]
    return module in LIBRARY or module.partition(".")[0] in THIRD_PARTY


def _places(module: str, name: str) -> list[str]:
    """Files of ours that an import reaches: the module, and the name where that is a module too."""
    known = {source.name: source.place for source in sources()}
    return [known[one] for one in (module, f"{module}.{name}") if one in known]


def test_there_is_pure_code_on_every_floor_that_decides() -> None:
    pure = [source.place for source in sources() if is_pure(source.place)]
    assert {place.split("/")[0] for place in pure} == {*WHOLE, *MIXED}
    assert len(pure) > 100


@pytest.mark.parametrize("source", [one for one in sources() if is_pure(one.place)], ids=lambda source: source.place)
def test_a_pure_module_imports_no_io(source: Source) -> None:
    assert impurities(source) == []


def test_a_name_tells_whether_a_file_may_reach_outside() -> None:
    assert is_pure("domain/cases/acts/talk.py")
    assert is_pure("services/triage/rules/crisis.py")
    assert not is_pure("domain/cases/store.py")
    assert not is_pure("services/ingest/door/api.py")
    assert not is_pure("plumbing/record/write.py")


@pytest.mark.parametrize(
    "planted",
    [
        "import sqlalchemy",
        "import os",
        "from pathlib import Path",
        "from random import choice",
        "import random",
        "from uuid import uuid4",
        "from plumbing.record.tables import signal",
        "from plumbing.running.clock import system_clock",
        "import services.worklist.pages.queue",
        "from plumbing import gone",
        "from .store import read",
        "def f():\n    import httpx",
        "from datetime import datetime\nnow = datetime.now",
        "text = open('x').read()",
        "print('x')",
    ],
)
def test_the_wall_finds_io_that_is_planted(planted: str) -> None:
    assert impurities(parse(planted))
