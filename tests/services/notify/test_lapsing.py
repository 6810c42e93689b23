"""What a worker put otherwise than the rules ends in notify, and leaves nothing stuck behind."""

from plumbing.transport.stuck import stuck_marker
from schemas.envelope import CloudEvent, written
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from services.notify.process import lapse
from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.due.override import OVERRIDE_LAPSED
from services.relay.store import passed
from tests.builders import SOURCE, Town, a_signal
from tests.domain.cases.test_overriding import put
from tests.services.notify.builders import case_ids


def due(town: Town) -> list[Id]:
    """The cases whose window has passed and that get no task yet."""
    with town.record.engine("relay").connect() as connection:
        return [one.subject for one in passed(connection, DISPATCH_WINDOW, town.now)]


def test_what_got_stuck_while_a_choice_lapsed_is_forgotten_once_it_has_lapsed(town: Town) -> None:
    """What stayed would hide the case from every other tick although nothing is wrong with it any more."""
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    put(town, case, tray=Tray.SEVERAL, days=1)
    town.later(days=3)
    with town.record.engine("relay").connect() as connection:
        (told,) = passed(connection, OVERRIDE_LAPSED, town.now)
    event = CloudEvent.model_validate_json(written(told, SOURCE, town.now).payload)
    assert stuck_marker(town.record.engine("notify"), "notify")(event, ValueError())
    assert due(town) == []
    lapse(town.record.engine("notify"), lambda: town.now)([event])
    assert town.rows("SELECT 1 FROM override WHERE ended_at IS NULL") == []
    assert town.rows("SELECT 1 FROM stuck") == []
    assert due(town) == [case]
