"""The weights as they stand in their data file, read once."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from domain.people.matching.weights import NEWEST, Weights

MODELS_FOLDER: Final = Path(__file__).with_name("models")


@cache
def weights_of(version: str = NEWEST) -> Weights:
    """The weights of a version that the record names."""
    return Weights(json.loads((MODELS_FOLDER / f"{version}.json").read_text(encoding="utf-8")))
