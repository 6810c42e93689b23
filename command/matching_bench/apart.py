"""An environment apart, with the programs that ours is measured beside: made once, from pinned packages with hashes."""

import json
import os
import shutil
import subprocess
import sys
import venv
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, Final

BESIDE_FOLDER: Final = Path(__file__).with_name("beside")
REQUIREMENTS: Final = BESIDE_FOLDER / "requirements.txt"
SCRIPT: Final = BESIDE_FOLDER / "compare.py"
TO_INSTALL_SECONDS: Final = 900
TO_COMPARE_SECONDS: Final = 3_600
LINES_TOLD: Final = 3


class NotInstalledError(Exception):
    """The packages cannot be had here; the text says why in one line."""


class EnvironmentApart:
    """The environment, in the cache folder of whoever runs the command; a changed list of packages is another one."""

    def __init__(self, cache: Path) -> None:
        pinned = sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:12]
        self._home = cache / f"beside-{pinned}"

    def installed(self) -> "EnvironmentApart":
        """Install what is not there. Raises NotInstalledError."""
        if not self._python(self._home).exists():
            try:
                self._made()
            except (OSError, subprocess.CalledProcessError) as error:
                raise NotInstalledError(type(error).__name__) from error
        return self

    def _made(self) -> None:
        self._home.parent.mkdir(parents=True, exist_ok=True)
        new = Path(mkdtemp(dir=self._home.parent, prefix="new-"))
        try:
            self._install(new)
            new.rename(self._home)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def compared(self, what: str, given: Any = None) -> Any:
        """What the script answers to `what` about this JSON. Raises NotInstalledError when it stops with an error."""
        with TemporaryDirectory() as folder:
            known, wanted = Path(folder, "given.json"), Path(folder, "wanted.json")
            known.write_text(json.dumps(given), encoding="utf-8")
            _run([str(self._python(self._home)), str(SCRIPT), what, str(known), str(wanted)], TO_COMPARE_SECONDS)
            return json.loads(wanted.read_text(encoding="utf-8"))

    def _install(self, new: Path) -> None:
        venv.create(new, with_pip=True, symlinks=os.name != "nt")
        pip = [str(self._python(new)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--require-hashes", "-r", str(REQUIREMENTS)], TO_INSTALL_SECONDS)

    @staticmethod
    def _python(home: Path) -> Path:
        return home / "bin" / "python"


def cache_folder() -> Path:
    """Where programs keep what they can make again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vroegsignaal"


def _run(command: list[str], seconds: float) -> None:
    """Raises NotInstalledError with the last lines of what it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(type(error).__name__) from error
    if done.returncode:
        raise NotInstalledError(" ".join(done.stderr.strip().splitlines()[-LINES_TOLD:]))
