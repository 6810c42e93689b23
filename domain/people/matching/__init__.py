"""Which signals are about one person, and which about one household: scored, clustered, reversible.

Pure: what a municipality knows is the state of one `Matcher`, kept as rows (`rows`).
Triage asks it of every signal (docs/decisions/0057).
"""

from domain.people.matching.cluster import Linked, Matcher
from domain.people.matching.features import FeatureKey, Features, features_of
from domain.people.matching.weights import Thresholds, Weights

__all__ = ["FeatureKey", "Features", "Linked", "Matcher", "Thresholds", "Weights", "features_of"]
