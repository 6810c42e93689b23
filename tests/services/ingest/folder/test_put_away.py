"""After a file was taken: its receipts come beside it once, and after thirty days nothing of it lies there."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from services.ingest.folder.away.read import AnswerPlace, AwayFolder
from services.ingest.folder.naming import ANSWER, RECEIPTS, REFUSED_FOLDER, TAKEN_FOLDER
from tests.services.ingest.files.deliveries import a_file, a_row, lines_of, read_all
from tests.services.ingest.folder.dropping import Drop


def taken_and_read(drop: Drop, content: bytes | None = None, name: str = "maart.csv") -> str:
    """A file that was taken and read; gives its delivery."""
    drop.puts(name, content)
    drop.takes()
    read_all(drop.office.ports)
    return str(drop.answer(TAKEN_FOLDER)["leveringId"])


def away(drop: Drop) -> list[Path]:
    """Everything that lies where files are put away."""
    return [one for kind in (TAKEN_FOLDER, REFUSED_FOLDER) for one in (drop.own / kind).glob("*")]


def test_the_receipts_beside_a_file_are_those_of_the_api_as_csv(drop: Drop) -> None:
    identity = taken_and_read(drop, a_file(a_row(1), a_row(2, postcode="Kanarie"), a_row(3)))
    drop.tidies()
    path = f"/v1/leveringen/{identity}"
    answer = drop.office.ask("GET", path, x_api_key=drop.partner.key, accept="text/csv")
    assert drop.receipts() == [answer.text]
    assert ("geweigerd" in answer.text, "Kanarie" in answer.text) == (True, False)
    assert (drop.own / TAKEN_FOLDER / f"{drop.taken()[0]}{RECEIPTS}").is_file()


def test_no_receipts_come_before_the_whole_file_is_read(drop: Drop) -> None:
    drop.puts()
    drop.takes()
    drop.tidies()
    assert drop.receipts() == []
    read_all(drop.office.ports)
    drop.tidies()
    assert len(drop.receipts()) == 1


def test_the_same_file_again_gets_the_receipts_of_the_first(drop: Drop) -> None:
    taken_and_read(drop)
    taken_and_read(drop, name="nog een keer.csv")
    drop.tidies()
    first, second = drop.receipts()
    assert first == second


def test_receipts_that_a_partner_took_away_do_not_come_back(drop: Drop) -> None:
    taken_and_read(drop)
    drop.tidies()
    (drop.own / TAKEN_FOLDER / f"{drop.taken()[0]}{RECEIPTS}").unlink()
    drop.tidies()
    assert drop.receipts() == []
    assert drop.answer(TAKEN_FOLDER)["ontvangstbewijzen"] == "klaar"


class KilledBetween(AwayFolder):
    """A folder whose process is killed when a part of the receipts was written, or all and the answer not yet."""

    def __init__(self, root: Path, parts: int) -> None:
        super().__init__(root)
        self._parts = parts

    def tell(self, place: AnswerPlace, said: dict[str, Any], receipts: Iterable[str]) -> None:
        """Killed after so many parts."""

        def until_killed() -> Iterable[str]:
            for number, part in enumerate(receipts):
                if number == self._parts:
                    raise KeyboardInterrupt
                yield part

        super().tell(place, said, until_killed())


@pytest.mark.parametrize("parts", [0, 1])
def test_a_kill_while_receipts_are_written_leaves_none_that_are_half(drop: Drop, parts: int) -> None:
    taken_and_read(drop, lines_of(3))
    with pytest.raises(KeyboardInterrupt):
        drop.tidies(KilledBetween(drop.root, parts))
    assert drop.receipts() == []
    drop.tidies()
    (whole,) = drop.receipts()
    assert whole.count("geaccepteerd") == 3
    assert not [one for one in away(drop) if one.name.endswith(".tmp")]


def test_while_another_process_writes_receipts_none_are_written(drop: Drop) -> None:
    taken_and_read(drop)
    folder = AwayFolder(drop.root)
    (place,) = folder.without_receipts()
    with folder.answer(place) as said:
        assert "leveringId" in said
        drop.tidies()
        assert drop.receipts() == []
    drop.tidies()
    assert len(drop.receipts()) == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"leveringId": 7}', b'{"leveringId": "x"}', b"\xff" * 70_000])
def test_an_answer_that_is_none_of_ours_is_passed_over(drop: Drop, content: bytes) -> None:
    taken_and_read(drop)
    (drop.own / TAKEN_FOLDER / f"0{ANSWER}").write_bytes(content)
    drop.tidies()
    assert len(drop.receipts()) == 1


def test_nobody_gets_the_receipts_of_another_partner_by_writing_its_delivery_in_an_answer(drop: Drop) -> None:
    taken_and_read(drop)
    other = Drop(drop.office, drop.root)
    (other.own / TAKEN_FOLDER).mkdir()
    (answer,) = (drop.own / TAKEN_FOLDER).glob(f"*{ANSWER}")
    (other.own / TAKEN_FOLDER / answer.name).write_bytes(answer.read_bytes())
    (other.own / TAKEN_FOLDER / f"link{ANSWER}").symlink_to(answer)
    drop.tidies()
    assert (len(drop.receipts()), other.receipts()) == (1, [])


def test_what_was_put_away_is_removed_after_thirty_days_whatever_day_a_partner_gave_its_file(drop: Drop) -> None:
    place = drop.puts()
    os.utime(place, (4_000_000_000, 4_000_000_000))
    drop.puts("stuk.csv", b"niets")
    drop.takes()
    read_all(drop.office.ports)
    waiting = drop.puts("wacht.csv.part")
    drop.tidies()
    assert len(away(drop)) == 5
    drop.tidies(days=29.9)
    assert len(away(drop)) == 5
    drop.tidies(days=30.1)
    assert (away(drop), waiting.exists()) == ([], True)


def test_a_folder_that_cannot_be_read_now_is_looked_at_later(drop: Drop) -> None:
    taken_and_read(drop)
    drop.root.rename(drop.root.with_name("weg"))
    drop.tidies()
    drop.root.with_name("weg").rename(drop.root)
    drop.tidies()
    assert len(drop.receipts()) == 1
