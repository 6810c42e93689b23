"""The weights as they stand in their data file, read once."""

from functools import cache

from domain.people.matching.weights import Weights


@cache
def weights_in_force() -> Weights:
    """The newest weights."""
    raise NotImplementedError
