"""What is wrong with a file that somebody wrote is told in words, by line and field, and no value is repeated."""

from pathlib import Path

import pytest
import typer

from command.files import read_yaml
from command.seed import Seed
from schemas.policy.form import Policy


def told(folder: Path, text: str, kind: type[Policy] | type[Seed] = Policy) -> list[str]:
    file = folder / "given.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(typer.BadParameter) as refused:
        read_yaml(kind, file)
    return str(refused.value).splitlines()


def test_every_error_has_its_line_its_field_and_words(tmp_path: Path) -> None:
    text = "name: x\nthreshold_cents: veel\nclocks:\n  crisis_working_days: 5\nleeftijd: 67\n"
    assert told(tmp_path, text) == [
        "given.yaml, line 2: threshold_cents: Input should be a valid integer, unable to parse string as an integer",
        "given.yaml, line 4: clocks.crisis_working_days: Input should be less than or equal to 3",
        "given.yaml, line 5: leeftijd: is not a setting that exists here",
    ]


def test_what_is_missing_is_told_at_what_it_should_stand_in(tmp_path: Path) -> None:
    partner = "  - id: 0d9c3f5e-3f0e-4c55-9a0a-3b7c1f6f2a01\n    name: Bronwater\n"
    text = f"municipalities: []\npartners:\n{partner}agreements: []\n"
    assert told(tmp_path, text, Seed) == ["given.yaml, line 3: partners.1.kind: is missing"]


def test_no_value_and_no_link_is_repeated(tmp_path: Path) -> None:
    worker = '{municipality: "99011", name: [Vermeulen], role: Vermeulen}'
    worker = f"municipalities: []\npartners: []\nagreements: []\nworkers:\n  - {worker}\n"
    found = "\n".join(told(tmp_path, worker, Seed))
    assert "workers.1.role" in found
    assert "Vermeulen" not in found
    assert "99011" not in found
    assert "http" not in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [Vermeulen", "given.yaml, line 1: this is no YAML from here on"),
        ("name: x\n\tthreshold_cents: 1", "given.yaml, line 2: this is no YAML from here on"),
        ("", "given.yaml, line 1: the whole file: Input should be a valid dictionary or instance of Policy"),
        ("- 1", "given.yaml, line 1: the whole file: Input should be a valid dictionary or instance of Policy"),
        ("name: x\nname: y", "given.yaml, line 2: name: stands here twice"),
        (
            "name: x\nclocks:\n  ordinary_days: 7\n  ordinary_days: 28",
            "given.yaml, line 4: ordinary_days: stands here twice",
        ),
        (
            "name: x\nday: 2026-13-45",
            "given.yaml, line 1: this is no YAML in UTF-8, or it holds a value that does not exist",
        ),
    ],
)
def test_what_is_no_file_of_settings_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert told(tmp_path, text) == [said]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("name: één".encode("latin-1"))
    with pytest.raises(typer.BadParameter, match="UTF-8"):
        read_yaml(Policy, tmp_path / "latin.yaml")
