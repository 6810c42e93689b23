"""Reading a file that somebody wrote by hand: what is wrong is told in words, by line, without repeating a value."""

from pathlib import Path
from typing import TypeVar

import typer
from pydantic import BaseModel

from schemas.written import FIRST_LINE, NO_VALUE, WrittenError, read_model

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(kind: type[Model], path: Path) -> Model:
    """The model of a YAML file. Raises BadParameter with every error at once: line, field, and what is wrong."""
    try:
        return read_model(kind, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{path.name}, line {FIRST_LINE}: {NO_VALUE}") from None
    except WrittenError as error:
        raise typer.BadParameter("\n".join(f"{path.name}, line {line}: {said}" for line, said in error.found)) from None
