"""Headers that every answer of the API carries (NL API Design Rules: version-header, transport)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.types import Scope

from plumbing.web.headers import SECURE

API_VERSION: Final = "1.0.0"
DOCUMENT: Final = "/v1/openapi.json"
API_HEADERS: Final[Mapping[str, str]] = MappingProxyType({**SECURE, "API-Version": API_VERSION})
OPEN_HEADERS: Final[Mapping[str, str]] = MappingProxyType({**API_HEADERS, "Access-Control-Allow-Origin": "*"})


def api_headers(scope: Scope) -> Mapping[str, str]:
    """The same for all; the OpenAPI document alone may be read by pages of others (CORS)."""
    return OPEN_HEADERS if scope["path"] == DOCUMENT else API_HEADERS
