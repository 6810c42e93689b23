"""The policy in force, in plain sentences."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.worklist.pages.menu import Menu
from services.worklist.pages.policy.read import read_policy_shown
from services.worklist.render import page
from services.worklist.signin.visit import Signed, WithPorts
from services.worklist.words.policies import by_group, policy_said
from services.worklist.words.policy_changes import differences_said

router: Final = APIRouter()
MENU: Final = Menu(65, "policy", "/beleid")


@router.get("/beleid", response_class=HTMLResponse)
def show_policy(visit: Signed, ports: WithPorts) -> HTMLResponse:
    """What is in force in the municipality of the worker, since when, and what it changed."""
    with ports.scope(visit.worker) as connection:
        shown = read_policy_shown(connection, visit.worker.municipality, visit.today)
    return page(
        visit,
        "policy/policy.html",
        here=MENU.key,
        shown=shown,
        policy_said=policy_said,
        by_group=by_group,
        differences_said=differences_said,
    )
