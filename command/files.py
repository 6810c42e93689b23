"""Reading a file that somebody wrote by hand: what is wrong is told in words, by line, without repeating a value."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import typer
from pydantic import BaseModel

from schemas.written import FIRST_LINE, NO_VALUE, Never, WrittenError, no_reason, read_model

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(kind: type[Model], path: Path, never: Never = no_reason) -> Model:
    """The model of a YAML file. Raises BadParameter with every error at once: line, field, and what is wrong.

    `never`: as in `read_model`.
    """
    try:
        return read_model(kind, path.read_text(encoding="utf-8"), never)
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path.name}, line {FIRST_LINE}: {NO_VALUE}") from None
    except WrittenError as error:
        raise refusal_of(path, error.found) from None


def refusal_of(path: Path, found: Iterable[tuple[int, str]]) -> typer.BadParameter:
    """What is wrong with a file: each time the line and what is said of it."""
    return typer.BadParameter("\n".join(f"{path.name}, line {line}: {said}" for line, said in found))
