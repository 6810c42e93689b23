"""Reading a file that somebody wrote by hand: what is wrong is told in words, by line, without repeating a value."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import typer
import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
WORDS: Final = MappingProxyType({"missing": "is missing", "extra_forbidden": "is not a setting that exists here"})
"""What pydantic says less clearly, by its type of error."""
UNKNOWN_LINE: Final = 1


def read_yaml(kind: type[Model], path: Path) -> Model:
    """The model of a YAML file. Raises BadParameter with every error at once: line, field, and what is wrong."""
    root, values = _parsed(path)
    if found := list(_repeated(root)):
        raise typer.BadParameter(_told(path, found))
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        told = [(line_of(root, one["loc"]), _worded(one["loc"], one["type"], one["msg"])) for one in wrong]
        raise typer.BadParameter(_told(path, told)) from None


def line_of(root: yaml.Node | None, place: Sequence[int | str]) -> int:
    """The line of a place in the file; of something that is not there, the line of what it should stand in."""
    node, line = root, UNKNOWN_LINE
    for step in place:
        below = dict(_children(node))
        if str(step) not in below:
            break
        line, node = below[str(step)]
    return line


def _parsed(path: Path) -> tuple[yaml.Node | None, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.compose(text, yaml.SafeLoader), yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else UNKNOWN_LINE
        raise typer.BadParameter(_told(path, [(line, "this is no YAML from here on")])) from None
    except (yaml.YAMLError, ValueError):
        raise typer.BadParameter(
            f"{path.name}: this is no YAML in UTF-8, or it holds a value that does not exist"
        ) from None


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


def _worded(place: Sequence[int | str], kind: str, message: str) -> str:
    name = ".".join(str(step + 1) if isinstance(step, int) else step for step in place) or "the whole file"
    return f"{name}: {WORDS.get(kind, message.removeprefix('Value error, '))}"


def _told(path: Path, found: Sequence[tuple[int, str]]) -> str:
    return "\n".join(f"{path.name}, line {line}: {said}" for line, said in sorted(found))
