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


FRONT_PAGE_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **API_HEADERS,
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    }
)
FRONT_PAGES: Final = frozenset({"/", "/en", "/opmaak.css"})
"""What is for people."""


def api_headers(scope: Scope) -> Mapping[str, str]:
    """The same for all; the OpenAPI document alone may be read by pages of others (CORS), pages have their looks."""
    if scope["path"] in FRONT_PAGES:
        return FRONT_PAGE_HEADERS
    return OPEN_HEADERS if scope["path"] == DOCUMENT else API_HEADERS
