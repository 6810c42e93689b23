"""Reading a form: what is missing or unknown is named per field, and nothing that was typed is lost."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from schemas.ids import Id, read_id

E = TypeVar("E", bound=StrEnum)
NOBODY: Final = "niemand"
"""What stands in a field when nobody in particular is meant."""


class Forged(Exception):
    """A form that no page of ours showed to this visitor."""


class FormReader:
    """Reads fields and collects what is wrong with them: field to code, `error.<code>` in the texts."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.values = dict(fields)
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        """What was typed, without blanks around it; empty when the field is not there."""
        return self.values.get(name, "").strip()

    def hidden_id(self, name: str) -> Id:
        """The id in a hidden field. Raises Forged when the page cannot have sent it."""
        try:
            return read_id(self.text(name))
        except ValueError:
            raise Forged from None

    def chosen_id(self, name: str) -> Id | None:
        """Who or what was chosen; None for nobody in particular, and for what is no id, with its error noted."""
        text = self.text(name)
        if text == NOBODY:
            return None
        try:
            return read_id(text)
        except ValueError:
            self.errors[name] = "choose"
            return None

    def choice(self, name: str, kind: type[E]) -> E:
        """A code of a closed list; a stand-in when it is not one, with its error noted."""
        try:
            return kind(self.text(name))
        except ValueError:
            self.errors[name] = "choose"
            return next(iter(kind))

    def yes(self, name: str) -> bool:
        """Whether yes was chosen; neither yes nor no is an error."""
        if self.text(name) not in {"ja", "nee"}:
            self.errors[name] = "choose"
        return self.text(name) == "ja"

    def day(self, name: str) -> date:
        """A local date."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            self.errors[name] = "day"
            return date.min
