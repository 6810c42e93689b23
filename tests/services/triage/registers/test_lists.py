"""A list that was uploaded: no name is kept, who is certain is settled, and who resembles somebody is not."""

from datetime import timedelta
from pathlib import Path

import pytest
import typer

from command.registers import upload
from plumbing.running.settings import Settings
from schemas.ids import Id
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
WITH_INITIALS = "Achternaam;Voorletters;Geboortedatum;Postcode;Huisnummer;Toevoeging;Status"
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


def put(
    town: Town, tmp_path: Path, *lines: str, register: Register = Register.RESIDENTS, heading: str = HEADING
) -> int:
    path = tmp_path / "lijst.csv"
    path.write_text("\n".join([heading, *lines]), encoding="utf-8")
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


@pytest.mark.parametrize(
    ("listed", "initials", "same"),
    [
        ("P.", "J.", False),
        ("P.M.", "J.H.", False),
        ("J.P.", "P.", True),
        ("Johannes Petrus", "J.P.", True),
        ("P.", None, True),
        ("", "J.", True),
    ],
)
def test_who_shares_surname_and_birth_date_but_no_initial_is_somebody_else(
    town: Town, tmp_path: Path, listed: str, initials: str | None, same: bool
) -> None:
    town.publish(ASKS)
    line, resident = f"Proefpersoon;{listed};{BORN};9999XX;7;;", somebody(initials=initials)
    put(town, tmp_path, line, register=Register.DEBT_HELP, heading=WITH_INITIALS)
    assert became(town, resident)[0] == ("known-at-debt-help" if same else "in-case")
    assert town.rows("SELECT debt_help FROM disposition") == [{"debt_help": "known" if same else None}]
    put(town, tmp_path, f"{line}overleden", heading=WITH_INITIALS)
    died = resident.model_copy(update={"reference": "ANDERS", "customer_number": "K-ANDERS"})
    assert became(town, died) == (("deceased", "deceased") if same else ("in-case", "no-hit"))


def test_a_signal_whose_initials_are_corrected_is_recognised_by_those(town: Town, tmp_path: Path) -> None:
    town.publish(ASKS)
    put(town, tmp_path, f"Proefpersoon;P.;{BORN};9999XX;7;;overleden", heading=WITH_INITIALS)
    assert became(town, somebody(initials="J."))[1] == "no-hit"
    town.later(days=1)
    assert became(town, somebody(initials="P.", amount_cents=30_000))[1] == "deceased"


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


def test_twins_of_whom_one_died_are_told_apart_by_their_initials() -> None:
    died = ListedLine(R.DECEASED, same_person=True, same_address=True, other_initials=True)
    lives = ListedLine(R.RESIDENT, same_person=True, same_address=True)
    assert resident_by_list([died, lives], somebody_at_door=True) is R.RESIDENT
    assert resident_by_list([died], somebody_at_door=True) is R.NO_HIT
    assert resident_by_list([died._replace(answer=R.RESIDENT)], somebody_at_door=True) is R.NO_HIT


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


PARKS = {"name": "wachten", "parking": Parking(below_threshold=True)}
ASKS_TOO = Policy(**PARKS, registers=ASKS.registers)
ASKS_NOBODY = Policy(**PARKS)
BEHIND = {"1": ("Proefpersoon", "Buurman"), "2": ("Testbewoner", "Oosterhout"), "3": ("Voorbeeld", "Wiersma")}
"""Who lives behind a door: somebody on the list, and another."""
DIED = "\n".join(f"{one};{BORN};9999XX;1;;overleden" for one, _ in BEHIND.values())


def asleep_and_its_neighbour(door: str) -> tuple[Signal, Signal]:
    """A signal of somebody on the list, below the threshold; and one of another that rouses it."""
    one, other = BEHIND[door]
    there = {"amount_cents": 3_000, "house_number": door}
    return somebody(**there, surname=one), somebody(**there, surname=other, birth_date=f"197{door}-01-02")


def woke(town: Town, name: Id | None) -> tuple[str, str | None]:
    """What became of one that was woken, and what the register said."""
    sql = "SELECT disposition, resident FROM disposition WHERE signal_id = %s AND occasion = 'woken'"
    (row,) = town.rows(sql, name)
    return str(row["disposition"]), row["resident"]  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [(ASKS_NOBODY, ASKS_TOO, ("deceased", "deceased")), (ASKS_TOO, ASKS_NOBODY, ("in-case", None))],
    ids=["that asks since", "that asks no more"],
)
def test_whom_the_policy_of_today_wakes_is_asked_about_as_that_policy_says(
    town: Town, tmp_path: Path, then: Policy, now: Policy, expected: tuple[str, str | None]
) -> None:
    town.publish(then)
    slept, neighbour = asleep_and_its_neighbour("1")
    (name,) = town.bring(slept)
    town.publish(now, valid_from=town.now.date() + timedelta(days=1))
    put(town, tmp_path, DIED)
    town.later(days=1)
    town.bring(neighbour, kind=PartnerKind.ENERGY)
    assert woke(town, name) == expected
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def test_in_one_batch_each_is_asked_about_as_the_policy_says_by_which_it_wakes(town: Town, tmp_path: Path) -> None:
    town.publish(ASKS_NOBODY)
    town.publish(ASKS_TOO, valid_from=town.now.date() + timedelta(days=1))
    put(town, tmp_path, DIED)
    pairs = [asleep_and_its_neighbour(door) for door in "123"]
    names = town.bring(pairs[0][0], pairs[1][0])
    waits = town.deliver(pairs[2][0]) + town.deliver(pairs[0][1], kind=PartnerKind.ENERGY)
    town.later(days=1)
    town.settle(waits + town.deliver(pairs[1][1], pairs[2][1], kind=PartnerKind.ENERGY))
    woken = [woke(town, name) for name in (*names, waits[0].signal_id)]
    assert woken == [("in-case", None), ("deceased", "deceased"), ("deceased", "deceased")]
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
