"""Reading request bodies within their limits, with the right kind of content."""

from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from domain.intake.limits import FILE_MEGABYTES, REQUEST_MEGABYTES
from services.ingest.door.problems import ProblemError

MEGABYTE: Final = 1024 * 1024
IN_MEMORY_BYTES: Final = 4 * MEGABYTE


async def read_json(request: Request) -> bytes:
    """The whole body. Raises ProblemError 415 when it is not said to be JSON, 413 when it is too large."""
    require_content(request, "application/json")
    return b"".join([part async for part in _parts(request, REQUEST_MEGABYTES * MEGABYTE)])


async def spool_file(request: Request) -> IO[bytes]:
    """The body as an unnamed temporary file (in memory while small). Raises ProblemError 413."""
    spool: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115  (the caller closes it)
    try:
        async for part in _parts(request, FILE_MEGABYTES * MEGABYTE):
            spool.write(part)
    except (HTTPException, ClientDisconnect):
        spool.close()
        raise
    return spool


def require_content(request: Request, *wanted: str) -> str:
    """What the body is said to be: one of `wanted`, not compressed. Raises ProblemError 415 for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in wanted or request.headers.get("content-encoding", "identity") != "identity":
        raise ProblemError(415, f"Stuur de inhoud als {' of '.join(wanted)}, niet gecomprimeerd.")
    return kind


async def _parts(request: Request, limit: int) -> AsyncIterator[bytes]:
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        raise ProblemError(413)
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise ProblemError(413)
        yield part
