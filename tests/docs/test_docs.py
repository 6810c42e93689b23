"""The documents say what is there: every file, command, setting, topic and table they name exists, none is missing."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from command.cli import app
from command.processes import PROCESSES
from domain.intake.checks.judge import judge_request
from domain.intake.checks.permissions import Agreement, Sender
from plumbing.record.roles import GRANTS
from plumbing.record.tables import metadata
from plumbing.running.settings import Settings
from schemas.events import EVENTS
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from tests.architecture.checkout import ROOT, files
from tests.architecture.sources import sources
from tests.docs.texts import anchors, coded, documents, links, prose, section

README = ROOT / "README.md"
CHANGELOG = ROOT / "CHANGELOG.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
IN_DOCS = sorted((ROOT / "docs").rglob("*.md"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PARTS = ("## Context", "## Decision", "## Consequence", "## What would change it")
A_PLACE = re.compile(r"(?<![\w.])/(?:work|root|home|tmp|Users)/\S*")
A_FILE = re.compile(r"^[\w.-]+(/[\w.-]+)+/?$|^[\w-]+\.(md|toml|yml|yaml|py)$")
SETTING = re.compile(r"VROEGSIGNAAL_(?!TEST_)([A-Z_]+)\b")
TO_CHANGE = (
    "triage rule",
    "disposition",
    "policy setting",
    "threshold",
    "partner kind",
    "column mapping",
    "contact channel",
    "metric",
    "report",
    "event",
    "text on a page",
    "column of the signal",
    "page",
)


def commands() -> dict[str, set[str]]:
    """Every command of the command line, as it is typed, with its options."""
    top = typer.main.get_command(app)
    assert isinstance(top, TyperGroup)
    return dict(_typed(top, ""))


def _typed(group: TyperGroup, before: str) -> Iterator[tuple[str, set[str]]]:
    for name, command in group.commands.items():
        typed = f"{before} {name}".strip()
        if isinstance(command, TyperGroup):
            yield from _typed(command, typed)
        if not isinstance(command, TyperGroup) or command.invoke_without_command:
            yield typed, {option for parameter in command.params for option in parameter.opts}


def rooms() -> set[str]:
    """Every floor and every room of one: a folder of the product with code in it."""
    places = {source.package.replace(".", "/") for source in sources()}
    return {f"{place}/" for place in places if (ROOT / place).is_dir()}


def files_named(text: str) -> set[str]:
    return {word for word in coded(text) if A_FILE.match(word) and not word.startswith("v1/")}


def hosts(text: str) -> set[str]:
    """Hosts of the addresses in a text."""
    return set(re.findall(r"https?://([^/\s)`:]+)", text))


def is_there(name: str) -> bool:
    """Whether a file that a document names exists; a name without its folder says what such files are called."""
    return (ROOT / name).exists() if "/" in name else any(path.name == name for path in files())


def leads_nowhere(path: Path, link: str) -> bool:
    """Whether a link in a document names a file or heading that is not there; other sites are not asked."""
    if "://" in link:
        return False
    target, _, anchor = link.partition("#")
    file = (path.parent / target).resolve() if target else path
    return not file.exists() or bool(anchor and anchor not in anchors(file))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    assert [link for link in links(path) if leads_nowhere(path, link)] == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        '# A page\n[a](page.md) [b](#a-page) ![c](gone.png "title") [d](page.md#gone) [e](<gone 2.md>)\n[f]: gone.md\n'
        '<img src="gone.jpg">\n```\n[g](in-code.md)\n```\n'
    )
    dead = [link for link in links(page) if leads_nowhere(page, link)]
    assert dead == ["gone.png", "page.md#gone", "gone 2.md", "gone.md", "gone.jpg"]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_document_names_a_place_of_one_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert A_PLACE.findall(text) == []
    assert hosts(text) <= {"127.0.0.1"}


def test_a_place_and_a_host_of_one_machine_are_found() -> None:
    planted = "see /" + "home/anna/x.md and http://registry.example:80/x"
    assert A_PLACE.findall(planted) == ["/" + "home/anna/x.md"]
    assert hosts(planted) == {"registry.example"}


def test_whoever_wants_to_change_something_finds_file_and_test() -> None:
    table = section(README, "I want to change…")
    rows = [row for row in table.splitlines() if row.startswith("| ") and "---" not in row][1:]
    for wish in TO_CHANGE:
        assert any(wish in row.split("|")[1] for row in rows), wish
    for row in rows:
        _, wish, where, guard, _ = row.split("|")
        assert files_named(where), wish
        assert any(name.startswith("tests/") for name in files_named(guard)), wish


@pytest.mark.parametrize(
    "path", [README, CHANGELOG, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name
)
def test_every_file_that_is_named_exists(path: Path) -> None:
    assert sorted(name for name in files_named(prose(path)) if not is_there(name)) == []


def test_a_file_that_is_named_and_not_there_is_found() -> None:
    named = files_named("`plumbing/gone.py` `gone.toml` `README.md` `docs/gone/` `a word` plumbing/uncoded.py")
    assert {name for name in named if not is_there(name)} == {"plumbing/gone.py", "gone.toml", "docs/gone/"}


def test_the_readme_names_every_command_and_no_other() -> None:
    rows = [row.split("|")[1] for row in section(README, "Commands").splitlines() if row.startswith("| `")]
    named = {word.removeprefix("vroegsignaal ") for row in rows for word in coded(row)}
    assert named == set(commands())


def test_every_option_of_a_command_in_a_document_exists() -> None:
    known = commands()
    found = [
        line for path in documents() for line in re.findall(r"vroegsignaal ((?:[a-z]+ )+--.*)", path.read_text("utf-8"))
    ]
    assert found
    for line in found:
        name = max((one for one in known if line.startswith(f"{one} ")), key=len)
        assert set(re.findall(r"(--[a-z-]+)", line.partition("`")[0].partition("#")[0])) <= known[name], line


def test_every_option_in_the_table_of_commands_exists() -> None:
    known = commands()
    for row in section(README, "Commands").splitlines():
        if row.startswith("| `"):
            name = row.split("`")[1].removeprefix("vroegsignaal ")
            assert set(re.findall(r"(--[a-z-]+)", row)) <= known[name], name


def test_the_readme_names_every_setting_and_no_other() -> None:
    table = section(README, "Settings")
    listed = {name.lower() for row in table.splitlines() if row.startswith("| ") for name in SETTING.findall(row)}
    assert listed == set(Settings.model_fields)
    for path in documents():
        assert {name.lower() for name in SETTING.findall(path.read_text("utf-8"))} <= listed, path.name


def test_the_signal_in_the_readme_would_be_accepted() -> None:
    (body,) = re.findall(r"```json\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    agreement = Agreement("9911", date(2026, 1, 1))
    (checked,) = judge_request(body.encode(), Sender(PartnerKind.ENERGY, {"9911": agreement}, date(2026, 3, 10)))
    assert isinstance(checked.verdict, Signal), checked
    assert checked.findings == ()


def test_the_changelog_names_what_partners_and_integrators_build_on() -> None:
    text = CHANGELOG.read_text(encoding="utf-8")
    described = json.loads((ROOT / "docs/openapi/vroegsignalen.v1.json").read_text(encoding="utf-8"))
    names = {f"/v1{path}" for path in described["paths"]} | {event.topic for event in EVENTS.values()}
    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_decisions_are_numbered_and_have_their_four_parts() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]}. "), path.name
        assert [line for line in text.splitlines() if line.startswith("## ")] == list(PARTS), path.name


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[\[>=;]", one)[0] for one in asked}
    (path,) = [path for path in DECISIONS if path.name.startswith("0007")]
    rows = [row.split("|")[1] for row in path.read_text("utf-8").splitlines() if row.startswith("| `")]
    assert {word for row in rows for word in coded(row)} == names


def test_the_architecture_shows_every_room_process_table_topic_and_role() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    names = rooms() | set(PROCESSES) | set(GRANTS) | set(metadata.tables) | {kind.topic for kind in EVENTS.values()}
    assert sorted(name for name in names if f"`{name}`" not in text) == []
