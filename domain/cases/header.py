"""The header of a case when a signal joins it: what may rise, and what a person's work keeps as it is."""

from types import MappingProxyType
from typing import Final

from domain.cases.case import Case
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import APPROACHES

TRAY_RANK: Final = MappingProxyType({Tray.SINGLE: 0, Tray.SEVERAL: 1, Tray.END_OF_CONTRACT: 2, Tray.CRISIS: 3})


def joined(case: Case, fresh: Case) -> Case:
    """The case after a signal that alone would make `fresh` joins it.

    On a case a person has touched, rules shorten a clock or raise urgency, never change tray or channel.
    The first talk stopped the clocks before it: a signal that comes later starts its own. A revision of one that is
    in the case may start none (`fresh.talked`). The partner kind stays that of the first signal, so that figures of one
    case stand under one kind (docs/decisions/0014).
    """
    running = [(one.deadline, one.clock_from) for one in (fresh, case) if not one.talked]
    deadline, clock_from = min(running, default=(case.deadline, case.clock_from))
    merged = case._replace(
        urgency=max(case.urgency, fresh.urgency),
        deadline=deadline,
        clock_from=clock_from,
        several=case.several or fresh.several,
        talked=not running,
        version=case.version + 1,
    )
    if case.touched:
        return merged
    return merged._replace(
        tray=max(case.tray, fresh.tray, key=TRAY_RANK.__getitem__),
        channel=max(case.channel, fresh.channel, key=APPROACHES.__getitem__),
    )
