"""The scenes of the demo: what a worker does in each, and the list of residents that its town knows."""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine

from command import demo
from command.demo_scenes import play_scenes
from domain.law.calendar import local_date
from plumbing.running.settings import Settings
from simulation.scenes import PARTS, Scene
from tests.builders import Town, a_signal


def play(town: Town, part_days: int) -> None:
    """The evening of the day that lies so many before the last."""
    last = local_date(town.now) + timedelta(days=part_days)
    play_scenes(town.record.engine("worklist"), town.outbox, last, town.now)


def test_a_scene_whose_signal_did_not_come_is_left_out_and_the_others_are_played(town: Town) -> None:
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE worker SET role = 'coordinator' WHERE name = 'Anna'")
    (there,) = [part for part in PARTS if part.scene is Scene.OTHER_PRIORITY]
    town.bring(a_signal(reference=there.reference))
    for days in {part.days_before for part in PARTS}:
        play(town, days)
    play(town, there.days_before)
    assert town.rows("SELECT tray, urgency FROM override_in_force") == [{"tray": None, "urgency": 2}]


def test_the_list_with_names_of_residents_is_gone_also_where_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Settings, __: Engine, ___: str, ____: str, path: Path) -> int:
        assert "achternaam" in path.read_text(encoding="utf-8")
        raise typer.BadParameter("line 2: status")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(demo, "upload", refuse)
    home = tmp_path / "home"
    home.mkdir()
    with pytest.raises(typer.BadParameter):
        demo.upload_residents(Settings(home=home), None)  # type: ignore[arg-type]
    assert [one.name for one in tmp_path.rglob("*")] == ["home"]
