"""What triage reads of decisions and signals, however many are asked for."""

from typing import Final

from schemas.ids import event_id
from services.triage.read import contents, history
from tests.builders import PARTNERS, Town, a_signal

MORE_THAN_A_STATEMENT_BINDS: Final = 65_536


def test_more_signals_are_read_than_a_statement_binds_parameters(town: Town) -> None:
    (held,) = town.bring(a_signal())
    names = [held, *(event_id(PARTNERS, str(number)) for number in range(MORE_THAN_A_STATEMENT_BINDS))]
    with town.record.engine("triage").connect() as connection:
        assert [name for name, _ in contents(connection, "9901", names)] == [held]
        assert len(history(connection, "9901", names)) == 1
