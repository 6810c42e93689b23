"""The conformance kit finds an installation right that is, tells what is not, and leaves nothing behind."""

import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from command.cli import app
from command.conformance import signals
from command.conformance.checks import DOOR_CHECKS
from command.conformance.verdicts import CheckVerdict, Found, Promise, as_values, run_all
from command.conformance.visit import PartnerVisit
from plumbing.record.tables import metadata
from schemas.vocabulary.partners import PartnerKind
from services.ingest.door.front_page.samples import sample_csv, sample_signals
from tests.database import Database
from tests.services.ingest.builders import TODAY, TOWN, Member, Office

UNTRIED = {"good-signal", "tryout", "errors", "repeats", "dates", "idempotency-tryout"}
"""What is tried with signals of a municipality."""


@pytest.fixture
def office(record: Database) -> Office:
    return Office(record)


class Inside(httpx.BaseTransport):
    """The way to the door of an office in this process."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        asked = {name.replace("-", "_"): value for name, value in request.headers.items() if name != "host"}
        path = request.url.raw_path.decode()
        answer = self._office.ask(request.method, path, request.read(), **asked)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


def visit(office: Office, member: Member, **changes: Any) -> PartnerVisit:
    client = httpx.Client(base_url="https://ingest.test", transport=Inside(office))
    (sample,) = sample_signals(TODAY)["signalen"]
    file = sample_csv(TODAY).replace("0363", TOWN).encode()
    plain: dict[str, Any] = {"municipality": TOWN, "mapping": "energie-csv", "file": file, "sample": sample}
    return PartnerVisit(client, member.key, TODAY, **(plain | changes))


def verdicts(results: list[tuple[Promise, Found]]) -> Mapping[str, CheckVerdict]:
    return {check.name: found.verdict for check, found in results}


@pytest.mark.parametrize("kind", [PartnerKind.ENERGY, PartnerKind.LANDLORD])
def test_an_installation_that_is_right_passes_and_keeps_nothing_of_the_visit(office: Office, kind: PartnerKind) -> None:
    member = office.joins(kind)
    before = {name: office.count(name) for name in metadata.tables}
    changes = {} if kind is PartnerKind.ENERGY else {"file": b""}
    found = verdicts(run_all(DOOR_CHECKS, visit(office, member, **changes)))
    skipped = {"clock", "idempotency-repeat"} | (set() if kind is PartnerKind.ENERGY else {"file"})
    assert {name: str(one) for name, one in found.items() if one is not CheckVerdict.PASSED} == dict.fromkeys(
        sorted(skipped, key=list(found).index), "not-tested"
    )
    assert {name: office.count(name) for name in metadata.tables} == before
    assert office.published.batches == []


def test_what_a_partner_gives_too_little_for_is_not_tested_and_says_what_to_give(office: Office) -> None:
    results = run_all(DOOR_CHECKS, visit(office, office.joins(), municipality="", mapping=""))
    untested = {check.name: found.why for check, found in results if found.verdict is CheckVerdict.NOT_TESTED}
    assert set(untested) == UNTRIED | {"file", "clock", "idempotency-repeat"}
    assert all(why and why.nl and why.en for why in untested.values())
    assert "--municipality" in str(untested["good-signal"])


def test_a_wrong_key_a_town_without_agreement_and_a_file_of_other_columns_fail_with_their_reason(
    office: Office,
) -> None:
    member = office.joins()
    found = verdicts(run_all(DOOR_CHECKS, visit(office, Member(member.id, "wrong"))))
    assert found["key"] is CheckVerdict.FAILED
    results = run_all(DOOR_CHECKS, visit(office, member, municipality="9902", file=b"a;b\r\n1;2\r\n"))
    said = {one["check"]: one for one in as_values(results)}
    assert said["good-signal"]["verdict"] == said["file"]["verdict"] == "failed"
    assert "geen-overeenkomst" in said["good-signal"]["nl"]


def test_an_installation_without_try_outs_is_sent_no_signal(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    member = office.joins()
    here = visit(office, member)
    monkeypatch.setitem(here.__dict__, "description", {"openapi": "3.1.0", "paths": {}})
    found = verdicts(run_all(DOOR_CHECKS, here))
    assert {found[name] for name in UNTRIED | {"file"}} == {CheckVerdict.NOT_TESTED}
    assert office.count("delivery") == 0


class Remembering(PartnerVisit):
    """An installation that keeps the key of a try-out, and refuses another body with it."""

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        body, key = request.get("json"), request.get("headers", {}).get("Idempotency-Key")
        if key and body and self.__dict__.setdefault(key, body) != body:
            return httpx.Response(422)
        return super().ask(method, path, **request)


def test_an_installation_that_keeps_the_key_of_a_try_out_fails_by_name(office: Office) -> None:
    here = visit(office, office.joins())
    found = verdicts(run_all(DOOR_CHECKS, Remembering(here.client, here.key, TODAY, TOWN, sample=here.sample)))
    assert [name for name, one in found.items() if one is CheckVerdict.FAILED] == ["idempotency-tryout"]


def test_what_was_not_tried_with_a_key_is_said_plainly_in_both_languages(office: Office) -> None:
    said = {one["check"]: one for one in as_values(run_all(DOOR_CHECKS, visit(office, office.joins())))}
    repeat = said["idempotency-repeat"]
    assert ("Niet geprobeerd" in repeat["nl"], "Not tried" in repeat["en"]) == (True, True)


class Careless(PartnerVisit):
    """An installation whose answers are spoilt on the way."""

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        answer = super().ask(method, path, **request)
        if method == "POST":
            text = answer.text.replace("geen-datum", "onjuiste-vorm").replace("dubbel", "geaccepteerd")
            return httpx.Response(answer.status_code if answer.status_code < 400 else 200, text=text)
        return answer


def test_an_installation_that_answers_wrongly_fails_by_name(office: Office) -> None:
    here = visit(office, office.joins())
    careless = Careless(here.client, here.key, TODAY, TOWN, here.mapping, here.file, here.sample)
    found = verdicts(run_all(DOOR_CHECKS, careless))
    failed = {name for name, one in found.items() if one is CheckVerdict.FAILED}
    assert {"errors", "repeats", "limits", "idempotency-key"} <= failed


def test_every_error_that_is_tried_names_a_field_and_a_code_once() -> None:
    assert len({code for _, _, code in signals.ERRORS_TRIED}) == len(signals.ERRORS_TRIED) >= 10


def test_every_check_says_what_a_partner_may_count_on_in_both_languages() -> None:
    assert all(check.title.nl and check.title.en and check.title.nl != check.title.en for check in DOOR_CHECKS)
    assert len({check.name for check in DOOR_CHECKS}) == len(DOOR_CHECKS)


def test_nobody_at_the_address_is_one_sentence_and_exit_code_one() -> None:
    done = CliRunner().invoke(app, ["conformance", "http://127.0.0.1:1", "--key", "x"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert "127.0.0.1:1" in done.stderr


def test_json_has_a_line_for_each_check_and_kafka_says_that_clients_differ(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = office.joins()
    client = visit(office, member).client
    monkeypatch.setattr(httpx, "Client", lambda **_: client)
    arguments = ["conformance", "https://ingest.test", "--key", member.key, "--kafka", "127.0.0.1:1", "--json"]
    done = CliRunner().invoke(app, arguments)
    found = {one["check"]: one for one in json.loads(done.stdout)}
    assert [*found][: len(DOOR_CHECKS)] == [check.name for check in DOOR_CHECKS]
    assert found["kafka-sign-in"]["verdict"] == "failed"
    assert "confluent-kafka" in found["kafka-writing"]["en"]
    assert done.exit_code == 1
