"""The guard: a process that waits until its supervisor is gone, however that went, and then ends what is on the roll.

It reads a pipe whose other end the supervisor alone holds: the kernel closes that with the supervisor, also at kill -9
and on every system (Linux alone could let each child ask for a signal). Started as `python -m command.guard HOME PID`.
"""

import os
import signal
import sys
from pathlib import Path

from command.roll import end_all, read_roll


def watch(home: Path, supervisor: int) -> None:
    """Wait for the end of the supervisor with this process id, then end what it left."""
    sys.stdin.buffer.read()
    entries = read_roll(home)
    if entries and entries[0].pid == supervisor:  # Else the next supervisor is there and has ended them.
        end_all([one for one in entries[1:] if one.pid != os.getpid()])


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    watch(Path(sys.argv[1]), int(sys.argv[2]))
