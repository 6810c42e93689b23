"""The partner API: deliver signals, deliver files, read receipts. Thin: each handler says what it calls."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from plumbing.record.connect import transaction
from plumbing.record.secrecy import Secrecy
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.web.problems import answer_everything
from schemas.ids import IdFromOutside
from services.ingest.accept import Desk
from services.ingest.checks.judge import MalformedError
from services.ingest.door.answers import delivery_answer, file_answer, find_delivery, find_signal
from services.ingest.door.bodies import read_json, require_content, spool_csv
from services.ingest.door.headers import api_headers
from services.ingest.door.openapi import document
from services.ingest.door.problems import ProblemError, as_problem
from services.ingest.files.chunks import FileError, read_mappings
from services.ingest.files.file_worker import FileWorker
from services.ingest.files.mapping import ColumnMapping
from services.ingest.intake import Intake, Publishes
from services.ingest.registry import Partner, Partners

MOST_KEY_CHARACTERS: Final = 100
MOST_PAGES: Final = 100_000
MOST_ON_PAGE: Final = 1_000
Answer = dict[str, Any]
router = APIRouter(prefix="/v1")


@dataclass(frozen=True)
class Front:
    """What the handlers share."""

    intake: Intake
    partners: Partners
    mappings: Mapping[str, ColumnMapping]
    file_worker: FileWorker


def create_app(settings: Settings, engine: Engine, clock: Clock, publisher: Publishes, outbox: Outbox) -> FastAPI:
    """The application; its `state.front` holds the file worker, which whoever runs the process starts and stops.

    `engine` connects as the role ingest. `outbox` is the one `publisher` reports to. Raises ValueError without keys.
    """
    desk = Desk(Secrecy.from_hex(settings.bsn_key, settings.hash_key), outbox)
    intake, partners = Intake(engine, clock, desk, publisher), Partners(engine)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.front = Front(intake, partners, read_mappings(), FileWorker(intake, partners))
    app.include_router(router)
    answer_everything(app, api_headers, as_problem)
    return app


def front_of(request: Request) -> Front:
    """What the application was made with."""
    front: Front = request.app.state.front
    return front


async def partner_of(request: Request) -> Partner:
    """The partner that holds the API key of this request. Raises ProblemError 401."""
    key = request.headers.get("x-api-key", "")
    if not key or len(key) > MOST_KEY_CHARACTERS:
        raise ProblemError(401)
    partners = front_of(request).partners
    partner = partners.remembered(key) or await run_in_threadpool(partners.by_key, key)
    if partner is None:
        raise ProblemError(401)
    return partner


SignedIn = Annotated[Partner, Depends(partner_of)]
DeliveryId = Annotated[IdFromOutside, Path(alias="leveringId")]
SignalId = Annotated[IdFromOutside, Path(alias="signaalId")]
MappingName = Annotated[str, Query(alias="kolomindeling", max_length=40)]
Page = Annotated[int, Query(alias="pagina", ge=1, le=MOST_PAGES)]
PageSize = Annotated[int, Query(alias="paginaGrootte", ge=1, le=MOST_ON_PAGE)]


def as_json(answer: Answer, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON; moments in UTC."""
    body = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
    return Response(body, status, dict(headers or {}), "application/json")


@router.post("/signalen", operation_id="leverSignalen")
async def deliver_signals(request: Request, partner: SignedIn) -> Response:
    """Take up to 1,000 signals in and answer each."""
    body, intake = await read_json(request), front_of(request).intake
    try:
        answer = await run_in_threadpool(lambda: delivery_answer(intake.take_request(partner, body)))
    except MalformedError as error:
        raise ProblemError(400, str(error)) from None
    return as_json(answer)


@router.post("/leveringen", operation_id="leverBestand")
async def deliver_file(request: Request, partner: SignedIn, mapping_name: MappingName) -> Response:
    """Store a CSV file; its records are read in the background."""
    front = front_of(request)
    mapping = front.mappings.get(mapping_name)
    if mapping is None:
        raise ProblemError(400, "Deze kolomindeling bestaat niet.")
    require_content(request, "text/csv")
    with await spool_csv(request) as stream:
        try:
            taken = await run_in_threadpool(front.intake.take_file, partner, stream, mapping)
        except FileError as error:
            raise ProblemError(400, str(error)) from None
    front.file_worker.wake()
    return as_json(file_answer(taken), 202, {"Location": f"/v1/leveringen/{taken.id}"})


@router.get("/leveringen/{leveringId}", operation_id="bekijkLevering")
async def read_delivery(
    request: Request, partner: SignedIn, delivery_id: DeliveryId, page: Page = 1, page_size: PageSize = MOST_ON_PAGE
) -> Response:
    """State, counts and receipts of a delivery of this partner."""

    def find() -> Answer | None:
        with transaction(front_of(request).intake.engine, partner=partner.id) as connection:
            return find_delivery(connection, delivery_id, page, page_size)

    return _found(await run_in_threadpool(find))


@router.get("/signalen/{signaalId}", operation_id="bekijkSignaal")
async def read_signal(request: Request, partner: SignedIn, signal_id: SignalId) -> Response:
    """The receipt of one signal of this partner."""

    def find() -> Answer | None:
        with transaction(front_of(request).intake.engine, partner=partner.id) as connection:
            return find_signal(connection, signal_id, partner.municipalities())

    return _found(await run_in_threadpool(find))


@router.get("/openapi.json", operation_id="bekijkBeschrijving")
async def read_document() -> Response:
    """The description of this API, without sign-in."""
    return as_json(document())


def _found(answer: Answer | None) -> Response:
    if answer is None:
        raise ProblemError(404)
    return as_json(answer)
