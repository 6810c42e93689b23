"""What stands in a panel stays in it, however long names, threats and addresses are."""

from datetime import date
from typing import Any

import pytest

from plumbing.record.tables import case_file
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from tests.browser.conftest import Site
from tests.browser.looking import opened
from tests.services.worklist.builders import NOW, Person, a_case, a_signal

pytestmark = pytest.mark.real
LONG = Person(
    *("Verstraaten-van der Molenbrugge", "A.B.C.", "van den", date(1968, 11, 4)),
    *("0600 574 617", "a.b.c.verstraaten-van-der-molenbrugge@voorbeeldmail.example"),
)
REPORTED = (
    (PartnerKind.LANDLORD, SignalKind.EVICTION),
    (PartnerKind.HEALTH_INSURER, SignalKind.INSURANCE_ENDED),
    (PartnerKind.ENERGY, SignalKind.END_OF_CONTRACT),
)
OVER_THE_EDGE = """
() => [...document.querySelectorAll('.vs-panel *')]
  .filter(element => !element.closest('.vs-hide') && element.getBoundingClientRect().width > 1)
  .filter(element => element.getBoundingClientRect().right > element.closest('.vs-panel').getBoundingClientRect().right)
  .map(element => element.outerHTML.slice(0, 90))
"""
LINES_OF_PERIODS = """
() => [...document.querySelectorAll('#inhoud .vs-whole')].map(cell => {
  const range = document.createRange()
  range.selectNodeContents(cell)
  return new Set([...range.getClientRects()].map(line => Math.round(line.top))).size
})
"""


@pytest.fixture(scope="module")
def long_case(site: Site) -> Id:
    """A closed case, so that no list of the other tests has it, with the longest of everything."""
    desk = site.day.desk
    case_id = a_case(desk, tray=Tray.CRISIS, person=LONG, signals=0, queued=False)
    address = ("Burgemeester van Oosterhoutlaan", "1142", "4512AB")
    for partner_kind, kind in REPORTED:
        more: dict[str, Any] = {"planned": date(2026, 3, 26), "cents": 1_234_567, "months": 14, "address": address}
        a_signal(desk, case_id, partner_kind=partner_kind, kind=kind, person=LONG, **more)
    with desk.engine.begin() as connection:
        connection.execute(case_file.update().where(case_file.c.id == case_id).values(closed_at=NOW))
    return case_id


@pytest.mark.parametrize("width", [360, 375, 640, 768, 1024, 1200, 1280])
def test_nothing_reaches_over_the_edge_of_its_panel(site: Site, long_case: Id, width: int) -> None:
    with site.visit(width) as context:
        page = context.new_page()
        for path in (f"/zaken/{long_case}", *site.pages.values()):
            assert opened(page, path).evaluate(OVER_THE_EDGE) == [], path


@pytest.mark.parametrize("width", [1024, 1200, 1280])
def test_the_period_of_a_signal_is_read_at_a_glance(site: Site, long_case: Id, width: int) -> None:
    with site.visit(width) as context:
        page = context.new_page()
        lines = opened(page, f"/zaken/{long_case}").evaluate(LINES_OF_PERIODS)
        assert len(lines) == len(REPORTED)
        assert max(lines) <= 3


def test_what_reaches_over_the_edge_of_its_panel_is_found(site: Site) -> None:
    with site.visit(375) as context:
        page = context.new_page()
        page.set_content('<div class="vs-panel" style="width: 200px"><p style="width: 300px">Te breed</p></div>')
        assert page.evaluate(OVER_THE_EDGE) == ['<p style="width: 300px">Te breed</p>']
