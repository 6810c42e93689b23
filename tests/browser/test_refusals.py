"""What was not picked up, and who is to be checked, in a browser: accessible with something on them, at any width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from domain.cases.acts import Worker
from plumbing.record import tables
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.policy.form import Parking, Policy, Registers
from schemas.vocabulary.registers import RegisterSource
from services.worklist.signin.session import COOKIE
from tests.browser.looking import opened, violations
from tests.builders import Town, a_signal
from tests.services.worklist.builders import NOW
from tests.services.worklist.pages.unpicked.test_unpicked import refused
from tests.services.worklist.serving import serving

pytestmark = pytest.mark.real
ASKS = Policy(
    name="vraagt na", parking=Parking(below_threshold=True), registers=Registers(residents=RegisterSource.WORKER)
)
PAGES = ("/niet-opgepakt", "/te-controleren")


@pytest.fixture
def window(town: Town, chromium: Browser) -> Iterator[BrowserContext]:
    """Anna's browser, in a town where something was refused, waits, and is to be checked."""
    town.now = NOW
    town.publish(ASKS)
    refused(town, 3)
    town.bring(a_signal(surname="Proefpersoon"), a_signal(amount_cents=1_000))
    worker = Worker("9901", new_id(), "Anna de Wit")
    with town.record.engine("admin").begin() as connection:
        row = {"municipality": "9901", "id": worker.id, "name": worker.name, "role": "worker"}
        insert(connection, tables.worker, [row])
    with serving(town.record.engine("worklist")) as served:
        context = chromium.new_context(base_url=served.base, locale="nl-NL", bypass_csp=True)
        context.add_cookies([{"name": COOKIE, "value": served.cookie(worker), "url": served.base}])
        yield context
        context.close()


def test_axe_finds_nothing_and_nothing_runs_off_the_side(window: BrowserContext, tmp_path: Path) -> None:
    for path in PAGES:
        for width in (360, 1280):
            page = window.new_page()
            page.set_viewport_size({"width": width, "height": 900})
            found = violations(opened(page, path))
            page.screenshot(path=tmp_path / f"{path.strip('/')}-{width}.png", full_page=True)
            assert found == [], (path, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
            page.close()
