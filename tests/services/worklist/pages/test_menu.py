"""Pages are found from their folders, and the menu follows from them."""

from fastapi.routing import APIRoute

from services.worklist.pages.route import PAGES, navigation, pages
from services.worklist.words.store import WORKLIST
from tests.services.worklist.visiting import Visitor, words


def test_every_folder_with_a_route_is_a_page() -> None:
    folders = {path.name for path in (WORKLIST / "pages").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders - set(PAGES) == {"shared", "problem"}
    assert {"today", "queue", "mine", "search", "case", "explain"} <= set(PAGES)


def test_a_page_has_addresses_and_every_address_is_of_one_page() -> None:
    routes = [[route for route in page.router.routes if isinstance(route, APIRoute)] for page in pages()]
    assert all(routes)
    addresses = [(route.path, *(route.methods or ())) for found in routes for route in found]
    assert len(addresses) == len(set(addresses))


def test_the_menu_stands_in_its_order_and_leads_somewhere(samira: Visitor) -> None:
    assert [menu.key for menu in navigation()][:4] == ["today", "queue", "mine", "search"]
    assert len({menu.place for menu in navigation()}) == len(navigation())
    for menu in (one for one in navigation() if one.is_for("coordinator")):
        page = samira.get(menu.address)
        assert f'<a href="{menu.address}" aria-current="page">' in page.text
    assert words(samira.get("/")).index("Vandaag") < words(samira.get("/")).index("Zoeken")
