"""The weights of a model learnt from pairs whose truth is known: shares of levels, then what fields say together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from domain.people.matching.block import Blocks, block_keys
from domain.people.matching.compare import LEVELS, NOTHING, Levels, compare
from domain.people.matching.features import Features
from domain.people.matching.shared import SharedValues
