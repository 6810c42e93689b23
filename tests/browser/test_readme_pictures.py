"""The pictures of the README: taken from the same pages that the other browser tests look at.

VROEGSIGNAAL_TEST_WRITE_DOCS=1 writes them to `docs/pictures`; without it the test only proves that they can be taken.
"""

import os
import struct
from pathlib import Path

import pytest

from tests.browser.conftest import Site

pytestmark = pytest.mark.real
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH, MOST_HEIGHT = 1280, 1500
MOST_BYTES = 300_000


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in the header of a PNG."""
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


@pytest.mark.parametrize("name", ["vandaag", "zaak"])
def test_the_readme_shows_a_page_as_it_is(site: Site, shots: Path, name: str) -> None:
    folder = PICTURES if os.environ.get("VROEGSIGNAAL_TEST_WRITE_DOCS") == "1" else shots
    with site.visit(WIDTH) as context:
        page = context.new_page()
        page.goto(site.pages[name])
        height = min(MOST_HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": WIDTH, "height": height})
        taken = page.screenshot(path=folder / f"{name}.png")
    shown = (PICTURES / f"{name}.png").read_bytes()
    assert len(shown) < MOST_BYTES
    assert size_of(shown)[0] == size_of(taken)[0]
    assert abs(size_of(shown)[1] - size_of(taken)[1]) < 200, "the page has changed: take the pictures again"
