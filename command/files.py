"""Reading a file that somebody wrote by hand."""

from pathlib import Path
from typing import TypeVar

import typer
import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(kind: type[Model], path: Path) -> Model:
    """The model of a YAML file. Raises BadParameter with every error at once."""
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise typer.BadParameter(str(error)) from None
