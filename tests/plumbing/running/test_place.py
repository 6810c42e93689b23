"""A process says which address is missing or cannot be read, before it tries anything."""

import pytest

from plumbing.record.proof import Misplaced
from plumbing.running.place import check_settings
from plumbing.running.settings import Settings

RECORD = "postgresql://vroegsignaal_triage:geheim@127.0.0.1:5432/vroegsignaal"


def told(kafka: str = "a:9092", postgres: str = RECORD, name: str = "triage") -> str:
    with pytest.raises(Misplaced) as refused:
        check_settings(name, Settings(postgres_url=postgres, kafka=kafka))
    return str(refused.value)


@pytest.mark.parametrize("kafka", ["broker:9092", "10.0.0.1:1,kafka-2.example:65535", "[::1]:9092", "my_host:9092"])
def test_addresses_of_brokers_are_taken(kafka: str) -> None:
    check_settings("triage", Settings(postgres_url=RECORD, kafka=kafka))


@pytest.mark.parametrize(
    "kafka", ["broker", "broker:", ":9092", "a:9092,", "a:9092, b:9092", "kafka://a:9092", "a:0", "a:65536", "a:9x"]
)
def test_what_is_no_address_of_a_broker_is_refused(kafka: str) -> None:
    assert "VROEGSIGNAAL_KAFKA is no list as HOST:9092" in told(kafka)


def test_who_writes_no_events_needs_no_broker_and_who_does_needs_one() -> None:
    check_settings("report", Settings(postgres_url=RECORD))
    assert "VROEGSIGNAAL_KAFKA is empty" in told("")


@pytest.mark.parametrize("url", ["", "geheim", "postgresql://a:geheim@b:poort/c", "mysql://a:geheim@b/c"])
def test_what_is_no_address_of_the_record_is_refused_without_repeating_it(url: str) -> None:
    said = told(postgres=url)
    assert "VROEGSIGNAAL_POSTGRES_URL" in said
    assert "geheim" not in said


@pytest.mark.parametrize(("bsn_key", "hash_key"), [("", ""), ("1a" * 32, ""), ("", "1a" * 32)])
def test_who_hashes_and_encrypts_needs_both_keys(bsn_key: str, hash_key: str) -> None:
    with pytest.raises(Misplaced, match="VROEGSIGNAAL_BSN_KEY and VROEGSIGNAAL_HASH_KEY must both") as refused:
        check_settings("ingest", Settings(postgres_url=RECORD, kafka="a:9092", bsn_key=bsn_key, hash_key=hash_key))
    assert "1a1a" not in str(refused.value)
    check_settings("ingest", Settings(postgres_url=RECORD, kafka="a:9092", bsn_key="1a" * 32, hash_key="1b" * 32))
