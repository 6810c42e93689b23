"""A watched folder beside the ingest API on an empty record."""

from pathlib import Path

import pytest

from tests.services.ingest.builders import Office
from tests.services.ingest.folder.dropping import Drop


@pytest.fixture
def drop(office: Office, tmp_path: Path) -> Drop:
    """An energy supplier with its folder, and a worker that looks when it is told."""
    return Drop(office, tmp_path / "aanlevering")
