"""A cell that cannot be read."""

from domain.intake.checks.faults import Code


class UnreadableError(Exception):
    """Why a cell cannot be read; holds nothing of it."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code
