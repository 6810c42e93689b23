"""Who is who in a real browser: accessible, no sideways scroll, suited to a thumb, and judged without JavaScript."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from domain.cases.acts import Worker
from schemas.ids import event_id
from schemas.vocabulary.partners import PartnerKind
from services.worklist.signin.session import COOKIE
from tests.browser.looking import opened, violations
from tests.browser.test_worklist import SMALL_TARGETS
from tests.builders import PARTNERS, Town, a_signal
from tests.services.worklist.builders import NOW
from tests.services.worklist.pages.in_town import answer_questions
from tests.services.worklist.serving import serving

pytestmark = pytest.mark.real
SHOTS = os.environ.get("VROEGSIGNAAL_TEST_SHOTS", "")
ANNA = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")
PAGE = "/nakijken"


@contextmanager
def visiting(town: Town, chromium: Browser, width: int, *, scripts: bool = True) -> Iterator[Page]:
    """A window of this width in which Anna is signed in."""
    with serving(town.record.engine("worklist")) as served:
        context = chromium.new_context(
            base_url=served.base,
            viewport={"width": width, "height": 900},
            bypass_csp=scripts,
            java_script_enabled=scripts,
        )
        context.add_cookies([{"name": COOKIE, "value": served.cookie(ANNA), "url": served.base}])
        with context:
            yield context.new_page()


def in_doubt(town: Town) -> None:
    """A pair that may be one household and a pair that may be one person."""
    town.now = NOW
    door = {"postcode": "1234AB", "house_number": "7", "street": "Proefdreef", "town": "Waterdal"}
    town.bring(
        a_signal(surname="Proefpersoon", initials="A.", birth_date="1988-05-14", phone="06 00 00 00 01", **door),
        a_signal(surname="Testman-Langenaamgenoot", initials="B.", **door),
    )
    lives = {"surname": "Jansen", "initials": "C.", "postcode": "4321AB", "street": "Testlaan", "town": "Waterdal"}
    town.bring(a_signal(birth_date="1980-05-14", house_number="9", **lives))
    town.bring(a_signal(house_number="99", **lives), kind=PartnerKind.ENERGY)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_is_accessible_fits_the_window_and_suits_a_thumb(
    town: Town, chromium: Browser, shots: Path, width: int
) -> None:
    in_doubt(town)
    with visiting(town, chromium, width) as page:
        page.goto(PAGE)
        page.get_by_label("Zij wonen samen").last.check()
        page.get_by_label("Hoe weet u dat?").last.select_option("spoken")
        page.get_by_role("button", name="Antwoord opslaan").last.click()
        for name, path in {"nakijken": PAGE, "te-controleren": "/te-controleren"}.items():
            opened(page, path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert violations(page) == [], path
            if width < 768:
                assert page.evaluate(SMALL_TARGETS) == [], path
            page.screenshot(path=Path(SHOTS or shots) / f"{name}-{width}.png", full_page=True)


def test_a_pair_is_judged_and_taken_back_without_javascript(town: Town, chromium: Browser) -> None:
    in_doubt(town)
    with visiting(town, chromium, 360, scripts=False) as page:
        page.goto("/te-controleren")
        page.get_by_role("link", name="Wie is wie? 2 paren om na te kijken").click()
        page.get_by_label("Zij wonen samen").last.check()
        page.get_by_label("Hoe weet u dat?").last.select_option("spoken")
        page.get_by_role("button", name="Antwoord opslaan").last.click()
        assert page.get_by_text("Het wordt verwerkt").is_visible()
        answer_questions(town)
        page.get_by_role("button", name="Draai terug").click()
        assert page.get_by_text("Het antwoord is teruggedraaid").is_visible()
        answer_questions(town)
        page.reload()
        assert page.get_by_role("button", name="Antwoord opslaan").count() == 2
