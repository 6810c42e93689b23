"""The policy of a municipality: what it may decide itself. YAML is input, the stored version rules."""

from datetime import time
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from schemas.policy.examples import WorkedExample
from schemas.policy.part import PolicyPart
from schemas.policy.points import Points
from schemas.policy.trays import TrayLine, TrayLines
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.choices import Band
from schemas.vocabulary.contacts import APPROACHES, Channel
from schemas.vocabulary.registers import RegisterSource
from schemas.written import MisfitError


def _clock_time(value: object) -> object:
    """Refuse numbers: YAML reads an unquoted 10:30 as 630, which would become ten past midnight."""
    if isinstance(value, str | time):
        return value
    raise ValueError('write the time between quotes, e.g. "06:00"')


def _every_tray(approach: dict[Tray, Channel]) -> dict[Tray, Channel]:
    if missing := sorted(set(Tray) - {Tray.END_OF_CONTRACT} - set(approach)):
        raise ValueError(f"no approach for: {', '.join(missing)}")
    if strange := sorted(set(approach.values()) - set(APPROACHES)):
        raise ValueError(f"no first approach: {', '.join(strange)}")
    return approach


STANDARD_APPROACH: Final = {Tray.CRISIS: Channel.VISIT, Tray.SEVERAL: Channel.VISIT, Tray.SINGLE: Channel.PHONE}


class DispatchWindow(PolicyPart):
    """When new cases go to the queue: at once (`none`) or at a time of the next working day."""

    kind: Literal["none", "next-working-day"] = "next-working-day"
    at: Annotated[time, BeforeValidator(_clock_time)] = time(6, 0)


class Clocks(PolicyPart):
    """Terms for the first talk (Wgs art. 4): a municipality may be quicker, never slower."""

    crisis_working_days: Annotated[int, Field(ge=1, le=3)] = 3
    ordinary_days: Annotated[int, Field(ge=1, le=28)] = 28


class Parking(PolicyPart):
    """Signals that wait without any approach: a named choice each; the approach by letter is the default.

    `below_threshold`: arrears below the threshold. `unclear_registration`: those of whom the register says *no hit* or
    *another name*, until a worker looked. `days`: how long, in days, at most.
    """

    below_threshold: bool = False
    unclear_registration: bool = False
    days: Annotated[int, Field(ge=1, le=365)] = 60


class Registers(PolicyPart):
    """Where answers of registers come from; nowhere is *not checked*."""

    residents: RegisterSource | None = None
    debt_help: RegisterSource | None = None


class Policy(PolicyPart):
    """Thresholds in euro cents, look-backs in calendar months, one approach for each tray.

    `parking`, `registers`, `points` and `trays` are off where they are absent. A line of `trays` goes before the
    approach of its tray.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    threshold_cents: Annotated[int, Field(ge=0, le=1_000_000)] = 5_000
    below_threshold_channel: Literal[Channel.LETTER] = Channel.LETTER
    repeat_months: Annotated[int, Field(ge=0, le=24)] = 6
    approach: Annotated[dict[Tray, Channel], AfterValidator(_every_tray)] = STANDARD_APPROACH
    dispatch_window: DispatchWindow = DispatchWindow()
    clocks: Clocks = Clocks()
    parking: Parking | None = None
    registers: Registers | None = None
    points: Points | None = None
    trays: TrayLines | None = None
    examples: tuple[WorkedExample, ...] | None = None

    @model_validator(mode="after")
    def _bands_of_trays_exist(self) -> "Policy":
        there = {one.band for one in self.points.bands} if self.points else set[Band]()
        lines = enumerate(self.trays or ())
        strange = [place for place, line in lines if line.from_band and line.from_band not in there]
        if strange:
            raise MisfitError((("trays", place, "from_band"), "is no band of points here") for place in strange)
        return self

    def first_approach(self, tray: Tray) -> Channel:
        """The approach of a tray. Policies of before there was one for contracts that end approach those as single."""
        return self.approach.get(tray, self.approach[Tray.SINGLE])

    def line_for(self, tray: Tray, band: Band | None) -> TrayLine | None:
        """The first line of `trays` that fits a case of this tray and band; where none does, `approach` holds."""
        return next((line for line in self.trays or () if line.fits(tray, band)), None)


DEFAULT: Final = Policy(name="standaard 2026")
"""All values assumptions [A] until a municipality publishes its own: threshold EUR 50, repeat look-back 6 months."""
