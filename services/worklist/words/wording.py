"""Days, times, amounts, names and clocks in words, as they stand on the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.cases.follows import MAY_REACH, PART_BEGINS
from domain.law.calendar import AMSTERDAM, local_date, working_days_between
from domain.people.address import Address, number_shown
from domain.people.birth_date import known_part
from schemas.vocabulary.coded import Coded
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.signals import Indication
from services.worklist.words.catalogue import Messages, Speaks

SOON_WORKING_DAYS: Final = 3
RED_WORKING_DAYS: Final = 1


@dataclass(frozen=True)
class ClockView:
    """A clock in words. `level`: danger, warning or empty (plain text); never colour alone."""

    level: str
    words: str
    deadline: date


@dataclass(frozen=True)
class Wording:
    """Words of one language on the local day `today`: a day of another year is always number_shown with its year."""

    messages: Messages
    today: date

    def day(self, day: date) -> str:
        """E.g. "wo 18 maart", or "vr 18 maart 2027"."""
        return f"{self._weekday(day)[: self._short]} {self._near(day)}"

    def full_day(self, day: date) -> str:
        """E.g. "woensdag 18 maart", or "donderdag 18 maart 2027"."""
        return f"{self._weekday(day)} {self._near(day)}"

    def full_day_of(self, moment: datetime) -> str:
        """The full local day of a moment, with the year."""
        day = local_date(moment)
        return f"{self._weekday(day)} {self.dated(day)}"

    def dated(self, day: date) -> str:
        """With the year, e.g. "14 mei 1988"."""
        return f"{self._day_month(day)} {day.year}"

    def born(self, born: str) -> str:
        """A birth date (yyyy-mm-dd) as far as it is known: "1988", "mei 1988" or "14 mei 1988"."""
        year, *rest = known_part(born).split("-")
        month = [self._month(int(one)) for one in rest[:1]]
        return " ".join([*(str(int(day)) for day in rest[1:]), *month, year])

    def day_of(self, moment: datetime) -> str:
        """The short local day of a moment."""
        return self.day(local_date(moment))

    def time(self, moment: datetime) -> str:
        """Local time, e.g. "13.30 uur"."""
        local = moment.astimezone(AMSTERDAM)
        return self.messages("time.at", hour=local.hour, minute=f"{local.minute:02d}")

    def euros(self, cents: int) -> str:
        """Euro cents as euros: whole, or with cents where there are any: "€ 1.842", "€ 12,50"."""
        whole, rest = divmod(cents, 100)
        separators = {"nl": (".", ","), "en": (",", ".")}
        thousand, decimal = separators[self.messages.language]
        text = f"{whole:,}".replace(",", thousand)
        return f"€\N{NO-BREAK SPACE}{text}{decimal}{rest:02d}" if rest else f"€\N{NO-BREAK SPACE}{text}"

    def decimal(self, number: float) -> str:
        """A number as people write it: "0,75", and "2" for a whole one."""
        text = f"{number:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if self.messages.language == "nl" else text

    def clock(self, deadline: date, today: date) -> ClockView:
        """Red when late, today or 1 working day; orange to 3 working days or when it breaks this week."""
        if deadline < today:
            return ClockView("danger", self.messages("clock.late"), deadline)
        days = working_days_between(today, deadline)
        words = self.messages.counted("clock.left", days) if days else self.messages("clock.today")
        if days <= RED_WORKING_DAYS:
            return ClockView("danger", words, deadline)
        near = days <= SOON_WORKING_DAYS or deadline <= end_of_week(today)
        return ClockView("warning" if near else "", words, deadline)

    def joined(self, parts: list[str]) -> str:
        """A list in a sentence: "huur, water en zorg"."""
        if len(parts) < 2:
            return "".join(parts)
        return self.messages("list.last", first=", ".join(parts[:-1]), last=parts[-1])

    def listed(self, codes: Iterable[Speaks]) -> str:
        """What pages say of several codes, as a list in a sentence."""
        return self.joined([self.messages.about(code) for code in codes])

    def options(self, codes: Iterable[StrEnum]) -> list[tuple[StrEnum, str, str, None]]:
        """Codes as a form offers them: the code, its word, no note, and none refused."""
        return [(code, self.messages.word(code), "", None) for code in codes]

    def spoken(self, codes: Iterable[Coded]) -> list[tuple[StrEnum, str, str, None]]:
        """The same with what pages say of each code instead of its word."""
        return [(code, self.messages.about(code), "", None) for code in codes]

    @property
    def _short(self) -> int:
        return 2 if self.messages.language == "nl" else 3

    def _weekday(self, day: date) -> str:
        return self.messages("calendar.weekdays").split()[day.weekday()]

    def _near(self, day: date) -> str:
        return self._day_month(day) if day.year == self.today.year else self.dated(day)

    def _day_month(self, day: date) -> str:
        return f"{day.day} {self._month(day.month)}"

    def _month(self, number: int) -> str:
        return self.messages("calendar.months").split()[number - 1]


def end_of_week(day: date) -> date:
    """The Sunday of the week of `day`."""
    return day + timedelta(days=6 - day.weekday())


def part_of_day(moment: datetime) -> PartOfDay:
    """The part of the day at this moment (DDAS section 3.5)."""
    hour = moment.astimezone(AMSTERDAM).hour
    return [part for part, begins in PART_BEGINS.items() if begins <= hour][-1]


def outcome(kind: Channel, *, reached: bool) -> str:
    """What became of an attempt, as the texts have it: reached, missed, or sent by what reaches nobody."""
    if reached:
        return "reached"
    return "missed" if MAY_REACH[kind] else "sent"


def address_line(row: Any) -> str:
    """Street, number and all that belongs to it; the postcode where no street was sent."""
    indication = Indication(row.house_number_indication) if row.house_number_indication else None
    sent = Address(row.postcode, row.house_number, row.house_number_addition, row.house_letter, indication)
    return f"{row.street or postcode(row)} {number_shown(sent)}"


def postcode(row: Any) -> str:
    """The postcode as it is number_shown: 4512 AB."""
    return f"{row.postcode[:4]} {row.postcode[4:]}"


def postcode_town(row: Any) -> str:
    """Postcode and town of a signal, as far as they were sent and not yet in the address."""
    return " ".join(part for part in (postcode(row) if row.street else "", row.town) if part)


def case_number(number: int, opened_at: datetime) -> str:
    """The number a resident may name on the phone: year of opening and number within the municipality."""
    return f"{local_date(opened_at).year}-{number:04d}"
