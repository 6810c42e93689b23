"""An installation looks after its processes: it knows where they are, and says why one cannot be."""

import json
import signal
import socket
from contextlib import closing
from pathlib import Path

import pytest

from command.failures import CannotStart
from command.home import TARGETS, address, ready
from command.installation import Installation
from tests.running import running, until


def target(installation: Installation, name: str) -> str:
    written = json.loads((installation.settings.home / TARGETS).read_text(encoding="utf-8"))
    return next(str(one["targets"][0]) for one in written if one["labels"]["process"] == name)


def test_a_process_whose_port_was_taken_meanwhile_gets_another_and_prometheus_is_told(tmp_path: Path) -> None:
    with running(tmp_path, "report") as installation:
        child, before = installation.children["report"], address(tmp_path, "report", "metrics")
        assert before == target(installation, "report")
        child.stop(signal.SIGKILL)
        child.wait(10)
        host, port = str(before).split(":")
        with closing(socket.create_server((host, int(port)))):

            def back() -> bool:
                installation.keep_running()
                return ready(tmp_path, "report")

            until(back)
            installation.keep_running()
            assert address(tmp_path, "report", "metrics") == target(installation, "report") != before
        assert child.restarts == 1


def test_a_process_that_cannot_start_is_told_in_its_own_words(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotStart, match="report does not start: VROEGSIGNAAL_OIN: string should match"),
        running(tmp_path, "report", VROEGSIGNAAL_OIN="7"),
    ):
        pass
