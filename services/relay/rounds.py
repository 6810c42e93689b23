"""What the relay looks for, round after round."""

from typing import Final

from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.due.override import OVERRIDE_LAPSED
from services.relay.undone.cases import UNPLANNED_CASES
from services.relay.undone.signals import UNDECIDED_SIGNALS

DUE: Final = (DISPATCH_WINDOW, OVERRIDE_LAPSED)
"""Moments that pass: one file each in `due/`."""
UNDONE: Final = (UNDECIDED_SIGNALS, UNPLANNED_CASES)
"""Work that may stay undone: one file each in `undone/`."""
