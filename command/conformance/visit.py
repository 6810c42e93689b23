"""An installation as a partner reaches it over HTTP: try-outs, reads and requests that are refused, nothing else."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any, Final

import httpx

from domain.intake.files.kinds import MEDIA_TYPES, kind_of
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS

SIGNALS_PATH: Final = "/v1/signalen"
DELIVERIES_PATH: Final = "/v1/leveringen"
TRYOUT_QUERY: Final = "proef"
NO_SUCH_ID: Final = "00000000-0000-7000-8000-000000000000"
TIMES_ASKED: Final = 3
"""So many times what is asked too often is asked again."""
LONGEST_WAIT: Final = 30.0
TriedSignal = Mapping[str, Any]
JsonAnswer = Mapping[str, Any]


class NoTryout(Exception):
    """The installation knows no try-outs: a signal sent to it would be kept, so none is sent."""


@dataclass(frozen=True)
class PartnerVisit:
    """One partner at one installation. `file`: a file of its own with the columns of `mapping`."""

    client: httpx.Client
    key: str
    today: date
    municipality: str = ""
    mapping: str = ""
    file: bytes = b""
    sample: TriedSignal = field(default_factory=dict)

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request, with the key unless headers say otherwise; again after a 429, as long as it asks."""
        headers = {"X-API-Key": self.key, **request.pop("headers", {})}
        for _ in range(TIMES_ASKED):
            answer = self.client.request(method, path, headers=headers, **request)
            if answer.status_code != 429:
                break
            time.sleep(min(float(answer.headers.get("Retry-After", "1")), LONGEST_WAIT))
        return answer

    @cached_property
    def description(self) -> JsonAnswer:
        """The description of the API; empty when it gives none."""
        answer = self.ask("GET", "/v1/openapi.json")
        found: JsonAnswer = answer.json() if answer.status_code == 200 else {}
        return found

    def knows_tryouts(self, path: str) -> bool:
        """Whether the description says that a delivery there may be a try-out."""
        operation = self.description.get("paths", {}).get(path.removeprefix("/v1"), {}) or self.description.get(
            "paths", {}
        ).get(path, {})
        parameters = operation.get("post", {}).get("parameters", ())
        named = [one.get("name") or str(one.get("$ref", "")).rpartition("/")[2].lower() for one in parameters]
        return TRYOUT_QUERY in named

    def tries(self, *records: TriedSignal, **headers: str) -> httpx.Response:
        """A try-out with these signals. Raises NoTryout."""
        if not self.knows_tryouts(SIGNALS_PATH):
            raise NoTryout
        return self.ask(
            "POST", SIGNALS_PATH, params={TRYOUT_QUERY: "ja"}, json={"signalen": list(records)}, headers=headers
        )

    def tries_file(self) -> httpx.Response:
        """A try-out with the partner's own file. Raises NoTryout."""
        if not self.knows_tryouts(DELIVERIES_PATH):
            raise NoTryout
        kind = next(media for media, one in MEDIA_TYPES.items() if one is kind_of(BytesIO(self.file)))
        named = {TRYOUT_QUERY: "ja", "kolomindeling": self.mapping}
        return self.ask("POST", DELIVERIES_PATH, params=named, content=self.file, headers={"Content-Type": kind})

    def receipts(self, *records: TriedSignal) -> Sequence[JsonAnswer]:
        """What would become of these signals; empty when the request is refused. Raises NoTryout."""
        answer = self.tries(*records)
        found: Sequence[JsonAnswer] = answer.json()["ontvangstbewijzen"] if answer.status_code == 200 else ()
        return found

    def good(self, **changes: Any) -> dict[str, Any]:
        """A signal that is right for this partner; `changes` may replace, or (with ...) remove."""
        made = {**self.sample, "gemeentecode": self.municipality} | self._attestation | changes
        return {name: value for name, value in made.items() if value is not ...}

    @cached_property
    def _attestation(self) -> dict[str, Any]:
        """What a landlord adds; nothing for any other partner, and which it is the installation says."""
        name = SIGNAL_FIELDS["attestation"].dutch
        asked = self.receipts({**self.sample, "gemeentecode": self.municipality})
        if not asked or all(fault["veld"] != name for fault in asked[0].get("fouten", ())):
            return {}
        return {name: {one.dutch: key != "objection" for key, one in ATTESTATION_FIELDS.items()}}
