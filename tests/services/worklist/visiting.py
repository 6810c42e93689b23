"""A visitor without a browser: signs in, follows links, fills in forms as the pages show them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser

from httpx import Client, Response

from domain.cases.acts import Worker
from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.route import navigation
from services.worklist.signin.session import COOKIE
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.serving import Served


@dataclass
class Form:
    """A form of a page: where it goes, and its fields with what is filled in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "input" and self.forms and (given.get("type") != "radio" or "checked" in given):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.forms[-1].fields[self._select] = given["value"]


@dataclass
class Visitor:
    """Somebody with a browser that keeps cookies."""

    client: Client

    def get(self, path: str) -> Response:
        """Open a page."""
        return self.client.get(path)

    def forms(self, page: Response) -> list[Form]:
        """The forms of a page."""
        found = _Forms()
        found.feed(page.text)
        return found.forms

    def form(self, page: Response, action: str) -> Form:
        """The form of a page that goes to an address that ends so."""
        return next(form for form in self.forms(page) if form.action.endswith(action))

    def send(self, form: Form, changes: Mapping[str, str] | None = None, *, follow: bool = True) -> Response:
        """Send a form, with other answers where `changes` has them."""
        return self.client.post(form.action, data={**form.fields, **(changes or {})}, follow_redirects=follow)


@contextmanager
def a_visitor(served: Served, worker: Worker | None = None) -> Iterator[Visitor]:
    """A visitor, signed in as `worker` if there is one."""
    with Client(base_url=served.base, follow_redirects=True) as client:
        if worker:
            client.cookies.set(COOKIE, served.cookie(worker))
        yield Visitor(client)


def addresses(day: Waterdal) -> list[str]:
    """Addresses of pages of every kind; a page that stands in the menu is among them."""
    case = f"/zaken/{day.crisis}"
    lists = [
        *(menu.address for menu in navigation() if menu.is_for("coordinator")),
        "/wachtrij?bakje=single",
        "/nakijken",
    ]
    forms = [f"/signaal-invoeren?partner={day.desk.partner(PartnerKind.LANDLORD)}", f"/geweigerd/{day.refused}"]
    return [*lists, *forms, case, f"{case}/uitleg", *(f"/zaken/{one}" for one in (day.offered, day.closed, day.free))]


def words(page: Response) -> str:
    """The visible text of a page on one line."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", " ", page.text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
