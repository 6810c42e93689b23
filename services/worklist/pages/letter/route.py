"""The letter that explains one resident of a case why we sought contact, to print or to send."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from domain.cases.acts import Unknown
from schemas.ids import IdFromOutside
from services.worklist.pages.case.read import read_case
from services.worklist.pages.letter.read import read_addressees
from services.worklist.pages.letter.render import LETTER_SHAPES
from services.worklist.pages.letter.resident_letter import resident_letter
from services.worklist.pages.shared.store import log_look
from services.worklist.signin.visit import Signed, WithPorts
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording

router: Final = APIRouter()


@router.get("/zaken/{case_id}/brief/{person}.{shape}", response_class=Response)
def write_letter(
    case_id: IdFromOutside, person: IdFromOutside, shape: str, visit: Signed, ports: WithPorts
) -> Response:
    """The letter as a file; that it was made is logged as a look at the case. Raises Unknown."""
    if shape not in LETTER_SHAPES or visit.session is None:
        raise Unknown
    with ports.scope(visit.worker) as connection:
        case = read_case(connection, visit.worker.municipality, case_id, visit.now)
        letters = read_addressees(connection, visit.worker.municipality, case)
        who = next((one for one in letters if person in one.records), None)
        if who is None:
            raise Unknown
        log_look(connection, visit.worker, "letter", visit.now, case_id)
    words = Wording(messages("nl"), visit.today)
    line, town = case.line, visit.session.municipality_name
    made = resident_letter(who.name, town, line.number, line.channel, who.reports, words)
    media, written = LETTER_SHAPES[shape]
    attached = {"Content-Disposition": f'attachment; filename="brief-{line.number}.{shape}"'}
    return Response(written(made), media_type=media, headers=attached)
