"""A list that was uploaded: no name is kept, who is certain is settled, and who resembles somebody is not."""

from pathlib import Path

import pytest
import typer

from command.registers import upload
from plumbing.running.settings import Settings
from schemas.policy.form import Parking, Policy, Registers
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, Register, RegisterSource, ResidentAnswer
from services.triage.read import replay
from services.triage.registers.judge import ListedLine, known_by_list, resident_by_list
from tests.builders import SECRECY, Town, a_signal

R = ResidentAnswer
BORN = "1980-05-14"
ASKS = Policy(name="lijst", registers=Registers(residents=RegisterSource.LIST, debt_help=RegisterSource.LIST))
HEADING = "Achternaam;Geboortedatum;Postcode;Huisnummer;Toevoeging;Status"


@pytest.fixture(autouse=True)
def known_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command has the keys by which the town's signals are sealed."""
    zeros = "00" * 32
    keys = {"VROEGSIGNAAL_BSN_KEY": zeros, "VROEGSIGNAAL_HASH_KEY": zeros}
    monkeypatch.setattr("command.registers.keys_of", lambda _settings: keys)
    assert SECRECY.person_hash("x") == type(SECRECY).from_hex(zeros, zeros).person_hash("x")


def somebody(**changes: object) -> Signal:
    """A signal whose resident has a birth date."""
    values: dict[str, object] = {"surname": "Proefpersoon", "birth_date": BORN, "postcode": "1234AB"}
    return a_signal(**(values | {"house_number": "12"} | changes))


def put(town: Town, tmp_path: Path, *lines: str, register: Register = Register.RESIDENTS) -> int:
    path = tmp_path / "lijst.csv"
    path.write_text("\n".join([HEADING, *lines]), encoding="utf-8")
    return upload(Settings(), town.record.engine("admin"), "9901", register, path)


def became(town: Town, signal: Signal) -> tuple[str, str | None]:
    """The disposition of a signal that comes now, and what the register said."""
    (name,) = town.bring(signal, kind=PartnerKind.WATER)
    (row,) = town.rows("SELECT disposition, resident FROM disposition WHERE signal_id = %s", name)
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
    return str(row["disposition"]), row["resident"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"Proefpersoon;{BORN};1234 AB;12;;inwoner", ("in-case", "resident")),
        (f"PROEFPERSOON;{BORN};9999XX;7;;inwoner", ("in-case", "moved-inside")),
        (f"Proefpersoon;{BORN};1234AB;12;;geen-inwoner", ("not-resident", "not-resident")),
        (f"Proefpersoon;{BORN};1234AB;12;;overleden", ("deceased", "deceased")),
        ("Proefpersoon;1950-01-01;1234AB;12;;overleden", ("in-case", "no-hit")),
        (f"Andersma;{BORN};1234AB;12;;inwoner", ("in-case", "name-differs")),
        (f"Andersma;{BORN};9999XX;7;;inwoner", ("in-case", "no-hit")),
    ],
)
def test_what_a_list_says(town: Town, tmp_path: Path, line: str, expected: tuple[str, str]) -> None:
    town.publish(ASKS)
    assert put(town, tmp_path, line) == 1
    assert became(town, somebody()) == expected


@pytest.mark.parametrize(
    ("listed", "surname", "prefix"),
    [
        ("de Proef", "Proef", "de"),
        ("Proef", "van der Proef", None),
        ("PROEF", "Proef", "v.d."),
        ("Proef", "de Proef", None),
    ],
)
def test_a_prefix_is_one_however_it_is_written(
    town: Town, tmp_path: Path, listed: str, surname: str, prefix: str | None
) -> None:
    town.publish(ASKS)
    put(town, tmp_path, f"{listed};{BORN};1234AB;12;;inwoner")
    assert became(town, somebody(surname=surname, prefix=prefix)) == ("in-case", "resident")


def test_a_list_that_a_spreadsheet_wrote_is_read_and_what_is_no_text_is_refused(town: Town, tmp_path: Path) -> None:
    town.publish(ASKS)
    path, lines = tmp_path / "lijst.csv", f"{HEADING}\nMüllér;{BORN};1234AB;12;;inwoner"
    for encoding in ("windows-1252", "utf-8", "utf-8-sig"):
        path.write_bytes(lines.encode(encoding))
        assert upload(Settings(), town.record.engine("admin"), "9901", Register.RESIDENTS, path) == 1
        assert became(town, somebody(surname="Müllér")) == ("in-case", "resident")
    path.write_bytes(lines.encode("utf-16"))
    with pytest.raises(typer.BadParameter, match="no text in UTF-8"):
        upload(Settings(), town.record.engine("admin"), "9901", Register.RESIDENTS, path)


def test_where_no_list_was_uploaded_nobody_was_checked(town: Town) -> None:
    town.publish(ASKS)
    assert became(town, somebody()) == ("in-case", None)


def test_a_list_counts_only_where_the_policy_asks_it(town: Town, tmp_path: Path) -> None:
    put(town, tmp_path, f"Proefpersoon;{BORN};1234AB;12;;overleden")
    assert became(town, somebody()) == ("in-case", None)


def test_a_list_of_debt_help_settles_by_name_and_birth_date_alone(town: Town, tmp_path: Path) -> None:
    town.publish(ASKS)
    put(town, tmp_path, f"Proefpersoon;{BORN};1234AB;12;;", register=Register.DEBT_HELP)
    assert became(town, somebody())[0] == "known-at-debt-help"
    assert became(town, somebody(birth_date=None))[0] == "in-case"


def test_of_a_list_no_name_and_no_birth_date_is_kept(town: Town, tmp_path: Path) -> None:
    put(town, tmp_path, f"Proefpersoon;{BORN};1234AB;12;;inwoner")
    (row,) = town.rows("SELECT e::text AS text FROM register_entry e")
    assert "roefpersoon" not in str(row["text"])
    assert "1980" not in str(row["text"])


def test_a_new_list_takes_the_place_of_the_one_before(town: Town, tmp_path: Path) -> None:
    put(town, tmp_path, f"A;{BORN};1234AB;1;;inwoner", f"B;{BORN};1234AB;2;;inwoner")
    put(town, tmp_path, f"C;{BORN};1234AB;3;;overleden")
    assert town.rows("SELECT answer FROM register_entry") == [{"answer": "deceased"}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"Proefpersoon;{BORN};1234AB;12;;misschien", "line 2: status"),
        (f"Proefpersoon;{BORN};fout;12;;inwoner", "line 2: postcode"),
        (f";{BORN};1234AB;12;;inwoner", "line 2: achternaam"),
    ],
)
def test_a_wrong_line_is_named_without_its_values_and_the_list_before_stays(
    town: Town, tmp_path: Path, line: str, said: str
) -> None:
    put(town, tmp_path, f"A;{BORN};1234AB;1;;inwoner")
    with pytest.raises(typer.BadParameter) as refused:
        put(town, tmp_path, line)
    assert said in refused.value.message
    assert "Proefpersoon" not in refused.value.message
    assert "misschien" not in refused.value.message
    assert town.rows("SELECT count(*) AS n FROM register_entry") == [{"n": 1}]


def test_twins_of_whom_one_died_are_not_told_apart() -> None:
    twins = [ListedLine(R.DECEASED, same_person=True, same_address=True), ListedLine(R.RESIDENT, True, True)]
    assert resident_by_list(twins, somebody_at_door=True) is R.NO_HIT


def test_without_a_birth_date_debt_help_cannot_tell() -> None:
    assert known_by_list([], has_birth_date=False) is DebtHelpAnswer.NOT_CHECKED
    assert known_by_list([], has_birth_date=True) is DebtHelpAnswer.NOT_KNOWN


def test_who_is_not_found_waits_for_a_check_where_the_policy_says_so(town: Town, tmp_path: Path) -> None:
    waits = Parking(unclear_registration=True)
    asks = Registers(residents=RegisterSource.LIST)
    town.publish(Policy(name="eerst kijken", parking=waits, registers=asks))
    put(town, tmp_path, f"Andersma;{BORN};1234AB;12;;inwoner")
    assert became(town, somebody()) == ("parked", "name-differs")
    assert town.rows("SELECT parked_for FROM disposition") == [{"parked_for": "register-check"}]
