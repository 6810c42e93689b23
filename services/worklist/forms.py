"""Reading a form: what is missing or unknown is named per field, and nothing that was typed is lost."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from schemas.ids import Id, read_id

E = TypeVar("E", bound=StrEnum)
NOBODY: Final = "niemand"
"""What stands in a field when nobody in particular is meant."""
NO_LETTERS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, which no field of ours has, and halves of a letter: the record takes neither."""
NUMBER: Final = re.compile(r"[0-9]{1,9}")
"""As our pages write it; `str.isdigit` says yes to much that is no number."""


class Forged(Exception):
    """A form that no page of ours showed to this visitor."""


def plain(text: str) -> str:
    """What was typed, as text that the record can hold."""
    return NO_LETTERS.sub(" ", text)


def read_number(text: str) -> int:
    """A whole number of at most nine digits. Raises Forged for anything else."""
    if not NUMBER.fullmatch(text):
        raise Forged
    return int(text)


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

    def hidden_number(self, name: str) -> int:
        """The number in a hidden field. Raises Forged when the page cannot have sent it."""
        return read_number(self.text(name))

    def hidden_choice(self, name: str, kind: type[E]) -> E | None:
        """The code in a hidden field; None where the page left it out. Raises Forged for anything else."""
        text = self.values.get(name, "")
        if text and text not in set(kind):
            raise Forged
        return kind(text) if text else None

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
