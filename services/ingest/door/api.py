"""The partner API: deliver signals, deliver files, read receipts. Thin: each handler says what it calls."""

from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from domain.intake.checks.judge import MalformedError
from domain.intake.checks.permissions import Partner
from domain.intake.files.kinds import MEDIA_TYPES
from domain.intake.files.lines import FileError
from domain.intake.files.partner_words import JSON_WORDS, PartnerWords, words_of
from domain.intake.limits import KEY_CHARACTERS, MAPPING_NAME_CHARACTERS, PAGES_OF_RECEIPTS, RECEIPTS_ON_PAGE
from plumbing.record.connect import transaction
from plumbing.record.secrecy import Secrecy
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox, Submit
from plumbing.web.problems import answer_everything
from schemas.ids import IdFromOutside
from services.ingest.door.answers import delivery_answer, file_answer, find_delivery, find_signal
from services.ingest.door.bodies import read_json, require_content, spool_file
from services.ingest.door.headers import api_headers
from services.ingest.door.openapi import document
from services.ingest.door.problems import ProblemError, as_problem
from services.ingest.door.taking import take_file, take_request
from services.ingest.door.worded import worded
from services.ingest.files.file_worker import FileWorker
from services.ingest.files.store import SentFile, read_mappings
from services.ingest.registry.store import Partners
from services.ingest.store import Ports

Answer = dict[str, Any]
router = APIRouter(prefix="/v1")


def create_app(settings: Settings, engine: Engine, clock: Clock, submit: Submit, outbox: Outbox) -> FastAPI:
    """The application; its `state.file_worker` is started and stopped by whoever runs the process.

    `engine` connects as the role ingest. `submit` is of the publisher that reports to `outbox`. Raises ValueError
    without keys.
    """
    secrecy = Secrecy.from_hex(settings.bsn_key, settings.hash_key)
    ports = Ports(engine, clock, secrecy, outbox, submit, Partners(engine), read_mappings())
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.ports, app.state.file_worker = ports, FileWorker(ports)
    app.include_router(router)
    answer_everything(app, api_headers, as_problem)
    return app


def ports_of(request: Request) -> Ports:
    """What the application was made with."""
    ports: Ports = request.app.state.ports
    return ports


async def partner_of(request: Request) -> Partner:
    """The partner that holds the API key of this request. Raises ProblemError 401."""
    key = request.headers.get("x-api-key", "")
    if not key or len(key) > KEY_CHARACTERS:
        raise ProblemError(401)
    partners = ports_of(request).partners
    partner = partners.remembered(key) or await run_in_threadpool(partners.by_key, key)
    if partner is None:
        raise ProblemError(401)
    return partner


SignedIn = Annotated[Partner, Depends(partner_of)]
DeliveryId = Annotated[IdFromOutside, Path(alias="leveringId")]
SignalId = Annotated[IdFromOutside, Path(alias="signaalId")]
MappingName = Annotated[str, Query(alias="kolomindeling", max_length=MAPPING_NAME_CHARACTERS)]
Page = Annotated[int, Query(alias="pagina", ge=1, le=PAGES_OF_RECEIPTS)]
PageSize = Annotated[int, Query(alias="paginaGrootte", ge=1, le=RECEIPTS_ON_PAGE)]


def words_for(ports: Ports, answer: Answer) -> PartnerWords:
    """The words of whoever sent a delivery."""
    mapping = ports.mappings.get(answer.get("kolomindeling", ""))
    return words_of(mapping) if mapping else JSON_WORDS


def as_json(answer: Answer, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON; moments in UTC."""
    body = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
    return Response(body, status, dict(headers or {}), "application/json")


@router.post("/signalen", operation_id="leverSignalen")
async def deliver_signals(request: Request, partner: SignedIn) -> Response:
    """Take up to 1,000 signals in and answer each."""
    body, ports = await read_json(request), ports_of(request)
    try:
        answer = await run_in_threadpool(lambda: delivery_answer(take_request(ports, partner, body)))
    except MalformedError as error:
        raise ProblemError(400, str(error)) from None
    return as_json(worded(answer, JSON_WORDS))


@router.post("/leveringen", operation_id="leverBestand")
async def deliver_file(request: Request, partner: SignedIn, mapping_name: MappingName) -> Response:
    """Store a CSV, XLSX or ODS file; its records are read in the background."""
    ports = ports_of(request)
    mapping = ports.mappings.get(mapping_name)
    if mapping is None:
        raise ProblemError(400, "Deze kolomindeling bestaat niet.")
    written_as = MEDIA_TYPES[require_content(request, *MEDIA_TYPES)]
    with await spool_file(request) as stream:
        try:
            taken = await run_in_threadpool(take_file, ports, partner, SentFile(stream, written_as, mapping))
        except FileError as error:
            raise ProblemError(400, str(error)) from None
    request.app.state.file_worker.wake()
    return as_json(file_answer(taken), 202, {"Location": f"/v1/leveringen/{taken.id}"})


@router.get("/leveringen/{leveringId}", operation_id="bekijkLevering")
async def read_delivery(
    request: Request, partner: SignedIn, delivery_id: DeliveryId, page: Page = 1, page_size: PageSize = RECEIPTS_ON_PAGE
) -> Response:
    """State, counts and receipts of a delivery of this partner."""

    def find() -> Answer | None:
        with transaction(ports_of(request).engine, partner=partner.id) as connection:
            answer = find_delivery(connection, delivery_id, page, page_size)
        return answer and worded(answer, words_for(ports_of(request), answer))

    return _found(await run_in_threadpool(find))


@router.get("/signalen/{signaalId}", operation_id="bekijkSignaal")
async def read_signal(request: Request, partner: SignedIn, signal_id: SignalId) -> Response:
    """The receipt of one signal of this partner."""

    def find() -> Answer | None:
        with transaction(ports_of(request).engine, partner=partner.id) as connection:
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
