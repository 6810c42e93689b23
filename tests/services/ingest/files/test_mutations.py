"""Files that went wrong, by the thousand: each row is answered or the file is refused, and nothing else happens."""

import io
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.intake.files.lines import FileError
from domain.intake.files.sheets import packed_chunk, read_chunks
from schemas.vocabulary.signals import DeliveryFormat
from services.ingest.files.read import SentFile, opened
from tests.domain.intake.files.workbooks.making import MAPPING
from tests.services.ingest.files.mutations import CANARY, KINDS, Mutant, a_bomb, mutant, whole

MEGABYTE = 1024 * 1024


def outcome_of_reading(file: Mutant) -> str:
    """Read a file as ingest does; gives "read" or "refused". Anything that is no FileError is a bug."""
    sent = SentFile(io.BytesIO(file.content), file.written_as, MAPPING)
    answered, refusal = [], ""
    try:
        with opened(sent) as (rows, records, told):
            for chunk in read_chunks(rows, MAPPING, told=told):
                packed_chunk(chunk)
                answered += [line for line, _ in chunk]
            delivered = records()
    except FileError as error:
        refusal = str(error)
    assert CANARY not in refusal, file.done
    if refusal:
        return "refused"
    assert len(answered) == delivered, file.done
    assert answered == sorted(set(answered)), file.done
    return "read"


def read_mutants(seeds: range) -> Counter[str]:
    """What became of the files of these seeds."""
    found: Counter[str] = Counter()
    for seed in seeds:
        file = mutant(seed)
        with little_memory(f"{seed} {file.done}"):
            found[f"{file.written_as.value} {outcome_of_reading(file)}"] += 1
    return found


@contextmanager
def little_memory(what: str) -> Iterator[None]:
    """It takes no more than so much meanwhile."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 24 * MEGABYTE, what


def test_files_that_went_wrong_are_answered_row_by_row_or_refused() -> None:
    found = read_mutants(range(600))
    assert set(found) == {f"{kind.value} {outcome}" for kind in KINDS for outcome in ("read", "refused")}


@pytest.mark.real
def test_ten_thousand_files_that_went_wrong_are_answered_row_by_row_or_refused() -> None:
    found = read_mutants(range(10_000))
    assert set(found) == {f"{kind.value} {outcome}" for kind in KINDS for outcome in ("read", "refused")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_did_not_go_wrong_is_read(kind: DeliveryFormat) -> None:
    assert outcome_of_reading(whole(kind)) == "read"


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("seed", range(4))
def test_a_zip_bomb_is_refused_without_being_unpacked(kind: DeliveryFormat, seed: int) -> None:
    bomb = whole(kind, seed)._replace(content=a_bomb(whole(kind, seed).content, random.Random(seed)))
    with little_memory(kind.value):
        assert outcome_of_reading(bomb) == "refused"
