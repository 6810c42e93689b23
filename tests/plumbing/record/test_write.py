"""Rows go as arrays and come back as they were sent, whatever stands in them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DataError

from plumbing.record.arrays import array
from plumbing.record.tables import decision, partner, partner_key, receipt, sequence
from plumbing.record.write import insert, parameters, unnested
from plumbing.running.chance import new_id
from schemas.ids import Id, checked
from tests.database import Database

TRICKY = [
    "plain",
    "",
    "null",
    "NULL",
    'a "quoted" name',
    "{a,b}",
    "back\\slash",
    "\\n is no line",
    "\\\\u0041",
    "two\nlines\tand\r\ba\fbell\x07\x1f\x7f",
    "Ünïcödé 雪 🏠",
    "'; DROP TABLE partner; --",
    "%s %(name)s",
]


IDS = [new_id() for _ in range(3)]


def of(engine: Engine, statement: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(statement).all())


@pytest.mark.parametrize("text", TRICKY)
def test_a_text_comes_back_as_it_was_sent(record: Database, text: str) -> None:
    with record.engine("superuser").begin() as connection:
        sent = (
            connection.exec_driver_sql("SELECT unnest(%s::text[])", (array("text", [text, None, text]),))
            .scalars()
            .all()
        )
    assert sent == [text, None, text]


def test_bytes_null_and_documents_come_back_as_they_were_sent(record: Database) -> None:
    engine, one, two = record.engine("superuser"), new_id(), new_id()
    errors = [{"field": "naam", "code": 'te "lang"\n'}]
    with engine.begin() as connection:
        insert(connection, partner, [{"id": one, "name": "x", "kind": "water"}])
        insert(connection, partner_key, [{"partner_id": one, "key_hash": bytes(range(256))}])
        line = {"delivery_id": two, "partner_id": one, "outcome": "rejected", "signal_id": None}
        insert(connection, receipt, [line | {"line": 1, "errors": errors}, line | {"line": 2, "errors": None}])
    assert of(engine, select(partner_key.c.key_hash)) == [(bytes(range(256)),)]
    found = of(
        engine, select(receipt.c.errors, receipt.c.errors.is_(None), receipt.c.signal_id).order_by(receipt.c.line)
    )
    assert [tuple(row) for row in found] == [(errors, False, None), (None, True, None)]


def test_what_postgresql_cannot_hold_is_refused(record: Database) -> None:
    with record.engine("superuser").connect() as connection, pytest.raises(DataError):
        insert(connection, partner, [{"id": new_id(), "name": "a\x00b", "kind": "water"}])


def test_rows_of_one_column_are_rows_like_others(record: Database) -> None:
    with record.engine("superuser").begin() as connection:
        insert(connection, sequence, [{"municipality": code} for code in ("0344", "0677")])
    assert [tuple(row) for row in of(record.engine("superuser"), select(sequence).order_by("municipality"))] == [
        ("0344", 0),
        ("0677", 0),
    ]


def test_a_value_stands_in_its_column_in_whatever_order_a_row_names_them(record: Database) -> None:
    one, two = ({"id": new_id(), "name": name, "kind": "water", "client_id": name * 2} for name in ("a", "b"))
    with record.engine("superuser").begin() as connection:
        insert(connection, partner, [one, dict(reversed(two.items()))])
    found = of(record.engine("superuser"), select(partner.c.id, partner.c.name, partner.c.client_id).order_by("name"))
    assert [tuple(row) for row in found] == [(row["id"], row["name"], row["client_id"]) for row in (one, two)]


def test_only_what_was_inserted_is_returned(record: Database) -> None:
    rows = [{"id": new_id(), "name": name, "kind": "water"} for name in ("a", "b")]
    with record.engine("superuser").begin() as connection:
        insert(connection, partner, rows[:1])
        new = insert(connection, partner, rows, conflict="ON CONFLICT DO NOTHING", returning="name")
        assert connection.execute(select(func.count()).select_from(partner)).scalar_one() == 2
        assert insert(connection, partner, [], returning="name") == []
    assert [row.name for row in new] == ["b"]


@pytest.mark.parametrize(
    "ids",
    [IDS, [None, *IDS], [IDS[0], None], [str(UUID(int=0)), str(UUID(int=(1 << 128) - 1))], IDS * 2_000],
    ids=["all", "first is null", "last is null", "least and most", "thousands"],
)
def test_ids_come_back_as_they_were_sent(record: Database, ids: list[Id | None]) -> None:
    with record.engine("superuser").begin() as connection:
        sent = connection.exec_driver_sql("SELECT unnest(%s::uuid[])", (array("uuid", ids),)).scalars().all()
    assert list(sent) == ids


@pytest.mark.parametrize(
    "values",
    [[b"", b"\x00"], [None, b"x"], [b"x", None], [bytes(range(256)) * 5_000, b"\\x00", b"NULL"], [b"a", b"bc"] * 2_000],
    ids=["least", "first is null", "last is null", "much", "thousands"],
)
def test_bytes_come_back_as_they_were_sent(record: Database, values: list[bytes | None]) -> None:
    with record.engine("superuser").begin() as connection:
        sent = connection.exec_driver_sql("SELECT unnest(%s::bytea[])", (array("BYTEA", values),)).scalars().all()
    assert list(sent) == values


@pytest.mark.parametrize("kind", ["uuid", "bytea", "date"])
@pytest.mark.parametrize("values", [[], [None], [None, None]], ids=["none", "a null", "nulls"])
def test_a_column_without_any_value_is_an_array_of_nulls(record: Database, kind: str, values: list[None]) -> None:
    with record.engine("superuser").begin() as connection:
        sent = connection.exec_driver_sql(f"SELECT unnest(%s::{kind}[])", (array(kind, values),)).scalars().all()
    assert list(sent) == values


def test_a_statement_that_is_prepared_takes_the_same_arrays(record: Database) -> None:
    rows = [(name, bytes.fromhex(name.replace("-", ""))) for name in IDS]
    sent_as = (array("uuid", IDS), array("bytea", [body for _, body in rows]))
    sql = "SELECT x.id, x.body FROM unnest(%s::uuid[], %s::bytea[]) AS x (id, body)"
    with record.engine("superuser").begin() as connection:
        sent = [connection.exec_driver_sql(sql, sent_as).all() for _ in range(10)]
    assert sent == [rows] * 10


@pytest.mark.parametrize("change", [{"amount_cents": 1 << 31}, {"received_on": "30-02-2026"}])
def test_one_number_or_day_too_far_is_refused_as_data(record: Database, change: dict[str, Any]) -> None:
    names = ("amount_cents", "received_on")
    row = {"amount_cents": 1, "received_on": date(2026, 3, 2)} | change
    with record.engine("superuser").connect() as connection, pytest.raises(DataError):
        connection.exec_driver_sql(f"SELECT * FROM {unnested(decision, names)}", parameters(decision, names, [row]))


def test_ids_are_read_as_text(record: Database) -> None:
    with record.engine("superuser").connect() as connection:
        one, several = connection.exec_driver_sql("SELECT id, ARRAY[id] FROM gen_random_uuid() AS id").one()
    assert several == [one] == [checked(one)]
