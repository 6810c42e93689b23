"""Whatever is sent: no failure of ours, and only answers that the description tells (schemathesis).

All checks of schemathesis are on. CSV bodies have a strategy of their own: else no upload would hold a separator.
"""

import csv
from io import StringIO
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import negative_data_rejection

from plumbing.running.chance import new_id
from services.ingest.door.openapi import document
from tests.real import REQUIRED, asked_for
from tests.services.ingest.builders import Member, Office
from tests.services.ingest.files.deliveries import HEADINGS, a_row

MODES: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
FEW, MANY = 12, 150
cells: Final = st.one_of(
    st.sampled_from(["", "1000AA", "9901", "12,50", "31-12-2026", "=1+1", "0031 6", "NULL", "Betalingsachterstand"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
)


def written(rows: list[list[str]]) -> bytes:
    """A file of the energy supplier with these rows."""
    text = StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *rows])
    return text.getvalue().encode()


rows: Final = st.lists(st.lists(cells, min_size=len(HEADINGS), max_size=len(HEADINGS)), max_size=4)
files: Final = st.one_of(rows.map(written), st.integers(1, 3).map(lambda n: written([a_row(i) for i in range(n)])))
schemathesis.openapi.media_type("text/csv", files)


@pytest.fixture
def api(office: Office) -> Any:
    """The described operations of an office, by name."""
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", office.app)
    return {
        one.ok().definition.raw["operationId"]: one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)
    }


def make_real(case: Any) -> None:
    """What no description can say: a column mapping that is there, and a key that was not used before."""
    if "kolomindeling" in (case.query or {}):
        case.query["kolomindeling"] = "energie-csv"
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = new_id()


def is_mended(case: Any) -> bool:
    """Whether what was wrong with a request is the key it lacked, which we gave it."""
    header = case.meta.components.get(ParameterLocation.HEADER)
    return header is not None and header.mode is GenerationMode.NEGATIVE


def asked(api: Any, name: str, member: Member, mode: GenerationMode, most: int) -> None:
    """Ask an operation in so many ways, and hold every answer against the description.

    A wrong record does not make a request wrong: it is refused by its receipt, so that check is off for those alone.
    """

    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        derandomize=most == FEW,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=api[name].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        if case.meta.generation.mode is GenerationMode.POSITIVE:
            make_real(case)
        answer = case.call(headers={"X-API-Key": member.key})
        answered_each = name == "leverSignalen" and answer.status_code == 200
        case.validate_response(
            answer, excluded_checks=[negative_data_rejection] if answered_each or is_mended(case) else []
        )
        if answered_each:
            assert len(answer.json()["ontvangstbewijzen"]) == len(case.body["signalen"])

    ask()


OPERATIONS: Final = (
    "leverSignalen",
    "leverBestand",
    "trekSignalenIn",
    "bekijkSignaal",
    "bekijkLevering",
    "bekijkLeveringen",
)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_is_described(office: Office, api: Any, name: str, mode: GenerationMode) -> None:
    asked(api, name, office.joins(), mode, FEW)


def test_every_operation_is_asked_but_the_one_that_gives_the_description(api: Any) -> None:
    described = {one["operationId"] for methods in document()["paths"].values() for one in methods.values()}
    assert set(api) == set(OPERATIONS) == described - {"bekijkBeschrijving"}


@pytest.mark.real
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_of_many_is_one_that_is_described(
    office: Office, api: Any, name: str, mode: GenerationMode
) -> None:
    if not asked_for():
        pytest.skip(f"runs with {REQUIRED}=1, as in .ci/run")
    asked(api, name, office.joins(), mode, MANY)
