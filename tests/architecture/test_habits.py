"""Habits of the house that a reader counts on: one place for broad excepts, one for the clock, small files."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, calls, imports, parse, sources

BROAD_EXCEPT_IN = frozenset(
    f"plumbing/transport/{name}.py" for name in ("fates", "faust_consumer", "feed_fates", "feed_consumer")
)
"""The consumer loop, of events and of feeds: where a bug sets one message aside, and where the rest stops reading."""

CLOCK_ROOMS = frozenset({"plumbing.running", "command"})
"""Who may ask what time it is: the room of the clock port, and the top, which starts clocks."""

WALL_CLOCK = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime|ctime|strftime)|uuid1"
    r"|func\.(now|current_date|current_timestamp|localtimestamp|clock_timestamp))$"
)
FROM_TIME = frozenset({"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"})
SQL_CLOCK = re.compile(r"\b(now\(\)|current_date\b|current_timestamp\b|localtimestamp\b)", re.IGNORECASE)
"""`clock_timestamp()` is not among them: how old a row is, its own server tells (`stored_at`)."""

ENGINES = ("create_engine", "psycopg.connect", "psycopg.Connection.connect")

MOST_LINES = 300

EMPTY_NAMES = re.compile(r"(^|[/_])(utils?|helpers?|common|base|managers?|misc)(?=[/_]|\.py$)")


def broad_excepts(source: Source) -> Iterator[int]:
    """Lines that catch everything, `suppress(Exception)` included."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            yield from (node.lineno for one in node.args if ast.unparse(one) in {"Exception", "BaseException"})
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            if re.search(r"\b(Base)?Exception\b", caught):
                yield node.lineno


def clock_readings(source: Source) -> Iterator[str]:
    """Places that read the wall clock, in Python or in SQL; `from time import time` counts."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and WALL_CLOCK.search(ast.unparse(node)):
            yield f"{node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"{node.lineno}: time.{one.name}" for one in node.names if one.name in FROM_TIME)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value):
            yield f"{node.lineno}: clock in SQL"


def opens_engines(source: Source) -> bool:
    """Whether it makes an engine or a connection of its own, under whatever name it imports the maker."""
    named = [f"{module}.{name}" for module, name in imports(source)]
    return any(one.endswith(ENGINES) for one in [*calls(source), *named])


def says_what_it_is(source: Source) -> bool:
    """Whether it opens with a sentence."""
    return (ast.get_docstring(source.tree) or "").partition("\n\n")[0].endswith(".")


def test_nothing_catches_everything_but_the_one_loop() -> None:
    found = {source.place for source in sources() if list(broad_excepts(source))}
    assert found == BROAD_EXCEPT_IN


def test_only_the_clock_port_reads_the_wall_clock() -> None:
    found = {source.place: list(clock_readings(source)) for source in sources() if source.package not in CLOCK_ROOMS}
    assert {place: readings for place, readings in found.items() if readings} == {}


def test_ids_are_text_everywhere() -> None:
    assert [source.place for source in sources() if "uuid" in dict(imports(source))] == []


def test_only_the_room_of_the_record_opens_engines_for_there_ids_are_read_as_text() -> None:
    assert {source.package for source in sources() if opens_engines(source)} == {"plumbing.record"}


def test_no_file_grows_beyond_three_hundred_lines() -> None:
    assert [source.place for source in sources() if source.lines > MOST_LINES] == []


def test_every_module_opens_with_a_sentence() -> None:
    assert [one.place for one in sources() if not says_what_it_is(one)] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [source.place for source in sources() if EMPTY_NAMES.search(source.place)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept (KeyError, Exception):\n    pass",
        "with contextlib.suppress(KeyError, Exception):\n    f()",
    ],
)
def test_a_planted_broad_except_is_found(planted: str) -> None:
    assert list(broad_excepts(parse(planted)))


@pytest.mark.parametrize(
    "planted",
    [
        "import datetime\nx = datetime.datetime.now()",
        "from datetime import date\nx = date.today()",
        "import time\nf(clock=time.time)",
        "from time import time",
        "from time import gmtime as moment",
        "from sqlalchemy import func\nfunc.now()",
        "sql = 'SELECT now()'",
    ],
)
def test_a_planted_clock_is_found(planted: str) -> None:
    assert list(clock_readings(parse(planted)))


@pytest.mark.parametrize(
    "planted",
    [
        "import sqlalchemy as sa\nsa.create_engine(url)",
        "from sqlalchemy import create_engine as made",
        "from psycopg import connect",
        "import psycopg\npsycopg.Connection.connect(url)",
    ],
)
def test_a_planted_engine_is_found(planted: str) -> None:
    assert opens_engines(parse(planted))
    assert not opens_engines(parse("from plumbing.record.connect import open_engine, connected"))


def test_a_module_without_a_sentence_and_a_name_that_says_nothing_are_found() -> None:
    assert [text for text in ("x = 1", '"""Says nothing whole"""') if says_what_it_is(parse(text))] == []
    assert says_what_it_is(parse('"""Says it.\n\nAnd more"""'))
    empty = ("domain/cases/utils.py", "domain/common/law.py", "plumbing/web/base_helper.py", "services/misc/a.py")
    assert [place for place in empty if not EMPTY_NAMES.search(place)] == []
    assert not EMPTY_NAMES.search("plumbing/record/database.py")
    assert parse("x = 1\n" * (MOST_LINES + 1)).lines > MOST_LINES


def test_a_planted_import_of_uuid_is_found_however_it_is_written() -> None:
    for planted in ("import uuid", "import uuid as u", "from uuid import UUID", "def f():\n    import uuid"):
        assert "uuid" in dict(imports(parse(planted)))
