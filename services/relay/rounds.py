"""What the relay looks for, round after round."""

from typing import Final

from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.due.override import OVERRIDE_LAPSED
from services.relay.due.parked import PARKED_UNTIL
from services.relay.undone.cases import UNPLANNED_CASES
from services.relay.undone.questions import UNANSWERED_QUESTIONS
from services.relay.undone.signals import UNDECIDED_SIGNALS

DUE: Final = (DISPATCH_WINDOW, PARKED_UNTIL, OVERRIDE_LAPSED)
"""Moments that pass: one file each in `due/`."""
UNDONE: Final = (UNDECIDED_SIGNALS, UNANSWERED_QUESTIONS, UNPLANNED_CASES)
"""Work that may stay undone: one file each in `undone/`."""
