"""The pages of administrators in a real browser: accessible, no sideways scroll, without JavaScript, on a phone too."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from plumbing.record import tables
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryFormat
from services.worklist.signin.session import COOKIE
from tests.browser.conftest import Site
from tests.browser.looking import OPEN_ALL, opened, violations
from tests.browser.test_worklist import SMALL_TARGETS
from tests.domain.intake.files.renting import a_tenant, a_workbook

pytestmark = pytest.mark.real
FILE = """Gemeente;Kenmerk;Klantnr;Naam;Adres;Postcode;Saldo;Achterstand sinds;Termijnen;Datum signaal;Soort;Notitie
1901;Z-77;K-5;Kanariepiet;Vogelweg 12;4512 AB;1.250,75;05-01-2026;3;16-03-2026;Rood alarm;belt liever niet
1901;Z-78;K-6;Mees;Nestpad 3a;4512 AC;veel;05-02-2026;2;16-03-2026;achterstand;
"""
SHOTS = os.environ.get("VROEGSIGNAAL_TEST_SHOTS", "")


@pytest.fixture(scope="module")
def mira(site: Site) -> str:
    """The cookie of an administrator; two partners have agreements, one of them ended."""
    desk = site.day.desk
    energy, water = desk.partner(PartnerKind.ENERGY), desk.partner(PartnerKind.WATER)
    place = {"municipality": desk.municipality, "valid_from": date(2024, 1, 1)}
    desk.insert(tables.agreement, **place, partner_id=energy, bsn_basis="Convenant vroegsignalering 2024, artikel 7")
    desk.insert(tables.agreement, **place, partner_id=water, valid_to=date(2025, 12, 31))
    return site.served.cookie(desk.worker("Mira Dekker", role="administrator"))


@contextmanager
def visiting(site: Site, cookie: str, width: int, *, scripts: bool = True) -> Iterator[Page]:
    with site.visit(width, scripts=scripts) as context:
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": site.served.base}])
        yield context.new_page()


def proposed(page: Page, folder: Path) -> Page:
    """The page that shows a proposal."""
    file = folder / "bestand.csv"
    file.write_text(FILE, encoding="utf-8")
    page.goto("/kolomindeling")
    page.get_by_label("Bestand met kolomnamen").set_input_files(file)
    page.get_by_role("button", name="Bekijk het bestand").click()
    return page


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_are_accessible_fit_the_window_and_suit_a_thumb(
    site: Site, mira: str, shots: Path, tmp_path: Path, width: int
) -> None:
    with visiting(site, mira, width) as page:
        for name in ("partners", "kolomindeling", "voorstel"):
            if name == "voorstel":
                proposed(page, tmp_path).evaluate(OPEN_ALL)
            else:
                opened(page, f"/{name}")
            assert violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert width > 375 or page.evaluate(SMALL_TARGETS) == [], name
            page.screenshot(path=Path(SHOTS or shots) / f"{name}-{width}.png", full_page=True)


def test_a_mapping_is_made_without_javascript(site: Site, mira: str, tmp_path: Path) -> None:
    with visiting(site, mira, 1280, scripts=False) as page:
        proposed(page, tmp_path)
        assert "Kanariepiet" in page.inner_text("main")
        page.get_by_label("Wat is de kolom Notitie?").select_option("woonplaats")
        page.get_by_role("button", name="Bekijk de rijen opnieuw").click()
        assert "belt liever niet" in page.locator(".vs-read").first.inner_text()
        page.get_by_role("button", name="Opslaan als nieuwe versie").click()
        assert "De kolomindeling is opgeslagen." in page.inner_text("main")


def test_a_workbook_is_read_without_javascript(site: Site, mira: str, shots: Path, tmp_path: Path) -> None:
    file = tmp_path / "huur.xlsx"
    file.write_bytes(a_workbook(DeliveryFormat.XLSX, a_tenant(1), a_tenant(2)))
    with visiting(site, mira, 375, scripts=False) as page:
        page.goto("/kolomindeling")
        page.get_by_label("Bestand met kolomnamen").set_input_files(file)
        page.get_by_role("button", name="Bekijk het bestand").click()
        assert "Wij lazen het werkblad Huurschuld van het XLSX-bestand" in page.inner_text("main")
        assert "Lindekade" in page.locator(".vs-read").first.inner_text()
        page.screenshot(path=Path(SHOTS or shots) / "voorstel-werkmap.png", full_page=True)


def test_a_ground_is_withdrawn_without_javascript(site: Site, mira: str) -> None:
    with visiting(site, mira, 375, scripts=False) as page:
        page.goto("/partners")
        page.get_by_text("beëindigen of een grond intrekken").first.click()
        page.get_by_label("De grond voor het BSN intrekken").first.check()
        page.get_by_role("button", name="Vastleggen").first.click()
        assert "De grond voor het BSN is ingetrokken." in page.inner_text("main")
