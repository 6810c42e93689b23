"""The partner API: deliver signals, deliver files, read receipts. Thin: each handler says what it calls."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import date
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from pydantic import BeforeValidator
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from domain.intake.checks.judge import MalformedError
from domain.intake.checks.permissions import Partner
from domain.intake.files.kinds import MEDIA_TYPES
from domain.intake.files.lines import FileError
from domain.intake.files.partner_words import JSON_WORDS, PartnerWords, partner_words
from domain.intake.limits import DELIVERIES_ON_PAGE, MAPPING_NAME_CHARACTERS, PAGES_OF_RECEIPTS, RECEIPTS_ON_PAGE
from plumbing.record.connect import transaction
from plumbing.record.secrecy import Secrecy
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox, Submit
from plumbing.web.problems import answer_everything
from plumbing.web.tokens import tokens_of
from schemas.ids import IdFromOutside
from schemas.vocabulary.signals import DeliveryChannel, Outcome
from services.ingest.door.admission import Admission
from services.ingest.door.answers import ALL_OUTCOMES, delivery_answer, file_answer, find_delivery, find_signal
from services.ingest.door.bodies import read_json, require_content, spool_file
from services.ingest.door.deliveries import day_of, exists, list_deliveries, outcome_of, receipts_as_csv, wants_csv
from services.ingest.door.front_page.route import front_page_router
from services.ingest.door.headers import api_headers
from services.ingest.door.openapi import document
from services.ingest.door.parameters import only_known_parameters
from services.ingest.door.problems import ProblemError, as_problem
from services.ingest.door.repeats import key_in
from services.ingest.door.sign_in import sign_in
from services.ingest.door.taking import AskedAs, take_file, take_request, try_file
from services.ingest.door.worded import worded
from services.ingest.files.file_worker import FileWorker
from services.ingest.files.read import SentFile
from services.ingest.registry.store import Mappings, Partners
from services.ingest.store import Ports
from services.ingest.withdrawals.requests import answer_withdrawals, read_withdrawals
from services.ingest.withdrawals.store import take_back

Answer = dict[str, Any]
router = APIRouter(prefix="/v1", dependencies=[Depends(only_known_parameters)])


def create_app(settings: Settings, engine: Engine, clock: Clock, submit: Submit, outbox: Outbox) -> FastAPI:
    """The application; its `state.file_worker` is started and stopped by whoever runs the process.

    `engine` connects as the role ingest. `submit` is of the publisher that reports to `outbox`. Raises ValueError
    without keys, and for half an issuer of tokens.
    """
    secrecy = Secrecy.from_hex(settings.bsn_key, settings.hash_key)
    ports = Ports(engine, clock, secrecy, outbox, submit, Partners(engine), Mappings(engine))
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.ports, app.state.file_worker, app.state.admission = ports, FileWorker(ports), Admission(settings)
    app.state.tokens = tokens_of(settings)
    app.include_router(router)
    app.include_router(front_page_router)
    answer_everything(app, api_headers, as_problem)
    return app


def ports_of(request: Request) -> Ports:
    """What the application was made with."""
    ports: Ports = request.app.state.ports
    return ports


async def partner_of(request: Request) -> Partner:
    """The partner of this request. Raises ProblemError 401, 403 for one that is suspended, or 503."""
    return await sign_in(request, ports_of(request).partners, request.app.state.tokens)


async def admitted(request: Request) -> AsyncIterator[Partner]:
    """The partner of this request, when it is its turn. Raises ProblemError 401 or 403, or 429 beyond a limit."""
    admission: Admission = request.app.state.admission
    admission.may_try(request)
    try:
        partner = await partner_of(request)
    except ProblemError as error:
        if error.status_code == 401:
            admission.refused(request)
        raise
    async with admission.turn(request, partner.id):
        yield partner


SignedIn = Annotated[Partner, Depends(admitted)]


async def sender_of(partner: SignedIn) -> Partner:
    """The partner of this request, where it may deliver over this channel. Raises ProblemError 401 or 403."""
    if reason := partner.why_closed(DeliveryChannel.API):
        raise ProblemError(403, reason)
    return partner


Delivering = Annotated[Partner, Depends(sender_of)]
DeliveryId = Annotated[IdFromOutside, Path(alias="leveringId")]
SignalId = Annotated[IdFromOutside, Path(alias="signaalId")]
MappingName = Annotated[str, Query(alias="kolomindeling", max_length=MAPPING_NAME_CHARACTERS)]
Page = Annotated[int, Query(alias="pagina", ge=1, le=PAGES_OF_RECEIPTS)]
PageSize = Annotated[int, Query(alias="paginaGrootte", ge=1, le=RECEIPTS_ON_PAGE)]
FewerOnPage = Annotated[int, Query(alias="paginaGrootte", ge=1, le=DELIVERIES_ON_PAGE)]
Day = Annotated[date | None, BeforeValidator(day_of), Query(alias="dag")]
OneOutcome = Annotated[Outcome | None, BeforeValidator(outcome_of), Query(alias="uitkomst")]
Tryout = Annotated[Literal["ja", "nee"], Query(alias="proef")]


def words_for(ports: Ports, partner: Partner, answer: Answer) -> PartnerWords:
    """The words of the partner that sent a delivery."""
    saved = ports.mappings.of(partner.id, answer.get("kolomindeling", ""))
    return partner_words(saved.mapping) if saved else JSON_WORDS


def as_json(answer: Answer, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer as JSON; moments in UTC."""
    body = orjson.dumps(answer, option=orjson.OPT_UTC_Z)
    return Response(body, status, dict(headers or {}), "application/json")


@router.post("/signalen", operation_id="leverSignalen")
async def deliver_signals(request: Request, partner: Delivering, tryout: Tryout = "nee") -> Response:
    """Take up to 1,000 signals in and answer each."""
    asked = AskedAs(key_in(request), tryout == "ja")
    body, ports = await read_json(request), ports_of(request)

    def take() -> Response:
        answer = worded(delivery_answer(take_request(ports, partner, body, asked)), JSON_WORDS)
        return as_json(answer | ({"proef": True} if asked.is_tryout else {}))

    return await _read_beside(take)


@router.post("/intrekkingen", operation_id="trekSignalenIn")
async def withdraw_signals(request: Request, partner: SignedIn) -> Response:
    """Take up to 1,000 signals back and answer each."""
    body, ports = await read_json(request), ports_of(request)
    return await _read_beside(lambda: as_json(answer_withdrawals(take_back(ports, partner.id, read_withdrawals(body)))))


@router.post("/leveringen", operation_id="leverBestand")
async def deliver_file(
    request: Request, partner: Delivering, mapping_name: MappingName, tryout: Tryout = "nee"
) -> Response:
    """Store a CSV, XLSX or ODS file; its records are read in the background."""
    ports, key = ports_of(request), key_in(request)
    saved = await run_in_threadpool(ports.mappings.of, partner.id, mapping_name)
    if saved is None:
        raise ProblemError(400, "U heeft geen kolomindeling met deze naam.")
    written_as = MEDIA_TYPES[require_content(request, *MEDIA_TYPES)]
    with await spool_file(request) as stream:
        sent = SentFile(stream, written_as, saved.mapping, saved.version)
        try:
            if tryout == "ja":
                tried = await run_in_threadpool(try_file, ports, partner, sent)
                return as_json(worded(delivery_answer(tried), partner_words(saved.mapping)) | {"proef": True})
            taken = await run_in_threadpool(take_file, ports, partner, sent, key)
        except FileError as error:
            raise ProblemError(400, str(error)) from None
    request.app.state.file_worker.wake()
    return as_json(file_answer(taken), 202, {"Location": f"/v1/leveringen/{taken.id}"})


@router.get("/leveringen", operation_id="bekijkLeveringen")
async def read_deliveries(
    request: Request, partner: SignedIn, day: Day = None, page: Page = 1, page_size: FewerOnPage = DELIVERIES_ON_PAGE
) -> Response:
    """The deliveries of this partner, newest first."""

    def find() -> Answer:
        with transaction(ports_of(request).engine, partner=partner.id) as connection:
            return list_deliveries(connection, partner.id, day, page, page_size)

    return as_json(await run_in_threadpool(find))


@router.get("/leveringen/{leveringId}", operation_id="bekijkLevering")
async def read_delivery(
    request: Request,
    partner: SignedIn,
    delivery_id: DeliveryId,
    page: Page = 1,
    page_size: PageSize = RECEIPTS_ON_PAGE,
    outcome: OneOutcome = None,
) -> Response:
    """State, counts and receipts of a delivery of this partner, or all its receipts as CSV."""
    ports, outcomes = ports_of(request), [outcome] if outcome else ALL_OUTCOMES
    if wants_csv(request.headers.get("accept", "")):
        if not await run_in_threadpool(exists, ports, partner.id, delivery_id):
            raise ProblemError(404)
        named = {"Content-Disposition": f'attachment; filename="ontvangstbewijzen-{delivery_id}.csv"'}
        parts = receipts_as_csv(ports, partner.id, delivery_id, outcomes)
        return StreamingResponse(parts, headers=named, media_type="text/csv")

    def find() -> Answer | None:
        with transaction(ports.engine, partner=partner.id) as connection:
            answer = find_delivery(connection, delivery_id, page, page_size, outcomes)
        return answer and worded(answer, words_for(ports, partner, answer))

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


async def _read_beside(work: Callable[[], Response]) -> Response:
    """Read a body and answer, beside the event loop: as long as that takes, others are served. ProblemError 400."""
    try:
        return await run_in_threadpool(work)
    except MalformedError as error:
        raise ProblemError(400, str(error)) from None


def _found(answer: Answer | None) -> Response:
    if answer is None:
        raise ProblemError(404)
    return as_json(answer)
