"""What is in the repository: at its top what the house is made of, and nothing of one machine in any file."""

import re

from tests.architecture.checkout import ROOT, files
from tests.architecture.sources import PARTS

FOLDERS = frozenset({*PARTS, ".ci", "deploy", "docs", "findings", "tests"})
NAMES = re.compile(r"(\.[\w.-]+|[\w-]+\.(md|toml|yml|lock)|[A-Z][A-Za-z]+)")
"""Files at the top: settings of tools, documents, and what has a name of its own. A script or a log is none."""

A_PLACE = re.compile(rb"(?<![\w.:*}])/(?:work|root|home|Users|tmp)/\w[^\s\"']*")
"""A path that is there on one machine only."""

LOCKS = re.compile(r"requirements\.lock|package-lock\.json")
ADDRESS = re.compile(r"\w+://[^\s\"]+")
"""Where something is fetched or paid for: what it is, is said by its hash, and where it comes from by who installs."""


def belongs_at_the_top(name: str) -> bool:
    return bool(NAMES.fullmatch(name))


def test_only_what_the_house_is_made_of_stands_at_the_top() -> None:
    assert {path.parts[0] for path in files() if len(path.parts) > 1} == FOLDERS
    assert [path.name for path in files() if len(path.parts) == 1 and not belongs_at_the_top(path.name)] == []


def test_a_script_or_a_log_at_the_top_is_found() -> None:
    assert [name for name in ("fix.py", "bench.sh", "run.log", "notes.txt", "out") if belongs_at_the_top(name)] == []


def test_no_file_names_a_place_of_one_machine() -> None:
    texts = {path: (ROOT / path).read_bytes() for path in files() if path.suffix not in {".png", ".woff2"}}
    assert len(texts) > 300
    assert {path.as_posix(): found for path, text in texts.items() if (found := A_PLACE.findall(text))} == {}


def test_a_place_of_one_machine_is_found() -> None:
    planted = "/".join(["", "home", "anna", "bench.py"])
    assert A_PLACE.findall(f"python {planted} 60".encode()) == [planted.encode()]
    beside = "/".join(["https:", "", "example.org", "home", "page ."]) + "/".join(["", "work", "x"])
    assert A_PLACE.findall(beside.encode()) == []


def test_a_lock_file_carries_hashes_and_no_address() -> None:
    locks = {path: (ROOT / path).read_text(encoding="utf-8") for path in files() if LOCKS.fullmatch(path.name)}
    assert {path.name for path in locks} == {"requirements.lock", "package-lock.json"}
    assert {path.as_posix(): ADDRESS.findall(text)[:3] for path, text in locks.items() if ADDRESS.search(text)} == {}
    assert [path for path, text in locks.items() if "sha256:" not in text and "sha512-" not in text] == []


def test_an_address_in_a_lock_file_is_found() -> None:
    planted = "".join(["https", "://", "registry.example/one.tgz"])
    assert ADDRESS.search(f'"resolved": "{planted}"')
    assert ADDRESS.search('"resolved": "file-1.2.tgz"') is None
