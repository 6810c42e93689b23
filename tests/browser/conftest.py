"""A browser, and a worklist with a working day in it that these tests look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.route import navigation
from services.worklist.signin.session import COOKIE
from tests.browser.looking import NOT_THERE
from tests.database import Database, embedded_database
from tests.domain.cases.waterdal import Waterdal, a_working_day
from tests.real import chromium_path, need
from tests.services.worklist.serving import Served, serving


@dataclass
class Site:
    """A worklist, its data and a browser; every page by name."""

    served: Served
    day: Waterdal
    browser: Browser

    @property
    def pages(self) -> dict[str, str]:
        """Name of each page to its address."""
        case = f"/zaken/{self.day.crisis}"
        lists = {
            menu.address.strip("/") or "vandaag": menu.address for menu in navigation() if menu.is_for("coordinator")
        }
        cases = {"aanbod": self.day.offered, "gesloten": self.day.closed, "collega": self.day.free}
        others = {
            "bakje": "/wachtrij?bakje=single",
            "brief": f"/signaal-invoeren?partner={self.day.desk.partner(PartnerKind.LANDLORD)}",
            "verbeteren": f"/geweigerd/{self.day.refused}",
            "aanmelden": "/aanmelden",
            "zaak": case,
            "uitleg": f"{case}/uitleg",
            "niet-gevonden": NOT_THERE,
        }
        return lists | others | {name: f"/zaken/{case_id}" for name, case_id in cases.items()}

    def visit(self, width: int, *, scripts: bool = True) -> BrowserContext:
        """A window of this width in which Samira is signed in; our scripts may look, the page has none."""
        context = self.browser.new_context(
            base_url=self.served.base,
            viewport={"width": width, "height": 900},
            locale="nl-NL",
            bypass_csp=scripts,
            java_script_enabled=scripts,
        )
        cookie = self.served.cookie(self.day.samira)
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.served.base}])
        return context


@pytest.fixture(scope="session")
def pages_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database of its own: one working day serves all tests that only look."""
    with embedded_database(tmp_path_factory.mktemp("pages")) as database:
        yield database


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The one browser of these tests; it is gone before others start a loop of events. Skipped where there is none."""
    need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium_path()), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site in Chromium."""
    database: Database = request.getfixturevalue("pages_database")
    worklist = database.engine("worklist")
    day = a_working_day(database.engine("superuser"), worklist)
    with serving(worklist) as served:
        yield Site(served, day, chromium)


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go."""
    return tmp_path_factory.mktemp("screenshots")
