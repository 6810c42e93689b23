"""The front page for partners in a real browser: accessible, no sideways scroll, in both languages, without scripts."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp

from tests.browser.looking import violations
from tests.database import Database
from tests.services.ingest.builders import Office

pytestmark = pytest.mark.real
PAGES = ("/", "/en")


@contextmanager
def on_loopback(app: ASGIApp) -> Iterator[str]:
    """The address of a running front door."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, lifespan="off", ws="none")
    server, socket = uvicorn.Server(config), config.bind_socket()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    while thread.is_alive() and not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()


@pytest.fixture
def door(chromium: Browser, record: Database) -> Iterator[tuple[str, Browser]]:
    """The front door and a browser."""
    with on_loopback(Office(record).app) as base:
        yield base, chromium


def looked_at(browser: Browser, address: str, width: int, *, scripts: bool = True) -> Page:
    """The page in a window of this width; our scripts may look, the page has none."""
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, bypass_csp=scripts, java_script_enabled=scripts)  # type: ignore[arg-type]
    page = context.new_page()
    answer = page.goto(address)
    assert answer
    assert answer.status == 200
    return page


@pytest.mark.parametrize("width", [1280, 375])
def test_the_front_page_breaks_no_accessibility_rule_and_is_as_wide_as_the_window(
    door: tuple[str, Browser], width: int, tmp_path: Path
) -> None:
    base, browser = door
    for path in PAGES:
        page = looked_at(browser, base + path, width)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        name = f"voordeur-{path.strip('/') or 'nl'}-{width}.png"
        page.screenshot(path=Path(os.environ.get("VROEGSIGNAAL_SHOTS", tmp_path)) / name, full_page=True)


def test_the_front_page_has_its_looks_and_words_without_scripts(door: tuple[str, Browser]) -> None:
    base, browser = door
    page = looked_at(browser, f"{base}/", 375, scripts=False)
    assert page.get_by_role("heading", level=1).inner_text() == "Vroegsignalen leveren aan de gemeente"
    assert page.locator("section").first.bounding_box()
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Delivering early signals to the municipality"


def test_the_stylesheet_is_not_held_back_by_our_own_rules(door: tuple[str, Browser]) -> None:
    base, browser = door
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{base}/")
    assert refused == []
    assert page.locator("section").first.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"
