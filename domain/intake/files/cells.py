"""Cells of a partner's file as the values of our attributes; a cell that cannot be read becomes an error without it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from domain.intake.checks.faults import Code
from domain.intake.checks.findings import FindingCode
from domain.intake.files.codes import TEXT_READERS, text_as_it_is
from domain.intake.files.date_form import day_written
from domain.intake.files.numbers import AMOUNT_FORMS, WHOLE_NUMBER_FORM, cents_in, count_in
from domain.intake.files.spaces import tidied_text
from domain.intake.files.unreadable import UnreadableError
from domain.intake.files.words import NOTHING, NOTHING_AS_WRITTEN, NOTHING_IN, is_error_value
from domain.intake.files.writing import FORMS, AmountUnit, Writing
from schemas.fields import Form
from schemas.signals import SIGNAL_FIELDS

Was = tuple[Any, FindingCode | None]
"""What a cell held, and what its partner is told of how we read it."""
Reader = Callable[[str], Was]
SAYS_YES: Final = frozenset({"ja", "j", "yes", "y", "waar", "true"})
SAYS_NO: Final = frozenset({"nee", "n", "no", "onwaar", "false"})
OF_THE_DOOR: Final = frozenset({"huisletter", "huisnummertoevoeging", "aanduidingBijHuisnummer"})
DETAILS: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if not one.required) - OF_THE_DOOR - {"soort"}
"""What is left out when it cannot be read. Not a part of the address: without it another door may be meant; and not the
kind: without it a crisis would be arrears."""
SURNAME: Final = "achternaam"
"""Here words for nothing are names, unless the mapping says so of this attribute."""
ERRORS_START: Final = "#eE"
LONGEST_DATE: Final = 40
T = TypeVar("T")
REMEMBERED: Final = frozenset({"gemeentecode", "soort", "stadium"}) | {
    name for name, form in FORMS.items() if form in {Form.DAY, Form.COUNT, Form.YES_OR_NO}
}
"""Attributes whose cells a file repeats. Of nothing else is any text remembered: no name, number or birth date."""
MOST_REMEMBERED: Final = 4_096


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one attribute of one file.

    `outer`, `inner`: an attribute that stands in another is two names, else `outer` is empty. `said_nothing`: words for
    nothing, with what is told of each. `starts`: how cells begin that may be more than their text. `known`: cells that
    came before with their value, where nothing was told of it and cells of this attribute are remembered. `is_text`:
    what a cell holds is its text, but for those of `starts`.
    """

    attribute: str
    outer: str
    inner: str
    read: Reader
    words: Mapping[str, str]
    said_nothing: Mapping[str, FindingCode | None]
    compared: Callable[[str], str]
    starts: frozenset[str]
    known: dict[str, Any]
    is_remembered: bool
    is_text: bool

    def value(self, cell: str) -> Was:
        """What the cell holds, None for nothing. Raises UnreadableError."""
        return self.tidy_value(tidied_text(cell))

    def tidy_value(self, text: str) -> Was:
        """The same of a text without spaces that nobody meant."""
        was = self.read(text) if text and text[0] not in self.starts else self._with_words(text)
        if self.is_remembered and was[1] is None and len(self.known) < MOST_REMEMBERED:
            self.known[text] = was[0]
        return was

    def _with_words(self, text: str) -> Was:
        word = self.compared(text)
        if word in self.said_nothing:
            return None, self.said_nothing[word]
        if text[0] in ERRORS_START and is_error_value(text):
            raise UnreadableError(Code.ERROR_VALUE)
        return self.read((self.words.get(text) or self.words.get(word, text)) if self.words else text)


def cell_reader(attribute: str, writing: Writing) -> CellReader:
    """The reader of an attribute's cells, made once for a file."""
    compared: Callable[[str], str] = str if attribute in NOTHING_AS_WRITTEN else str.lower
    usual = NOTHING_AS_WRITTEN.get(attribute, NOTHING_IN.get(attribute, NOTHING))
    own = [*writing.empty_in.get(attribute, ()), *(writing.empty if attribute != SURNAME else ())]
    said_nothing = {"": None} | dict.fromkeys(usual, FindingCode.READ_AS_NOTHING) | dict.fromkeys(map(compared, own))
    words = writing.values.get(attribute, {})
    small = {word.lower(): ours for word, ours in words.items()} if _differ(words) else {}
    outer, _, inner = attribute.rpartition(".")
    known_words = small | words
    starts = frozenset(ERRORS_START) | {
        one for word in (*said_nothing, *known_words) if word for one in _cases(word[0])
    }
    read = _reader(attribute, writing)
    return CellReader(
        attribute,
        outer,
        inner,
        read,
        known_words,
        said_nothing,
        compared,
        starts,
        known={},
        is_remembered=attribute in REMEMBERED,
        is_text=read is text_as_it_is and not outer,
    )


def _cases(letter: str) -> set[str]:
    return {letter, letter.lower(), letter.upper()}


def _differ(words: Mapping[str, str]) -> bool:
    """Whether the partner's words are still different when nobody looks at capitals."""
    return len({word.lower() for word in words}) == len(words)


def _reader(attribute: str, writing: Writing) -> Reader:
    form = FORMS[attribute]
    if form is Form.DAY or form is Form.BIRTH_DAY:
        return _day_reader(attribute, writing)
    if form is Form.CENTS:
        return _cents_reader(writing)
    if form is Form.YES_OR_NO:
        return _yes_or_no_reader(writing)
    return _count if form is Form.COUNT else TEXT_READERS.get(attribute, text_as_it_is)


def _day_reader(attribute: str, writing: Writing) -> Reader:
    form = writing.date_form_of(attribute)

    def read(text: str) -> Was:
        if len(text) > LONGEST_DATE:
            raise UnreadableError(Code.NOT_A_DATE)
        return _or_refuse(day_written(text, form), Code.NOT_A_DATE), None

    return read


def _cents_reader(writing: Writing) -> Reader:
    form = AMOUNT_FORMS[writing.decimal_comma]

    def read_cents(text: str) -> Was:
        return _or_refuse(int(text) if WHOLE_NUMBER_FORM.fullmatch(text) else None, Code.NOT_AN_AMOUNT), None

    def read_euros(text: str) -> Was:
        return _or_refuse(cents_in(text, form), Code.NOT_AN_AMOUNT), None

    return read_cents if writing.amounts_in is AmountUnit.CENTS else read_euros


def _yes_or_no_reader(writing: Writing) -> Reader:
    meaning = dict.fromkeys(SAYS_NO, False) | dict.fromkeys(SAYS_YES, True)
    meaning |= {word.lower(): False for word in writing.words_for_no} | {
        word.lower(): True for word in writing.words_for_yes
    }
    return lambda text: (_or_refuse(meaning.get(text.lower()), Code.NOT_YES_OR_NO), None)


def _count(text: str) -> Was:
    number, had_word = _or_refuse(count_in(text), Code.NOT_A_NUMBER)
    return number, FindingCode.WORD_LEFT_OUT if had_word else None


def _or_refuse(value: T | None, code: Code) -> T:
    if value is None:
        raise UnreadableError(code)
    return value
