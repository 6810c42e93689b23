"""What is in the repository: a literal list of what stands at its top, and nothing of one machine in any file."""

import re
import subprocess
from pathlib import Path

from tests.architecture.sources import ROOT

TOP = frozenset(
    {
        ".ci",
        ".gitignore",
        ".pre-commit-config.yaml",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "command",
        "deploy",
        "docs",
        "domain",
        "plumbing",
        "publiccode.yml",
        "pyproject.toml",
        "requirements.lock",
        "schemas",
        "services",
        "simulation",
        "tests",
    }
)
"""A script or a log that slips into a commit shows here."""

A_PLACE = re.compile(rb"(?<![\w.:*}])/(?:work|root|home|Users|tmp)/\w[^\s\"']*")
"""A path that is there on one machine only."""


def in_repository() -> list[Path]:
    """What is committed or added; scratch files that git does not know are nobody's business."""
    names = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    )
    return [Path(name) for name in names if name and (ROOT / name).is_file()]


def test_only_what_belongs_there_stands_at_the_top() -> None:
    assert {path.parts[0] for path in in_repository()} == TOP


def test_no_file_names_a_place_of_one_machine() -> None:
    texts = {path: (ROOT / path).read_bytes() for path in in_repository() if path.suffix not in {".png", ".woff2"}}
    assert len(texts) > 300
    assert {path.as_posix(): found for path, text in texts.items() if (found := A_PLACE.findall(text))} == {}


def test_a_place_of_one_machine_is_found() -> None:
    planted = "/".join(["", "home", "anna", "bench.py"])
    assert A_PLACE.findall(f"python {planted} 60".encode()) == [planted.encode()]
    assert A_PLACE.findall(b"https://example.org/home/page ./work/x") == []
