"""YAML that somebody wrote by hand: what is wrong is told in words, by line and field, without repeating a value."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

Model = TypeVar("Model", bound=BaseModel)
WORDS: Final = MappingProxyType({"missing": "is missing", "extra_forbidden": "is not a setting that exists here"})
"""What pydantic says less clearly, by its type of error."""
FIRST_LINE: Final = 1
NO_VALUE: Final = "this is no YAML in UTF-8, or it holds a value that does not exist"


UNKNOWN_SETTING: Final = "extra_forbidden"
OF_A_NAME: Final = ("[key]",)
"""How pydantic ends the place of a name that may not stand there."""
Steps = tuple[int | str, ...]
Never = Callable[[Steps], str | None]


def no_reason(_place: Steps) -> None:
    """Nothing is known of a setting but that it does not exist."""


class MisfitError(ValueError):
    """What does not fit together in a model: each time the place in it, and what is said of it; no value."""

    def __init__(self, found: Iterable[tuple[Steps, str]]) -> None:
        self.found = list(found)
        super().__init__("; ".join(f"{_name(place)}: {said}" for place, said in self.found))


class WrittenError(Exception):
    """What is wrong with a text: each time the line (from 1) and what is said of it."""

    def __init__(self, found: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {said}" for line, said in sorted(found)))
        self.found = sorted(found)


def read_model(kind: type[Model], text: str, never: Never = no_reason) -> Model:
    """The model that a YAML text describes. Raises WrittenError with every error at once.

    `never`: why a setting that does not exist here can never exist, by its place.
    """
    root, values = _parsed(text)
    if found := list(_repeated(root)):
        raise WrittenError(found)
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        wrong = [told for one in error.errors(include_url=False, include_input=False) for told in _places(one, never)]
        raise WrittenError([(line_of(root, place), f"{_name(place)}: {said}") for place, said in wrong]) from None


def line_in(text: str, place: Steps) -> int:
    """The line of a place in a text that was read."""
    return line_of(yaml.compose(text, yaml.SafeLoader), place)


def line_of(root: yaml.Node | None, place: Sequence[int | str]) -> int:
    """The line of a place in the text; of something that is not there, the line of what it should stand in."""
    node, line = root, FIRST_LINE
    for step in place:
        below = dict(_children(node))
        if str(step) not in below:
            break
        line, node = below[str(step)]
    return line


def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    try:
        return yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else FIRST_LINE
        raise WrittenError([(line, "this is no YAML from here on")]) from None
    except (yaml.YAMLError, ValueError):
        raise WrittenError([(FIRST_LINE, NO_VALUE)]) from None


def _children(node: yaml.Node | None) -> Iterator[tuple[str, tuple[int, yaml.Node]]]:
    """The parts of a mapping or list by their name or number, each with its line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), (key.start_mark.line + 1, value)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield str(number), (value.start_mark.line + 1, value)


def _repeated(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Names that stand twice in one mapping: YAML would take the last without a word."""
    seen: set[str] = set()
    for name, (line, value) in _children(node):
        if name in seen:
            yield line, f"{name}: stands here twice"
        seen.add(name)
        yield from _repeated(value)


def _places(error: ErrorDetails, never: Never) -> Iterator[tuple[Steps, str]]:
    misfit = error.get("ctx", {}).get("error")
    reason = never(error["loc"][-2:]) if error["type"] == UNKNOWN_SETTING or error["loc"][-1:] == OF_A_NAME else None
    if reason:
        yield error["loc"], reason
    elif isinstance(misfit, MisfitError):
        yield from (((*error["loc"], *place), said) for place, said in misfit.found)
    else:
        yield error["loc"], WORDS.get(error["type"], error["msg"].removeprefix("Value error, "))


def _name(place: Steps) -> str:
    return (
        ".".join(str(step + 1) if isinstance(step, int) else step for step in place if step not in OF_A_NAME)
        or "the whole file"
    )
