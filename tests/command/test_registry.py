"""Partners, agreements and mappings by command, on a record that runs: each says what it changed."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from command.cli import app
from domain.law.calendar import local_date
from services.ingest.registry.store import Mappings, Partners
from tests.builders import Town
from tests.services.ingest.builders import BSN, TODAY, Member, Office, a_record
from tests.shipped_mappings import MAPPINGS

Run = Callable[..., Result]
NAME = "Bronwater"
FIRST = ("--from", "2026-01-01")
NOW = local_date(datetime.now(UTC))


@pytest.fixture
def run(town: Town, tmp_path: Path) -> Run:
    """The command line on the record of this test."""
    surroundings = {"VROEGSIGNAAL_POSTGRES_URL": town.record.superuser_url, "VROEGSIGNAAL_HOME": str(tmp_path)}
    return lambda *words: CliRunner().invoke(app, list(words), env=surroundings | {"COLUMNS": "250"})


@pytest.fixture
def door(town: Town) -> Office:
    """The front door that remembers nothing."""
    office = Office(town.record)
    engine = town.record.engine("ingest")
    office.works_with(partners=Partners(engine, 0.0), mappings=Mappings(engine, 0.0))
    return office


def lines(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def refused(done: Result) -> str:
    assert done.exit_code == 2, done.output
    return re.sub(r"\s*│\s*", " ", done.stderr)


def key_in(home: Path) -> str:
    """The newest key that was handed out: output is no terminal here."""
    file = home / "new-api-keys.txt"
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_text(encoding="utf-8").splitlines()[-1].split("\t")[1]


def added(run: Run, home: Path, *words: str, kind: str = "water") -> Member:
    """A new partner."""
    done = run("partner", "add", "--name", NAME, "--kind", kind, *words)
    told = next(line for line in lines(done) if line.startswith("partner"))
    found = re.search(r"[0-9a-f-]{36}", told)
    assert found
    assert key_in(home) not in done.output
    return Member(found[0], key_in(home))


def agreed(run: Run, *words: str) -> list[str]:
    return lines(run("agreement", "add", "--partner", NAME, "--municipality", "9901", *FIRST, *words))


def answer(office: Office, member: Member, **record: Any) -> str:
    (receipt,) = office.delivers(member, a_record(**record))
    return str(receipt["uitkomst"])


def test_a_partner_that_is_added_delivers_once_it_has_an_agreement(run: Run, door: Office, tmp_path: Path) -> None:
    water = added(run, tmp_path)
    assert answer(door, water) == "geweigerd"
    assert agreed(run) == [f"{NAME} may send for 9901 from 2026-01-01 until it is ended; no BSN"]
    assert answer(door, water) == "geaccepteerd"


def test_terms_of_a_partner_are_kept_and_shown_without_its_key(run: Run, tmp_path: Path) -> None:
    member = added(
        run,
        tmp_path,
        *("--mail", "signalen@bronwater.example", "--phone", "010 123 45 67", "--day-of-month", "3"),
        *("--channel", "api", "--channel", "folder", "--field", "telefoonnummer", "--client-id", "bronwater"),
    )
    agreed(run)
    (shown,) = [one for one in json.loads(run("partner", "list", "--json").stdout) if one["name"] == NAME]
    assert shown | {"agreements": []} == {
        "id": member.id,
        "name": NAME,
        "kind": "water",
        "state": "open",
        "contactMail": "signalen@bronwater.example",
        "contactPhone": "010 123 45 67",
        "dayOfMonth": 3,
        "intervalDays": None,
        "channels": ["api", "folder"],
        "fields": ["telefoonnummer"],
        "clientId": "bronwater",
        "webhookUrl": None,
        "agreements": [],
        "mappings": [],
    }
    text = run("partner", "show", NAME).stdout
    assert "channels:\n  api\n  folder" in text
    assert "municipality 9901" in text
    assert member.key not in text


@pytest.mark.parametrize(
    "words",
    [
        ("--kind", "schoenmaker"),
        ("--kind", "water", "--field", "schoenmaat"),
        ("--kind", "water", "--channel", "duif"),
        ("--kind", "water", "--day-of-month", "40"),
        ("--kind", "water", "--mail", "geen adres"),
        ("--kind", "water", "--id", "geen-uuid"),
    ],
)
def test_terms_that_do_not_exist_are_refused_and_nobody_is_added(run: Run, town: Town, words: tuple[str, ...]) -> None:
    refused(run("partner", "add", "--name", NAME, *words))
    with town.record.engine("admin").connect() as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM partner WHERE name = %s", (NAME,)).first() is None


def test_the_same_partner_is_not_added_twice(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path)
    assert "already" in refused(run("partner", "add", "--name", NAME.upper(), "--kind", "energy"))


def test_a_key_is_rotated_without_a_gap(run: Run, door: Office, tmp_path: Path) -> None:
    old = added(run, tmp_path)
    agreed(run)
    told = lines(run("partner", "rotate-key", NAME, "--overlap", "30d"))
    assert f"partner {NAME}: a new key is made; the keys that it had hold for 30 days, 0:00:00 more" in told
    new = Member(old.id, key_in(tmp_path))
    assert new.key != old.key
    assert [answer(door, one) for one in (old, new)] == ["geaccepteerd"] * 2
    lines(run("partner", "rotate-key", NAME, "--overlap", "0d"))
    assert [door.post(one, {"signalen": [a_record()]}).status_code for one in (old, new)] == [401, 401]
    assert answer(door, Member(old.id, key_in(tmp_path))) == "geaccepteerd"
    keys = json.loads(run("partner", "show", NAME, "--json").stdout)["keys"]
    assert [bool(one["endsAt"]) for one in keys] == [True, True, False]


@pytest.mark.parametrize("written", ["30", "-1d", "een maand", "d", "99999d"])
def test_a_length_of_time_that_cannot_be_read_is_refused(run: Run, tmp_path: Path, written: str) -> None:
    added(run, tmp_path)
    assert "30d" in refused(run("partner", "rotate-key", NAME, f"--overlap={written}"))


def test_a_partner_is_suspended_and_resumed(run: Run, door: Office, tmp_path: Path) -> None:
    water = added(run, tmp_path)
    agreed(run)
    assert lines(run("partner", "suspend", NAME)) == [f"partner {NAME} is suspended"]
    assert lines(run("partner", "suspend", NAME)) == [f"partner {NAME} was suspended already"]
    assert door.post(water, {"signalen": [a_record()]}).status_code == 403
    assert lines(run("partner", "resume", water.id)) == [f"partner {NAME} may deliver again"]
    assert answer(door, water) == "geaccepteerd"


def test_an_agreement_that_is_ended_is_over_the_same_day(run: Run, door: Office, tmp_path: Path) -> None:
    water = added(run, tmp_path)
    agreed(run)
    assert answer(door, water) == "geaccepteerd"
    yesterday = TODAY - timedelta(days=1)
    told = lines(run("agreement", "end", "--partner", NAME, "--municipality", "9901", "--on", TODAY.isoformat()))
    assert told == [f"agreement of {NAME} with 9901 from 2026-01-01: nothing may be sent after {yesterday} (was: open)"]
    assert answer(door, water) == "geweigerd"
    again = run("agreement", "end", "--partner", NAME, "--municipality", "9901", "--on", TODAY.isoformat())
    assert "nothing" in refused(again)


def test_without_a_day_an_agreement_ends_today(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path)
    agreed(run)
    lines(run("agreement", "end", "--partner", NAME, "--municipality", "9901"))
    (left,) = json.loads(run("agreement", "list", "--partner", NAME, "--json").stdout)
    assert left["validTo"] == (NOW - timedelta(days=1)).isoformat()


def test_a_ground_that_is_withdrawn_stores_no_bsn_and_the_agreement_goes_on(
    run: Run, door: Office, tmp_path: Path
) -> None:
    water = added(run, tmp_path)
    assert agreed(run, "--bsn-basis", "convenant 7")[0].endswith("with bsn_basis")
    assert answer(door, water, burgerservicenummer=BSN) == "geaccepteerd"
    told = lines(run("agreement", "end", "--partner", NAME, "--municipality", "9901", "--withdraw-bsn-basis"))
    assert told == [f"agreement of {NAME} with 9901 from 2026-01-01: bsn_basis is withdrawn (was: 'convenant 7')"]
    assert answer(door, water, burgerservicenummer=BSN) == "geweigerd"
    assert answer(door, water) == "geaccepteerd"


def test_an_agreement_that_overlaps_another_is_refused(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path)
    agreed(run)
    later = run("agreement", "add", "--partner", NAME, "--municipality", "9901", "--from", "2026-02-01")
    assert "has ended" in refused(later)
    assert "already" in refused(run("agreement", "add", "--partner", NAME, "--municipality", "9901", *FIRST))


@pytest.mark.parametrize(
    "words",
    [
        ("agreement", "add", "--partner", NAME, "--municipality", "9999", *FIRST),
        ("agreement", "end", "--partner", NAME, "--municipality", "9999"),
        ("agreement", "list", "--municipality", "9999"),
    ],
)
def test_a_municipality_that_is_not_there_is_refused(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    added(run, tmp_path)
    assert "no municipality 9999" in refused(run(*words))


@pytest.mark.parametrize(
    "words",
    [
        ("agreement", "add", "--partner", "Niemand", "--municipality", "9901", *FIRST),
        ("agreement", "end", "--partner", "Niemand", "--municipality", "9901"),
        ("agreement", "list", "--partner", "Niemand"),
        ("partner", "show", "Niemand"),
        ("partner", "suspend", "Niemand"),
        ("partner", "rotate-key", "Niemand", "--overlap", "1d"),
        ("mapping", "list", "--partner", "Niemand"),
        ("mapping", "save", str(MAPPINGS / "energie-csv.yaml"), "--partner", "Niemand"),
    ],
)
def test_a_partner_that_is_not_there_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert "no such partner" in refused(run(*words))


def test_a_command_that_finds_nothing_says_so(run: Run) -> None:
    assert lines(run("agreement", "list", "--on", "1999-12-31")) == [
        "There are no such agreements in force on 1999-12-31."
    ]
    assert json.loads(run("agreement", "list", "--on", "1999-12-31", "--json").stdout) == []
    run("partner", "add", "--name", "Zonder indeling", "--kind", "water")
    assert lines(run("mapping", "list", "--partner", "Zonder indeling")) == ["There are no mappings."]


def test_a_mapping_is_saved_for_its_partner_and_again_only_when_it_says_something_else(
    run: Run, tmp_path: Path
) -> None:
    added(run, tmp_path, kind="energy")
    text = (MAPPINGS / "energie-csv.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mapping.yaml"
    told = []
    for written in (text, text, text.replace('delimiter: ";"', 'delimiter: "|"')):
        file.write_text(written, encoding="utf-8")
        told += lines(run("mapping", "save", str(file), "--partner", NAME))
    assert told == [
        f"mapping energie-csv of {NAME}: saved as version 1",
        f"mapping energie-csv of {NAME}: says what stands there already; no new version",
        f"mapping energie-csv of {NAME}: saved as version 2",
    ]
    (listed,) = json.loads(run("mapping", "list", "--partner", NAME, "--json").stdout)
    assert (listed["name"], listed["version"]) == ("energie-csv", 2)


def test_a_mapping_for_one_municipality_is_refused_for_a_partner_of_several(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path, kind="energy")
    agreed(run)
    text = (MAPPINGS / "energie-csv.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mapping.yaml"
    (column,) = [line for line in text.splitlines() if line.endswith(": gemeentecode")]
    file.write_text(text.replace(f"{column}\n", "") + '\nconstants: {gemeentecode: "9901"}\n', encoding="utf-8")
    save = ("mapping", "save", str(file), "--partner", NAME)
    assert "saved as version 1" in lines(run(*save))[0]
    run("agreement", "add", "--partner", NAME, "--municipality", "9902", *FIRST)
    assert "let a column say it" in " ".join(refused(run(*save)).split())


def test_a_mapping_that_cannot_be_used_is_an_error_by_line_and_field(run: Run, tmp_path: Path) -> None:
    added(run, tmp_path)
    file = tmp_path / "mapping.yaml"
    file.write_text("name: proef\ndate_format: 1\ncolumns:\n  Ref: kenmerk\nencoding: klingon\n", encoding="utf-8")
    told = refused(run("mapping", "save", str(file), "--partner", NAME))
    assert "line 2" in told
    assert "line 5" in told
    assert "encoding" in told


def test_every_change_stands_in_history_as_done_by_a_command(run: Run, town: Town, tmp_path: Path) -> None:
    water = added(run, tmp_path)
    agreed(run)
    run("partner", "rotate-key", NAME, "--overlap", "1d")
    run("partner", "suspend", NAME)
    run("agreement", "end", "--partner", NAME, "--municipality", "9901")
    with town.record.engine("superuser").connect() as connection:
        sql = "SELECT changed_by, subject, field FROM configuration_change ORDER BY number"
        rows = [tuple(row) for row in connection.exec_driver_sql(sql)]
    assert rows == [
        ("command", "partner", "added"),
        ("command", "partner", "key"),
        ("command", "agreement", "added"),
        ("command", "partner", "key"),
        ("command", "partner", "suspended_at"),
        ("command", "agreement", "valid_to"),
    ]
    assert water.key not in str(rows)


HOOK = "https://www.bronwater.example/hook?van=gemeente"


def test_a_partner_is_told_at_its_own_address_with_a_secret_that_is_shown_once(
    run: Run, town: Town, tmp_path: Path
) -> None:
    added(run, tmp_path)
    said = [run("partner", "webhook", NAME, "--url", HOOK) for _ in range(2)]
    assert [lines(one)[-1] for one in said] == [f"partner {NAME} is told at {HOOK}"] * 2
    secret = key_in(tmp_path)
    assert secret.startswith("whsec_")
    sql = "SELECT webhook_url, webhook_secret FROM partner WHERE webhook_url IS NOT NULL"
    with town.record.engine("superuser").connect() as connection:
        assert tuple(connection.exec_driver_sql(sql).one()) == (HOOK, secret)
        history = connection.exec_driver_sql(
            "SELECT field, was, became FROM configuration_change ORDER BY number"
        ).all()
    assert [row.field for row in history][-3:] == ["webhook_url", "webhook_secret", "webhook_secret"]
    shown = run("partner", "show", NAME).stdout
    assert HOOK in shown
    for text in (shown, str(history), *(one.output for one in said)):
        assert secret.removeprefix("whsec_") not in text
    assert lines(run("partner", "webhook", NAME, "--off")) == [f"partner {NAME} is told nothing"]
    with town.record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql(sql).all() == []


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--off", "--url", HOOK),
        ("--url", ""),
        ("--url", "http://www.bronwater.example/hook"),
        ("--url", "https://127.0.0.1/hook"),
        ("--url", "https://[::1]/hook"),
        ("--url", "https://localhost/hook"),
        ("--url", "https://wie:geheim@www.bronwater.example/"),
        ("--url", "https://www.bronwater.example:poort/"),
        ("--url", "https://www.bronwater.example/een hook"),
    ],
)
def test_an_address_that_is_no_https_address_of_a_partner_is_refused_and_makes_no_secret(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    added(run, tmp_path)
    key = key_in(tmp_path)
    refused(run("partner", "webhook", NAME, *words))
    assert key_in(tmp_path) == key


def kinds(run: Run) -> list[tuple[str, ...]]:
    listed = json.loads(run("kind", "list", "--municipality", "9901", "--json").stdout)
    return [(one["kind"], one["validFrom"], one["validTo"]) for one in listed]


def test_a_kind_that_the_law_does_not_name_is_taken_from_the_day_a_municipality_says_so(
    run: Run, door: Office, tmp_path: Path
) -> None:
    office = added(run, tmp_path, kind="tax-office")
    agreed(run)
    assert answer(door, office) == "geweigerd"
    accept = ("kind", "accept", "--municipality", "9901", "--kind", "tax-office", "--from", "2026-02-01")
    assert lines(run(*accept)) == ["9901 takes signals of tax-office from 2026-02-01 on"]
    assert answer(door, office) == "geaccepteerd"
    assert "already" in refused(run(*accept))
    assert "begins before" in " ".join(refused(run(*accept[:-1], "2026-03-01")).split())
    end = ("kind", "end", "--municipality", "9901", "--kind", "tax-office", "--on", TODAY.isoformat())
    assert lines(run(*end)) == [f"9901 takes no signals of tax-office from {TODAY} on"]
    assert answer(door, office) == "geweigerd"
    assert ("tax-office", "2026-02-01", (TODAY - timedelta(days=1)).isoformat()) in kinds(run)
    assert "no signals of tax-office" in refused(run(*end))


def test_a_kind_that_the_law_names_is_ended_and_begins_anew(run: Run, door: Office, tmp_path: Path) -> None:
    insurer = added(run, tmp_path, kind="health-insurer")
    agreed(run)
    of_kind = ("--municipality", "9901", "--kind", "health-insurer")
    assert "by law already" in refused(run("kind", "accept", *of_kind, *FIRST))
    assert answer(door, insurer, ontstaansdatum="2025-12-20") == "geaccepteerd"
    lines(run("kind", "end", *of_kind, "--on", TODAY.isoformat()))
    assert answer(door, insurer, ontstaansdatum="2025-12-20") == "geweigerd"
    assert ("health-insurer", "2021-01-01", (TODAY - timedelta(days=1)).isoformat()) in kinds(run)
    lines(run("kind", "accept", *of_kind, "--from", TODAY.isoformat()))
    assert answer(door, insurer, ontstaansdatum="2025-12-20") == "geaccepteerd"


@pytest.mark.parametrize(
    "words",
    [
        ("accept", "--kind", "schoenmaker", *FIRST),
        ("end", "--kind", "schoenmaker"),
        ("end", "--kind", "student-finance"),
        ("accept", "--kind", "tax-office", *FIRST, "--to", "2025-12-31"),
    ],
)
def test_what_cannot_be_said_of_a_kind_is_refused_and_changes_nothing(run: Run, words: tuple[str, ...]) -> None:
    before = kinds(run)
    refused(run("kind", *words, "--municipality", "9901"))
    assert kinds(run) == before


def test_a_worker_is_blocked_and_comes_back_by_name_or_id(run: Run, town: Town) -> None:
    def blocked() -> list[tuple[str, str]]:
        with town.record.engine("superuser").connect() as connection:
            sql = "SELECT municipality, id::text FROM worker WHERE blocked_at IS NOT NULL"
            return [(row[0], row[1]) for row in connection.exec_driver_sql(sql)]

    here = ("--municipality", "9901")
    (told,) = lines(run("worker", "block", "Anna", *here))
    ((place, name),) = blocked()
    assert (place, told) == ("9901", f"worker {name} of 9901 is blocked")
    assert lines(run("worker", "block", name, *here)) == [f"worker {name} of 9901 was blocked already"]
    assert lines(run("worker", "unblock", name.upper(), *here)) == [f"worker {name} of 9901 may sign in again"]
    assert blocked() == []
    assert "no such worker" in refused(run("worker", "block", name, "--municipality", "9902"))
    with town.record.engine("superuser").connect() as connection:
        rows = connection.exec_driver_sql("SELECT field, subject_key FROM configuration_change ORDER BY number").all()
    assert [tuple(row) for row in rows] == [("blocked_at", f"9901/{name}")] * 2
