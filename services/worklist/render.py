"""Pages from templates: the texts, the words and the form tokens that every template may use."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plumbing.running.chance import new_id
from services.worklist.pages.route import navigation
from services.worklist.signin.session import VISITOR
from services.worklist.signin.visit import Visit
from services.worklist.words.catalogue import LANGUAGES
from services.worklist.words.store import WORKLIST, messages
from services.worklist.words.wording import Wording

STATIC: Final = WORKLIST / "static"
TEMPLATES: Final = (WORKLIST / "pages", WORKLIST)
"""A template is named by its folder and file: `today/today.html`, `signin/signin.html`."""
STYLESHEETS: Final = (
    "assets/theme/fonts.css",
    "assets/theme/theme.css",
    "assets/utrecht/index.css",
    "worklist.css",
)
"""In this order: ours last."""


def page(visit: Visit, template: str, *, status: int = 200, here: str = "", **context: Any) -> HTMLResponse:
    """Render a template for this visit. `here`: key of the page in the menu, where it has one."""
    words = Wording(messages(visit.language), visit.today)
    given = {"t": words.messages, "words": words, "word": words.messages.word, "visit": visit, "here": here}
    html = environment().get_template(template).render(**given, **context)
    response = HTMLResponse(html, status_code=status)
    if visit.is_new:
        response.set_cookie(VISITOR, visit.cookie, httponly=True, samesite="strict", secure=visit.secure)
    return response


@cache
def environment() -> Environment:
    """The template engine: everything is escaped, and a name that is not given is an error."""
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(token=new_id, languages=LANGUAGES, navigation=navigation(), stylesheets=stylesheets())
    return found


@cache
def stylesheets() -> Mapping[str, str]:
    """Address of each stylesheet, with a digest of its content so that browsers may keep it."""
    return {name: f"/static/{name}?v={_digest(STATIC / name)}" for name in STYLESHEETS}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "absent"
