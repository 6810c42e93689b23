"""The message of a webhook is signed as Standard Webhooks says, and has counts only."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import orjson

from services.ingest.webhooks.message import AGAIN_AFTER, again_at, body_of, headers_of_call, written_secret

NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)


def test_the_signature_is_that_of_the_published_example() -> None:
    headers = headers_of_call(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


def test_a_secret_is_written_as_partners_keep_it() -> None:
    assert written_secret(bytes(32)) == f"whsec_{b64encode(bytes(32)).decode()}"


def test_a_message_has_the_counts_of_a_delivery_and_none_of_its_receipts() -> None:
    delivery = {"leveringId": "x", "aantalGeweigerd": 2, "ontvangstbewijzen": [{"regel": 2}], "pagina": 1}
    found = orjson.loads(body_of(delivery, NOW))
    assert found == {
        "type": "levering.verwerkt",
        "timestamp": "2026-03-17T09:00:00Z",
        "data": {"leveringId": "x", "aantalGeweigerd": 2},
    }


def test_a_message_is_tried_for_a_day_and_then_given_up() -> None:
    waits = [again_at(tries, NOW) for tries in range(1, len(AGAIN_AFTER) + 2)]
    assert waits == [*(NOW + wait for wait in AGAIN_AFTER), None]
    assert timedelta(days=1) <= sum(AGAIN_AFTER, timedelta()) <= timedelta(days=2)
