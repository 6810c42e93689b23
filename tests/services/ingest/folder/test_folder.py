"""The watched folder: a file is taken once, whole, from nowhere else, and its partner finds an answer beside it."""

import io
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

import pytest

from plumbing.record.tables import partner
from plumbing.record.write import update
from schemas.ids import Id
from services.ingest.folder.file_worker import Content, FolderWorker
from services.ingest.folder.naming import REFUSED_FOLDER, TAKEN_FOLDER, FilePlace
from services.ingest.folder.read import DropFolder
from services.ingest.folder.resting import FileMark
from services.ingest.registry.store import SavedMapping
from tests.domain.intake.files.workbooks.making import xlsx
from tests.services.ingest.files.deliveries import HEADINGS, a_file, a_row, found, lines_of, read_all
from tests.services.ingest.folder.dropping import Drop


def test_a_file_that_is_at_rest_becomes_a_delivery_and_is_moved(drop: Drop) -> None:
    place = drop.puts()
    assert (drop.looks(), drop.looks()) == (0, 1)
    assert (place.exists(), drop.woken, len(drop.taken())) == (False, 1, 1)
    answer = drop.answer(TAKEN_FOLDER)
    assert (answer["uitkomst"], answer["aantalRegels"]) == ("aangenomen", 2)
    read_all(drop.office.ports)
    assert found(drop.office, drop.partner, answer["leveringId"])["aantalGeaccepteerd"] == 2
    assert drop.office.rows("SELECT channel, format, mapping FROM delivery") == [
        {"channel": "folder", "format": "csv", "mapping": "energie-csv"}
    ]


def test_the_folder_may_have_the_name_of_the_partner_as_it_is_registered(drop: Drop) -> None:
    with drop.office.record.engine("admin").begin() as connection:
        update(connection, partner, [{"id": drop.partner.id, "name": "Energie & Zn."}])
    drop.own = drop.own.rename(drop.root / "Energie & Zn.")
    drop.puts(folder=drop.own / "energie-csv")
    assert drop.takes() == 1


def test_a_folder_of_nobody_or_of_two_partners_is_left_alone(drop: Drop) -> None:
    other = drop.office.joins()
    with drop.office.record.engine("admin").begin() as connection:
        update(connection, partner, [{"id": one, "name": "Dubbel"} for one in (drop.partner.id, other.id)])
    for name in ("Dubbel", "Niemand", "00000000-0000-4000-8000-000000000000"):
        (drop.root / name / "energie-csv").mkdir(parents=True)
        place = drop.puts(folder=drop.root / name / "energie-csv")
        assert (drop.takes(), place.exists()) == (0, True)


def test_a_workbook_is_taken_by_the_end_of_its_name(drop: Drop) -> None:
    drop.puts("Maart.XLSX", xlsx(HEADINGS, a_row(1)))
    assert drop.takes() == 1
    assert drop.office.rows("SELECT format FROM delivery") == [{"format": "xlsx"}]


def test_a_file_that_still_grows_is_not_touched(drop: Drop) -> None:
    place = drop.puts(content=lines_of(1))
    for number in range(3):
        drop.looks()
        with place.open("ab") as file:
            file.write(a_file(a_row(10 + number)).splitlines(keepends=True)[1])
    assert drop.office.count("delivery") == 0
    assert drop.takes() == 1
    assert drop.answer(TAKEN_FOLDER)["aantalRegels"] == 4


def test_a_file_that_was_just_put_there_is_not_touched(drop: Drop) -> None:
    drop.puts()
    drop.looks()
    assert (drop.looks(seconds=9.0), drop.looks(seconds=1.0)) == (0, 1)


@pytest.mark.parametrize(
    "name",
    [".signalen.csv", "signalen.csv.part", "signalen.csv.filepart", "signalen.csv.TMP", "~$signalen.xlsx", "a.csv~"],
)
def test_a_name_of_a_file_that_is_still_coming_is_passed_over(drop: Drop, name: str) -> None:
    place = drop.puts(name)
    assert (drop.takes(), place.exists(), drop.office.count("delivery")) == (0, True, 0)


def test_the_same_file_again_has_no_effect_and_says_so(drop: Drop) -> None:
    drop.puts()
    drop.takes()
    drop.puts("dezelfde, anders genoemd.csv")
    drop.puts("nog een keer.csv")
    assert drop.takes() == 2
    first, *others = [drop.answer(TAKEN_FOLDER, number) for number in range(3)]
    answers = sorted([first, *others], key=lambda one: str(one["uitkomst"]))
    assert [one["uitkomst"] for one in answers] == ["aangenomen", "eerder-ontvangen", "eerder-ontvangen"]
    assert len({one["leveringId"] for one in answers}) == 1
    assert (drop.office.count("delivery"), len(drop.taken())) == (1, 3)


def test_another_partner_may_send_the_same_file(drop: Drop) -> None:
    other = Drop(drop.office, drop.root)
    content = lines_of(1)
    drop.puts(content=content)
    other.puts(content=content)
    assert drop.takes() == 2
    assert drop.office.count("delivery") == 2


def test_a_file_that_cannot_be_read_is_refused_with_an_answer_that_names_no_value(drop: Drop) -> None:
    drop.puts("Kanarie.csv", a_file(a_row(1), headings=["Kanarie", *HEADINGS[1:]]))
    assert drop.takes() == 1
    answer = drop.answer(REFUSED_FOLDER)
    assert answer["uitkomst"] == "geweigerd"
    assert "kolom 1" in answer["tekst"]
    assert "Kanarie" not in str(answer)
    assert (len(drop.refused()), drop.taken(), drop.office.count("delivery"), drop.woken) == (1, [], 0, 0)


@pytest.mark.parametrize(
    ("name", "folder", "words"),
    [
        ("a.csv", "bestaat-niet", "kolomindeling"),
        ("a.docx", "energie-csv", "Laat de naam"),
        ("a", "energie-csv", ".csv"),
    ],
)
def test_a_file_of_an_unknown_kind_or_mapping_is_refused(drop: Drop, name: str, folder: str, words: str) -> None:
    (drop.own / folder).mkdir(exist_ok=True)
    drop.puts(name, folder=drop.own / folder)
    assert drop.takes() == 1
    assert words in drop.answer(REFUSED_FOLDER)["tekst"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(drop: Drop) -> None:
    place = drop.puts(content=b"")
    os.truncate(place, 100 * 1024 * 1024 + 1)
    assert drop.takes() == 1
    assert "groter" in drop.answer(REFUSED_FOLDER)["tekst"]


def test_links_are_never_followed(drop: Drop, tmp_path: Path) -> None:
    outside = tmp_path / "geheim"
    (outside / "energie-csv").mkdir(parents=True)
    secret = drop.puts(folder=outside / "energie-csv")
    (drop.inbox / "link.csv").symlink_to(secret)
    (drop.own / "energie-link").symlink_to(outside / "energie-csv")
    other = drop.office.joins()
    (drop.root / other.id).symlink_to(outside)
    os.mkfifo(drop.inbox / "buis.csv")
    (drop.inbox / "map.csv").mkdir()
    assert (drop.takes(), drop.office.count("delivery"), secret.exists()) == (0, 0, True)


def test_a_folder_for_what_was_taken_that_is_a_link_is_not_written_to(drop: Drop, tmp_path: Path) -> None:
    outside = tmp_path / "elders"
    outside.mkdir()
    (drop.own / TAKEN_FOLDER).symlink_to(outside)
    place = drop.puts()
    assert (drop.takes(), place.exists(), os.listdir(outside)) == (0, True, [])


@pytest.mark.parametrize("name", ["weg\\..\\..\\a.csv", "a\nb.csv", "-rf.csv", "é" * 120 + ".csv", "'; DROP TABLE.csv"])
def test_a_strange_name_stays_inside_the_folder(drop: Drop, name: str) -> None:
    drop.puts(name)
    before = set(os.listdir(drop.root.parent))
    assert drop.takes() == 1
    assert (len(drop.taken()), set(os.listdir(drop.root.parent))) == (1, before)


def test_files_with_one_name_do_not_take_each_others_place(drop: Drop) -> None:
    for number in range(3):
        place = drop.puts(content=lines_of(number + 1))
        os.utime(place, (1_700_000_000, 1_700_000_000))
        assert drop.takes() == 1
    assert len(drop.taken()) == 3
    assert drop.office.count("delivery") == 3


class Interrupted(DropFolder):
    """A folder whose process is killed at a step of putting a file away."""

    def put_away(self, place: FilePlace, read: FileMark, kind: str, answer: bytes) -> bool:
        """Killed before anything was moved."""
        raise KeyboardInterrupt


class InterruptedLater(DropFolder):
    """A folder whose process is killed when the answer was written and the file not moved yet."""

    def put_away(self, place: FilePlace, read: FileMark, kind: str, answer: bytes) -> bool:
        """The answer is there, and the file still lies where it lay."""
        kept = self._root / place.partner / place.mapping / place.name
        shutil.copy2(kept, self._root / "kopie")
        super().put_away(place, read, kind, answer)
        away = self._root / place.partner / kind
        next(one for one in away.iterdir() if one.suffix == ".csv").unlink()
        shutil.copy2(self._root / "kopie", kept)
        raise KeyboardInterrupt


@pytest.mark.parametrize("interrupted", [Interrupted, InterruptedLater])
def test_a_kill_after_storing_leaves_one_delivery_and_the_next_process_moves_the_file(
    drop: Drop, interrupted: type[DropFolder]
) -> None:
    drop.puts()
    killed = drop.a_worker(interrupted(drop.root))
    assert drop.takes(killed) == 0
    assert (drop.office.count("delivery"), drop.taken()) == (1, [])
    assert drop.takes(drop.a_worker()) == 1
    assert (drop.office.count("delivery"), len(drop.taken())) == (1, 1)
    assert drop.answer(TAKEN_FOLDER)["uitkomst"] == "eerder-ontvangen"


class Killed:
    """Keys of a process that is killed before it stores anything."""

    def content_hash(self, content: bytes) -> bytes:
        """Killed here."""
        raise KeyboardInterrupt


def test_a_kill_while_storing_leaves_the_file_for_the_next_process(drop: Drop) -> None:
    place, kept = drop.puts(), drop.office.ports.secrecy
    drop.office.works_with(secrecy=Killed())
    assert drop.takes(drop.a_worker()) == 0
    assert (place.exists(), drop.office.count("delivery")) == (True, 0)
    drop.office.works_with(secrecy=kept)
    assert drop.takes(drop.a_worker()) == 1


def test_two_processes_take_a_file_once(drop: Drop) -> None:
    workers = [drop.a_worker() for _ in range(2)]
    for number in range(5):
        drop.puts(f"{number}.csv", lines_of(number + 1))
    for worker in workers:
        drop.looks(worker)
    drop.now += 61
    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(FolderWorker.round, workers))
    drop.now += 61
    done += [worker.round() for worker in workers]
    assert (sum(done), drop.office.count("delivery"), len(drop.taken())) == (5, 5, 5)
    assert {drop.answer(TAKEN_FOLDER, number)["uitkomst"] for number in range(5)} == {"aangenomen"}


class Swapped(DropFolder):
    """A folder in which a partner puts a new file under the name of one that is just being put away."""

    def __init__(self, root: Path, swap: Callable[[Path], None]) -> None:
        super().__init__(root)
        self._swap = swap

    def put_away(self, place: FilePlace, read: FileMark, kind: str, answer: bytes) -> bool:
        """The new file comes first."""
        self._swap(self._root / place.partner / place.mapping / place.name)
        return super().put_away(place, read, kind, answer)


def test_a_file_that_came_in_the_place_of_another_is_read_too(drop: Drop) -> None:
    drop.puts(content=lines_of(1))

    def swap(place: Path) -> None:
        new = place.with_name(".nieuw")
        new.write_bytes(lines_of(3))
        new.rename(place)

    assert drop.takes(drop.a_worker(Swapped(drop.root, swap))) == 0
    assert drop.takes() == 1
    assert sorted(row["lines"] for row in drop.office.rows("SELECT lines FROM delivery")) == [1, 3]


def test_one_file_that_fails_waits_while_others_go_on(drop: Drop) -> None:
    drop.puts("1.csv", lines_of(1))
    drop.puts("2.csv", lines_of(2))
    mappings = drop.office.ports.mappings

    class Failing:
        """Mappings of which the first look-up fails."""

        calls = 0

        def of(self, partner_id: Id, name: str) -> SavedMapping | None:
            """Fail once."""
            Failing.calls += 1
            if Failing.calls == 1:
                raise RuntimeError("no record")
            return mappings.of(partner_id, name)

    drop.office.works_with(mappings=Failing())
    worker = drop.a_worker()
    assert drop.takes(worker) == 1
    assert drop.looks(worker) == 1


def test_a_folder_that_is_gone_is_told_and_found_again(drop: Drop) -> None:
    shutil.move(drop.root, drop.root.with_name("weg"))
    drop.worker.start()
    drop.looks()
    assert drop.worker.why_not() == ("the watched folder cannot be read",)
    shutil.move(drop.root.with_name("weg"), drop.root)
    drop.looks()
    assert drop.worker.why_not() == ()
    drop.worker.stop()
    assert drop.worker.why_not() == ("the watched folder is not looked at",)


class Growing(io.FileIO):
    """A file that a partner still writes to while it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As it was a moment ago."""
        begun, block = self.tell(), super().read(size)
        if begun == 0:
            with Path(str(self.name)).open("ab") as other:
                other.write(b".")
        return block


def test_a_file_that_changes_while_it_is_read_is_known_by_it(drop: Drop) -> None:
    place = drop.puts()
    with place.open("rb") as still, Growing(place) as growing:
        copies = [Content(still), Content(cast("IO[bytes]", growing))]
    assert [copy.is_whole for copy in copies] == [True, False]
    for copy in copies:
        copy.stream.close()


def test_no_name_or_value_of_a_file_is_in_an_answer(drop: Drop) -> None:
    drop.puts("Kanarie.csv", lines_of(1))
    drop.takes()
    identity: Id = drop.answer(TAKEN_FOLDER)["leveringId"]
    assert set(drop.answer(TAKEN_FOLDER)) == {"uitkomst", "leveringId", "ontvangenOp", "aantalRegels"}
    assert identity == drop.office.rows("SELECT id FROM delivery")[0]["id"]
