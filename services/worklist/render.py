"""Pages from templates: the texts, the words and the form tokens that every template may use."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from services.worklist.history import Entry
from services.worklist.ports import Visit
from services.worklist.signin.session import VISITOR
from services.worklist.words.catalogue import LANGUAGES, messages
from services.worklist.words.reasons import by_question, sentence
from services.worklist.words.wording import Wording, dialled, part_of_day

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
NAVIGATION: Final = (("/", "today"), ("/wachtrij", "queue"), ("/mijn-zaken", "mine"), ("/zoeken", "search"))
"""Only pages that exist; `nav.<name>` in the catalogues."""
STYLESHEETS: Final = (
    "assets/theme/fonts.css",
    "assets/theme/theme.css",
    "assets/utrecht/index.css",
    "worklist.css",
)
"""In this order: ours last."""


def page(settings: Settings, visit: Visit, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Render a template of `templates/` for this visit."""
    words = Wording(messages(visit.language))
    html = (
        environment()
        .get_template(template)
        .render(
            t=words.messages,
            words=words,
            word=words.messages.word,
            said=lambda reason: sentence(words, reason),
            told=lambda entry: told(words, entry),
            kinds=lambda found: [words.messages.about(kind) for kind in found],
            visit=visit,
            token=new_id,
            languages=LANGUAGES,
            navigation=NAVIGATION,
            stylesheets=stylesheets(),
            **context,
        )
    )
    response = HTMLResponse(html, status_code=status)
    if visit.is_new:
        response.set_cookie(VISITOR, visit.cookie, httponly=True, samesite="strict", secure=not settings.embedded)
    return response


def told(words: Wording, entry: Entry) -> str:
    """The sentence of an entry of the history."""
    values = {name: _said(words, value) for name, value in entry.values.items()}
    return words.messages(f"history.{entry.what}", **values)


def _said(words: Wording, value: object) -> str:
    if isinstance(value, StrEnum):
        return words.messages.word(value)
    return words.full_day(value) if isinstance(value, date) else str(value)


@cache
def environment() -> Environment:
    """The template engine: everything is escaped, and a name that is not given is an error."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(by_question=by_question, dialled=dialled, part_of_day=part_of_day)
    return found


@cache
def stylesheets() -> Mapping[str, str]:
    """Address of each stylesheet, with a digest of its content so that browsers may keep it."""
    return {name: f"/static/{name}?v={_digest(STATIC / name)}" for name in STYLESHEETS}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "absent"
