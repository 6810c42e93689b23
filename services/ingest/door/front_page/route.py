"""The front page at `/`, in Dutch and in English, its stylesheet and the sample files. No key is asked for."""

import re
from functools import cache
from pathlib import Path
from typing import Final

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.law.calendar import local_date
from services.ingest.door.front_page.samples import sample_csv, sample_signals
from services.ingest.door.front_page.tables import tables
from services.ingest.door.openapi import document

PAGE_FOLDER: Final = Path(__file__).resolve().parent
FRONT_PAGE_IN: Final = {"nl": "/", "en": "/en"}
"""Language -> where its page is."""
A_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,100}(:\d{1,5})?|\[[0-9a-f:]{2,40}\](:\d{1,5})?")
front_page_router = APIRouter()


@front_page_router.get("/")
async def dutch_page(request: Request) -> Response:
    """The front page in Dutch."""
    return front_page(request, "nl")


@front_page_router.get("/en")
async def english_page(request: Request) -> Response:
    """The front page in English."""
    return front_page(request, "en")


@front_page_router.get("/v1")
@front_page_router.get("/v1/")
async def to_front_page() -> Response:
    """Who looks here wants to know what this is."""
    return RedirectResponse("/", 303)


@front_page_router.get("/opmaak.css")
async def stylesheet() -> Response:
    """The looks of the page."""
    return Response((PAGE_FOLDER / "front_page.css").read_bytes(), media_type="text/css")


@front_page_router.get("/voorbeelden/signalen.json")
async def json_sample(request: Request) -> Response:
    """Signals as JSON, with dates of these days."""
    body = orjson.dumps(sample_signals(local_date(request.app.state.ports.clock())), option=orjson.OPT_INDENT_2)
    return Response(body, media_type="application/json", headers=_as_file("signalen.json"))


@front_page_router.get("/voorbeelden/signalen.csv")
async def csv_sample(request: Request) -> Response:
    """The same as a CSV file of the example's column mapping."""
    text = sample_csv(local_date(request.app.state.ports.clock()))
    return Response(text, media_type="text/csv", headers=_as_file("signalen.csv"))


def front_page(request: Request, language: str) -> HTMLResponse:
    """The page, with the address under which it was asked for in its command lines."""
    host = request.url.netloc if A_HOST.fullmatch(request.url.netloc) else "vroegsignaal.example.nl"
    given = {"language": language, "languages": FRONT_PAGE_IN, "base": f"{request.url.scheme}://{host}"}
    contact = document()["info"]["contact"]
    html = _environment().get_template(f"{language}.html").render(**given, contact=contact, tables=tables())
    return HTMLResponse(html, headers={"Content-Language": language})


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(PAGE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
