"""The worklist in a real browser: accessible, no sideways scroll, big enough for a thumb, without JavaScript."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import Site
from tests.browser.looking import opened, violations

pytestmark = pytest.mark.real
SMALL_TARGETS = """
() => [...document.querySelectorAll('a, button, summary, label:has(input), select, input:not([type=hidden])')]
  .filter(element => element.offsetParent !== null || getComputedStyle(element).position === 'fixed')
  .filter(element => !element.closest('.utrecht-skip-link') && !element.closest('label:has(input)')?.contains(element)
    || element.tagName === 'LABEL')
  .filter(element => !(element.tagName === 'A' && element.closest('.utrecht-alert')))
  .map(element => ({text: element.textContent.trim().slice(0, 30), height: element.getBoundingClientRect().height}))
  .filter(element => element.height > 0 && element.height < 43.5)
"""
"""Targets under 44 px, links inside a sentence of an alert excepted."""
FAULTY = """
<html><body><img src="x"><button>ok</button><input name="x">
<p style="color: #bbb; background: #fff">Bijna wit op wit</p></body></html>
"""
WIDE = '<p style="width: 900px">Breed</p>'


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_breaks_an_accessibility_rule(site: Site, width: int) -> None:
    with site.visit(width) as context:
        page = context.new_page()
        for name, path in site.pages.items():
            assert violations(opened(page, path)) == [], name


def test_the_checks_themselves_find_faults(site: Site) -> None:
    with site.visit(375) as context:
        page = context.new_page()
        page.set_content(FAULTY)
        found = {one.partition(":")[0] for one in violations(page)}
        assert {"color-contrast", "document-title", "html-has-lang", "image-alt", "label"} <= found
        assert page.evaluate(SMALL_TARGETS)[0]["text"] == "ok"


def test_a_page_that_is_wider_than_the_window_is_found(site: Site) -> None:
    with site.visit(375) as context:
        page = opened(context.new_page(), "/")
        page.evaluate("text => document.querySelector('main').insertAdjacentHTML('beforeend', text)", WIDE)
        assert page.evaluate("document.documentElement.scrollWidth") > 375


def test_a_visit_without_scripts_runs_none(site: Site) -> None:
    for scripts, title in ((True, "ran"), (False, "did not run")):
        with site.visit(375, scripts=scripts) as context:
            page = context.new_page()
            page.set_content("<title>did not run</title><script>document.title = 'ran'</script>")
            assert page.title() == title


def test_a_page_that_is_another_than_was_asked_is_found(site: Site) -> None:
    with site.visit(375) as context:
        page = context.new_page()
        with pytest.raises(AssertionError, match="404"):
            opened(page, "/zaken/geen-id")
        context.clear_cookies()
        with pytest.raises(AssertionError, match="led to"):
            opened(page, "/zoeken")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_scrolls_sideways(site: Site, width: int) -> None:
    with site.visit(width) as context:
        page = context.new_page()
        for name, path in site.pages.items():
            opened(page, path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_every_target_on_a_phone_is_big_enough_for_a_thumb(site: Site) -> None:
    with site.visit(375) as context:
        page = context.new_page()
        for name, path in site.pages.items():
            assert opened(page, path).evaluate(SMALL_TARGETS) == [], name


def test_nothing_comes_from_another_host(site: Site) -> None:
    with site.visit(1280) as context:
        asked: list[str] = []
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in site.pages.values():
            page.goto(path)
    assert {address.split("/")[2] for address in asked} == {site.served.base.removeprefix("http://")}


def test_work_is_recorded_without_javascript(site: Site) -> None:
    with site.visit(1280, scripts=False) as context:
        page = context.new_page()
        page.goto(f"/zaken/{site.day.free}")
        page.get_by_text("Contactpoging", exact=True).click()
        page.get_by_label("Hoe?").select_option("phone")
        page.get_by_label("Nee, niet bereikt").check()
        page.get_by_role("button", name="Contactpoging vastleggen").click()
        assert "De contactpoging is vastgelegd." in page.inner_text("main")


def test_a_search_leaves_nothing_in_the_address(site: Site) -> None:
    with site.visit(1280, scripts=False) as context:
        page = context.new_page()
        page.goto("/zoeken")
        page.get_by_label("Naam, adres").fill("wisniewska")
        page.get_by_role("button", name="Zoek").click()
        assert "1 zaak gevonden" in page.inner_text("main")
        assert page.url == f"{site.served.base}/zoeken"


@pytest.mark.parametrize("width", [1280, 375])
def test_every_page_has_its_picture(site: Site, shots: Path, width: int) -> None:
    """Pictures to look at; VROEGSIGNAAL_TEST_PICTURES names a folder that keeps them."""
    folder = Path(os.environ.get("VROEGSIGNAAL_TEST_PICTURES", shots))
    folder.mkdir(parents=True, exist_ok=True)
    with site.visit(width) as context:
        page = context.new_page()
        for name, path in site.pages.items():
            page.goto(path)
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(900, height)})
            picture = page.screenshot(path=folder / f"{name}-{width}.png")
            assert len(picture) > 10_000, name
            page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 375])
def test_a_letter_is_typed_with_its_errors_and_doubles_shown(site: Site, width: int, scripts: bool) -> None:
    with site.visit(width, scripts=scripts) as context:
        page = context.new_page()
        page.goto("/signaal-invoeren")
        page.get_by_label("Partner").select_option(label="Waterbedrijf Dal (water)")
        page.get_by_role("button", name="Verder").click()
        page.get_by_role("button", name="Opslaan").click()
        assert page.title().startswith("Fout: ")
        if scripts:
            assert violations(page) == []
            assert page.evaluate("document.activeElement.id") == "fouten"
        page.get_by_role("link", name="Postcode").click()
        page.keyboard.type("4512 AC")
        for field, text in LETTER.items():
            page.locator(f"#veld-{field}").fill(text)
        page.get_by_role("button", name="Opslaan").click()
        assert "M. Oostra" in page.inner_text("main")
        if scripts:
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Toch opslaan").click()
        assert "Uw signaal wordt verwerkt" in page.inner_text("h1")


LETTER = {
    "kenmerk": "WB-1",
    "klantnummer": "K-1",
    "signaaldatum": "2026-03-12",
    "achternaam": "Oostra",
    "huisnummer": "3",
    "bedragInCenten": "212,50",
    "ontstaansdatum": "2026-01-01",
    "aantalPerioden": "2",
}
