"""A form with a file: its fields, and in memory the beginning of the file, or a whole workbook; the rest is dropped."""

from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import Depends, HTTPException, Request
from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

from services.worklist.forms import Forged, plain
from services.worklist.signin.session import COOKIE, csrf_holds
from services.worklist.signin.visit import FIELDS_AT_MOST, FORM_BYTES

UPLOAD_BYTES: Final = 100 * 1024 * 1024
"""As large as a file may be at the front door."""
KEPT_BYTES: Final = 256 * 1024
"""Of a text file: enough to see how it is written."""
WORKBOOK_BYTES: Final = 10 * 1024 * 1024
"""Of a workbook, which can only be read whole: some hundred thousand rows [A]."""
STARTS_OF_WORKBOOKS: Final = (b"PK", b"\xd0\xcf")


@dataclass
class Upload:
    """The fields of the form by name, and the beginning of the file; `is_cut`: of a workbook that is too large."""

    fields: dict[str, str] = field(default_factory=dict)
    file: bytes = b""
    is_cut: bool = False


class _Parts:
    """Takes the parts of a form as the parser finds them."""

    def __init__(self, boundary: bytes) -> None:
        self.found = Upload()
        self._header, self._value, self._body = bytearray(), bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._end_of_header,
                "on_part_data": self._data,
                "on_part_end": self._end,
            },
        )

    def take(self, data: bytes) -> None:
        """The next bytes. Raises MultipartParseError, or Forged for a form that no page of ours can fill."""
        self._parser.write(data)

    def _begin(self) -> None:
        self._headers, self._body = {}, bytearray()

    def _end_of_header(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _data(self, data: bytes, start: int, end: int) -> None:
        if len(self._body) <= self._kept():
            self._body += data[start:end]

    def _kept(self) -> int:
        return WORKBOOK_BYTES if self._body.startswith(STARTS_OF_WORKBOOKS) else KEPT_BYTES

    def _end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"filename" in options:
            self.found.file = bytes(self._body[: self._kept()])
            self.found.is_cut = len(self._body) > WORKBOOK_BYTES
        elif len(self._body) > FORM_BYTES or len(self.found.fields) >= FIELDS_AT_MOST:
            raise Forged
        else:
            name = options.get(b"name", b"").decode("utf-8", "replace")
            self.found.fields[name] = plain(self._body.decode("utf-8", "replace"))


async def uploaded(request: Request) -> Upload:
    """The form. Raises Forged or HTTPException 413 for one that no page of ours can fill."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Forged
    parts, size = _Parts(options[b"boundary"]), 0
    try:
        async for data in request.stream():
            size += len(data)
            if size > UPLOAD_BYTES:
                raise HTTPException(413)
            parts.take(data)
    except MultipartParseError:
        raise Forged from None
    return parts.found


def own_upload(request: Request, form: Annotated[Upload, Depends(uploaded)]) -> Upload:
    """A form that a page of ours showed to this visitor, who is signed in. Raises Forged."""
    if not csrf_holds(request.cookies.get(COOKIE, ""), form.fields.get("csrf", "")):
        raise Forged
    return form


OwnUpload = Annotated[Upload, Depends(own_upload)]
"""A form with a file."""
