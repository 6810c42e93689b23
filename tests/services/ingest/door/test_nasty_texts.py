"""Whatever a partner's system puts into an address, a query or a header: an answer below 500, and nothing stored."""

import pytest

from plumbing.running.chance import new_id
from tests.services.ingest.builders import Office
from tests.services.worklist.nasty import LONGEST_ADDRESS, NASTY


@pytest.mark.parametrize("name", NASTY)
def test_no_text_in_an_address_or_query_breaks_an_answer(office: Office, name: str) -> None:
    key, nasty = office.joins().key, NASTY[name][:LONGEST_ADDRESS]
    asked = [
        *(("GET", f"/v1/{rest}") for rest in (nasty, f"signalen/{nasty}", f"leveringen/{nasty}")),
        *(("GET", f"/v1/leveringen/{new_id()}?{field}={nasty}") for field in ("pagina", "paginaGrootte", "x")),
        ("POST", f"/v1/leveringen?kolomindeling={nasty}"),
    ]
    answers = [office.ask(method, path, b"a;b", x_api_key=key, content_type="text/csv") for method, path in asked]
    assert [(answer.url.path[:60], answer.status_code) for answer in answers if answer.status_code >= 500] == []
    assert office.count("delivery") == 0


@pytest.mark.parametrize("header", ["x_api_key", "content_type", "content_encoding", "host", "traceparent", "accept"])
@pytest.mark.parametrize("value", ["\xb2", "[", "e\x7f", "9" * 5_000, "multipart/form-data; charset=undefined"])
def test_no_text_in_a_header_breaks_an_answer(office: Office, header: str, value: str) -> None:
    key = office.joins().key
    headers = {"x_api_key": key, "content_type": "application/json"} | {header: value}
    assert office.ask("POST", "/v1/signalen", b'{"signalen": []}', **headers).status_code < 500
    assert office.count("signal") == 0
