"""What each agreement is worth: the versioned weights of a model and the thresholds of a municipality."""

from typing import NamedTuple


class Thresholds(NamedTuple):
    """Probabilities from which a link is made, asked of a worker, or acted upon (policy values)."""

    person: float = 0.90
    review: float = 0.50
    household: float = 0.80
    contact: float = 0.95


class Weights(NamedTuple):
    """A model."""

    version: str
