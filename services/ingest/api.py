"""The partner API: deliver signals, deliver files, read receipts. Thin: each handler says what it calls."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from services.ingest.answers import delivery_answer, file_answer, find_delivery, find_signal
from services.ingest.bodies import read_json, spool_csv
from services.ingest.files import FileError
from services.ingest.headers import DOCUMENT, AnswerHeaders
from services.ingest.intake import Intake
from services.ingest.mapping import ColumnMapping
from services.ingest.openapi import document
from services.ingest.partners import Partner, Partners
from services.ingest.problems import ProblemError, add_handlers
from services.ingest.validate import MalformedError
from services.record.connect import transaction

MOST_KEY_CHARACTERS: Final = 100
Found = dict[str, Any] | None


class Counter:
    """What the handlers share: the intake, the registry, the mappings, and whom to tell that a file came in."""

    def __init__(
        self, intake: Intake, partners: Partners, mappings: dict[str, ColumnMapping], file_came: Callable[[], None]
    ) -> None:
        self.intake, self.partners, self.mappings, self.file_came = intake, partners, mappings, file_came


def create_app(desk: Counter, running: Callable[[], AsyncIterator[None]] | None = None) -> FastAPI:
    """The application. `running`: what starts and stops with it (publisher, file worker)."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async for _started in running() if running else _nothing():
            yield

    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan, title="Signalen"
    )
    app.state.desk = desk
    app.include_router(router, prefix="/v1")
    app.add_middleware(AnswerHeaders)
    add_handlers(app)
    return app
