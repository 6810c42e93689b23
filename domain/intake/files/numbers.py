"""Numbers as people and spreadsheets write them: amounts with their currency, counts with a word behind them."""

import re
from types import MappingProxyType
from typing import Final, NamedTuple

LONGEST_AMOUNT: Final = 20
CURRENCY: Final = re.compile(r"^(?:€|eur\.?|euro)\s*|\s*(?:€|eur\.?|euro'?s?)$", re.IGNORECASE)
NO_CENTS: Final = re.compile(r"[.,](?:-{1,2}|=)$")
"""As in 182,- and 182,--."""
WHOLE_NUMBER_FORM: Final = re.compile(r"-?\d{1,9}", re.ASCII)
COUNT_SHAPE: Final = re.compile(r"(-?\d{1,9})(?:[.,]0{1,2})?(?: ?([a-z]+)\.?)?", re.ASCII | re.IGNORECASE)
COUNT_UNITS: Final = frozenset(
    [
        "x",
        "keer",
        "maal",
        "termijn",
        "termijnen",
        "maand",
        "maanden",
        "mnd",
        "mnden",
        "periode",
        "perioden",
        "periodes",
        "factuur",
        "facturen",
        "nota",
        "notas",
        "incasso",
        "premie",
        "premies",
    ]
)
"""What a count may count; days and weeks are no terms."""


class AmountForm(NamedTuple):
    """How amounts are written: the whole shape, what stands between thousands, the decimal mark."""

    shape: re.Pattern[str]
    group: str
    mark: str


COMMA: Final = AmountForm(re.compile(r"[-+]?(?:\d{1,3}(?:[. ]\d{3})+|\d+)(?:,\d{1,2})?", re.ASCII), ".", ",")
POINT: Final = AmountForm(re.compile(r"[-+]?(?:\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.\d{1,2})?", re.ASCII), ",", ".")
AMOUNT_FORMS: Final = MappingProxyType({True: COMMA, False: POINT})
"""By whether the decimal mark is a comma."""


def cents_in(text: str, form: AmountForm) -> int | None:
    """Euros as cents; None for what could mean something else."""
    amount = text if text[0].isdigit() and text[-1].isdigit() else _bare(text)
    if len(amount) > LONGEST_AMOUNT or not form.shape.fullmatch(amount) or (" " in amount and form.group in amount):
        return None
    euros, _, cents = amount.replace(form.group, "").replace(" ", "").partition(form.mark)
    return int(euros + cents.ljust(2, "0"))


def _bare(text: str) -> str:
    """An amount without its currency, with its minus in front."""
    amount = NO_CENTS.sub("", CURRENCY.sub("", text).strip())
    return f"-{amount[:-1].strip()}" if amount.endswith("-") and not amount.startswith("-") else amount


def count_in(text: str) -> tuple[int, bool] | None:
    """A whole number, and whether a word stood behind it; None for anything else."""
    if WHOLE_NUMBER_FORM.fullmatch(text):
        return int(text), False
    found = COUNT_SHAPE.fullmatch(text)
    if found is None or (found[2] and found[2].lower() not in COUNT_UNITS):
        return None
    return int(found[1]), found[2] is not None
