"""Weights learnt by a command: from towns that no figure is taken from, and every time the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from command.cli import app
from command.matching_bench.arriving import arrivals
from command.matching_bench.learnt import generator_version, written
from command.matching_bench.matched import matched_town
from domain.people.matching import Weights
from domain.people.matching.learn import CONTRACT
from domain.people.matching.read import MODELS_FOLDER
from domain.people.matching.weights import NEWEST
from simulation.seeds import EVALUATION_SEED, TUNING_SEEDS

SMALL = ("--seeds", "1,2,3", "--households", "100", "--out")


def learnt(out: Path, hash_seed: str) -> bytes:
    command = [sys.executable, "-m", "command.cli", "model", "learn", *SMALL, str(out)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": hash_seed})
    return out.read_bytes()


def test_the_same_seeds_give_the_same_file_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first = learnt(tmp_path / "small-1.json", "1")
    assert learnt(tmp_path / "again" / "small-1.json", "2") == first
    document = json.loads(first)
    assert document["version"] == "small-1"
    assert document["learnt_from"] == {
        "seeds": [1, 2, 3],
        "error_scales": [1.0, 1.0, 2.0],
        "households": 100,
        "generator": generator_version(),
    }
    town = arrivals(TUNING_SEEDS[-1], 200)
    assert matched_town(town, Weights(document)).person_score().f1 > 0.8


def test_weights_are_not_learnt_from_a_seed_that_figures_are_taken_from(tmp_path: Path) -> None:
    out = tmp_path / "small-1.json"
    ended = CliRunner().invoke(app, ["model", "learn", "--seeds", f"1,{EVALUATION_SEED}", "--out", str(out)])
    assert ended.exit_code == 2
    assert not out.exists()


def test_the_weights_in_use_say_what_they_were_learnt_from_and_that_is_how_signals_are_made_now() -> None:
    text = (MODELS_FOLDER / f"{NEWEST}.json").read_text(encoding="utf-8")
    document = json.loads(text)
    assert text == written(document)
    assert document["learnt_from"]["generator"] == generator_version()
    assert document["learnt_from"]["seeds"] == list(TUNING_SEEDS)


def test_what_made_up_towns_cannot_tell_of_contracts_is_supposed() -> None:
    document = json.loads((MODELS_FOLDER / f"{NEWEST}.json").read_text(encoding="utf-8"))
    assert document["levels"]["contract"] == {level: list(known) for level, known in CONTRACT.items()}
    assert "contract" not in document["corrected"]
