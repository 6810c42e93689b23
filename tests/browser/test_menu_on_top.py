"""Nothing lies over the menu, at any scroll position and width, nor over anything else: a tap goes where it aims."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from services.worklist.pages.route import navigation
from tests.browser.conftest import Site
from tests.browser.looking import COVERED_ITEMS, ITEMS_IN_SIGHT, at_full_height, opened, overlapped

pytestmark = pytest.mark.real
WIDTHS = (360, 375, 640, 720, 1280)
"""Phones, and a laptop at 200 % zoom."""
STEP = 4
"""Pixels from one scroll position to the next: less than half a line of text."""
LAID_OVER = """
<main><p style="position: relative; background: #fff; color: #000">Onder</p>
<p style="position: absolute; inset: 0 0 auto; height: 90px; background: #eee; color: #000">Boven</p></main>
"""


def every_page(site: Site, page: Page) -> Iterator[str]:
    """Opens each page in turn, found cases too; gives its name."""
    for name, path in site.pages.items():
        opened(page, path)
        yield name
    page.goto("/zoeken")
    page.get_by_label("Naam, adres").fill("waterdal")
    page.get_by_role("button", name="Zoek").click()
    assert "zaken gevonden" in page.inner_text("main")
    yield "gevonden"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_tap_on_a_menu_item_reaches_that_item_wherever_the_page_is_scrolled(site: Site, width: int) -> None:
    with site.visit(width) as context:
        page = context.new_page()
        for name in every_page(site, page):
            assert page.evaluate(COVERED_ITEMS, STEP) == [], name
            if name != "aanmelden" and width < 768:
                own = [menu for menu in navigation() if menu.is_for("coordinator")]
                assert page.evaluate(ITEMS_IN_SIGHT) == len(own), f"{name}: in sight at the end of the page too"


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_on_a_page_lies_over_something_else(site: Site, width: int) -> None:
    with site.visit(width) as context:
        page = context.new_page()
        for name in every_page(site, page):
            assert overlapped(at_full_height(page)) == [], name
            page.set_viewport_size({"width": width, "height": 900})


def test_the_checks_see_an_element_that_lies_over_another(site: Site) -> None:
    with site.visit(375) as context:
        page = context.new_page()
        page.set_content(LAID_OVER)
        assert any("Onder" in found for found in overlapped(page))
        page.goto("/")
        page.add_style_tag(content=".vs-main { isolation: auto } .vs-main * { position: relative; z-index: 9 }")
        assert page.evaluate(COVERED_ITEMS, STEP)
