"""The recipes of the README, each with an example of its kind."""

from hashlib import sha256
from typing import Final

from tests.recipes.recipe import Edit, Recipe

WARM = '''"""Whether the partner asks to hand the resident over in person."""

from schemas.reasons import ReasonCode
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def warm_handover(asked: Asked) -> Finding:
    """It changes nothing yet but is told."""
    return Finding((Reason(ReasonCode.WARM_HANDOVER, {}),)) if asked.signal.warm_handover else NOT_ASKED
'''
STEPS = "services/triage/rules/steps.py"
RULE = Recipe(
    wish="a triage rule",
    edits=(
        Edit("services/triage/rules/warm_handover.py", WARM),
        Edit(STEPS, "from services.triage.rules.warm_handover import warm_handover\n", after="import threshold"),
        Edit(
            STEPS,
            '        "2026.5": (withdrawn, stays_withdrawn, by_hand, woken, residence, debt_help, same_arrears, age,\n'
            "                   may_wait, threshold_of_one, stays, household_case, shape_of_news,\n"
            "                   contract_ends, crisis, clock, points, warm_handover),\n",
            after="        ),",
        ),
        Edit(
            "schemas/reasons.py",
            """    WARM_HANDOVER = ReasonEntry(
        "warm-handover",
        IS_THERE_HASTE,
        nl="Het bedrijf wil de inwoner samen met ons spreken.",
        en="The company wants to speak with the resident together with us.",
    )
""",
            before="    NEW_ARREARS = ReasonEntry(",
        ),
    ),
    suite=("tests/services/triage", "tests/services/worklist/words", "tests/schemas/test_vocabulary.py"),
    proof="""
from services.triage.rules.steps import RULES_VERSION, STEPS
assert RULES_VERSION == "2026.5"
assert len(STEPS["2026.5"]) == len(STEPS["2026.4"]) + 1
from tests.services.triage.builders import asked, codes, decide, decided, view, NEW
assert "warm-handover" in codes(decided(view(warm_handover=True)))
assert "warm-handover" not in codes(decide(asked(view(warm_handover=True)), NEW, "2026.4"))
""",
    examples=(
        Edit(
            "tests/services/triage/test_reasons.py",
            "        R.WARM_HANDOVER: (view(warm_handover=True), known()),\n",
            before="R.CLOCK: (view(), known()),",
        ),
    ),
)

EXPIRED = '''"""Whether the arrears are so old that no claim is left."""

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from services.triage.known import Reason
from services.triage.rules.finding import NOT_ASKED, Asked, Finding


def expired(asked: Asked) -> Finding:
    """After twenty years nothing is asked of a resident any more."""
    days = (asked.signal.signal_date - asked.signal.arrears_since).days
    if asked.is_in_case or days < 7_300:
        return NOT_ASKED
    details = {"days": days, "leastDays": None, "mostDays": 7_300}
    return Finding((Reason(ReasonCode.AGE_OUTSIDE, details),), settles=Disposition.EXPIRED)
'''
DISPOSITION = Recipe(
    wish="a disposition",
    edits=(
        Edit(
            "schemas/vocabulary/decisions.py",
            '    EXPIRED = "expired", "Niet opgepakt: onterecht signaal", "Verjaard"\n',
            after='REPEAT = "repeat"',
        ),
        Edit(
            "services/triage/dispositions.py",
            "        D.EXPIRED: WorkflowLine({When.REVISED: ASKED_ANEW, When.WITHDRAWN: IS_TAKEN_BACK}),\n",
            after="D.REPEAT: WorkflowLine",
        ),
        Edit("services/triage/dispositions.py", "    D.EXPIRED,\n", after="    D.REPEAT,"),
        Edit("services/triage/rules/expired.py", EXPIRED),
        Edit(STEPS, "from services.triage.rules.expired import expired\n", after="rules.crisis import crisis"),
        Edit(
            STEPS,
            '        "2026.5": (withdrawn, stays_withdrawn, by_hand, woken, residence, debt_help, same_arrears,\n'
            "                   expired, age, may_wait, threshold_of_one, stays, household_case,\n"
            "                   shape_of_news, contract_ends, crisis, clock, points),\n",
            after="        ),",
        ),
    ),
    suite=("tests/services/triage", "tests/generated", "tests/services/report/test_gauges.py"),
    proof="""
from datetime import date
from tests.services.triage.builders import decided, view
assert decided(view(arrears_since=date(2000, 1, 1))).disposition == "expired"
""",
    most_files=4,
)

PARTNER_KIND = Recipe(
    wish="a partner kind",
    edits=(
        Edit(
            "schemas/vocabulary/partners.py",
            '    CHILD_CARE = "child-care", "Kinderopvang", "kinderopvang", "child care"\n',
            before='OTHER = "other"',
        ),
        Edit(
            "domain/law/partner_kinds.py",
            "        PartnerKind.CHILD_CARE: PartnerType(frozenset({A}), least_days=60),\n",
            before="PartnerKind.OTHER:",
        ),
    ),
    suite=(
        "tests/schemas/test_vocabulary.py",
        "tests/generated",
        "tests/deploy/test_dashboard.py",
        "tests/services/triage",
    ),
    proof="""
from datetime import date
from schemas.vocabulary.partners import PartnerKind
from tests.services.triage.builders import decided, view
child_care = PartnerKind("child-care")
assert child_care.said("nl") == "kinderopvang"
assert decided(view(partner_kind=child_care, arrears_since=date(2026, 3, 1))).disposition == "unjustified"
""",
)

CHANNEL = Recipe(
    wish="a contact channel",
    edits=(
        Edit("schemas/vocabulary/contacts.py", '    VIDEO = "video", "Beeldbellen"\n', after='PHONE = "phone"'),
        Edit("schemas/vocabulary/contacts.py", "        Channel.VIDEO: 3,\n", after="Channel.VISIT: 2,"),
        Edit("domain/cases/follows.py", "        Channel.VIDEO: True,\n", after="Channel.PHONE: True,"),
        Edit("simulation/approach.py", "        Channel.VIDEO: CALLING,\n", after="PHONE: CALLING,"),
    ),
    suite=("tests/schemas", "tests/simulation/test_workers.py", "tests/domain/cases", "tests/generated"),
    proof="""
from schemas.policy.form import Policy
policy = Policy.model_validate({"name": "x", "approach": {"crisis": "visit", "several": "video", "single": "phone"}})
assert policy.approach["several"] == "video"
""",
)

METRIC = Recipe(
    wish="a metric of the record",
    edits=(
        Edit(
            "services/report/gauges.py",
            """    Gauge(
        "vroegsignaal_ledger_rejected",
        (),
        "Lines that were rejected (unit lines).",
        of_ledger(lambda ledger: ledger.rejected),
    ),
""",
            after="GAUGES: Final = (",
        ),
    ),
    suite=("tests/services/report", "tests/deploy/test_dashboard.py", "tests/generated"),
    proof="""
from services.report.gauges import GAUGES
assert "vroegsignaal_ledger_rejected" in {gauge.name for gauge in GAUGES}
""",
)

SHARES = '''"""`vroegsignaal delivered`: what became of the lines that partners delivered, in one sentence."""

from domain.figures.ledger import Ledger


def delivered_sentence(found: Ledger) -> str:
    """How many lines there were, and how many of them were new signals."""
    return f"{found.delivered} lines, {found.accepted} of them new signals"
'''
SHARES_COMMAND = '''"""A command that prints what became of delivered lines."""

from command.cli.root import app, console
from plumbing.running.settings import Settings


@app.command("delivered")
def show_delivered() -> None:
    """Say in one sentence what became of the lines that partners delivered."""
    from command.engines import role_engine
    from domain.figures.store import count_ledger
    from services.report.reports.delivered import delivered_sentence

    with role_engine(Settings(), "report") as engine:
        console.print(delivered_sentence(count_ledger(engine)))
'''
REPORT = Recipe(
    wish="a report",
    edits=(
        Edit("services/report/reports/delivered.py", SHARES),
        Edit("command/cli/delivered.py", SHARES_COMMAND),
    ),
    suite=(
        "tests/services/report",
        "tests/command/test_cli.py",
        "tests/generated",
        "tests/architecture/test_pure_core.py",
    ),
    proof="""
import subprocess, sys
said = subprocess.run([sys.executable, "-m", "command.cli", "delivered", "--help"], capture_output=True, text=True)
assert "one sentence" in said.stdout, said
""",
)

EVENT_EXAMPLE = """{
  "specversion": "1.0",
  "type": "nl.vroegsignaal.signal-repeated.v1",
  "source": "urn:nld:oin:00000000000000000000:systeem:vroegsignaal",
  "time": "2026-03-17T09:00:00+00:00",
  "datacontenttype": "application/json",
  "id": "8c3ba1c6-0e38-5b0c-8a3d-5d0c6b8a7e11",
  "subject": "01980000-0000-7000-8000-000000000001",
  "dataref": "/v1/signalen/01980000-0000-7000-8000-000000000001",
  "traceparent": "00-01980000000070008000000000000001-8c3ba1c60e385b0c-01",
  "data": {
    "municipality": "9901",
    "signalId": "01980000-0000-7000-8000-000000000001"
  }
}
"""
EVENT = Recipe(
    wish="an event",
    edits=(
        Edit(
            "schemas/events.py",
            '''@dataclass(kw_only=True)
class SignalRepeated(EventData):
    """A signal repeats arrears that were picked up before."""

    signal_id: Id


''',
            before="class EventType(NamedTuple):",
        ),
        Edit(
            "schemas/events.py",
            '        SignalRepeated: _event("signal-repeated", "/v1/signalen/{id}", "triage"),\n',
            after="        SignalSettled: _event(",
        ),
        Edit("schemas/examples/signal-repeated.v1.json", EVENT_EXAMPLE),
        Edit(
            "services/triage/tell.py",
            """    if made.disposition is Disposition.REPEAT:
        repeated = SignalRepeated(municipality=municipality, signal_id=signal.id)
        yield Told(repeated, cause, signal.id, signal.id)
""",
            after="    yield Told(settled, cause, signal.id, signal.id)",
        ),
        Edit(
            "services/triage/tell.py",
            "from schemas.events import SignalRepeated\n",
            after="from schemas.events import CaseTriaged, SignalSettled",
        ),
    ),
    suite=("tests/schemas/test_events.py", "tests/schemas/test_topics.py", "tests/services/triage/test_settle.py"),
    proof="""
from schemas.events import EVENTS, SignalRepeated
assert EVENTS[SignalRepeated].topic == "vroegsignaal.signal-repeated"
""",
    examples=(
        Edit(
            "tests/schemas/test_events.py",
            f'    "signal-repeated.v1.json": "{sha256(EVENT_EXAMPLE.encode()).hexdigest()}",\n',
            after="DIGESTS = {",
        ),
        Edit("tests/schemas/test_events.py", "    SignalRepeated,\n", after="    SignalAccepted,"),
        Edit(
            "tests/schemas/test_events.py",
            "    SignalRepeated(municipality=M, signal_id=SIGNAL),\n",
            after="DATA: list[EventData] = [",
        ),
    ),
)

POLICY_SETTING = Recipe(
    wish="a policy setting",
    edits=(
        Edit("schemas/policy/form.py", "    no_threshold_when_warm: bool | None = None\n", after="    repeat_months:"),
        Edit("deploy/policies/standard.yaml", "no_threshold_when_warm: null\n", after="repeat_months: 6"),
        Edit(
            "services/triage/rules/threshold.py",
            """    if asked.policy.no_threshold_when_warm and signal.warm_handover:
        return Finding((Reason(ReasonCode.NOT_STOPPED, {"kind": signal.kind}),))
""",
            before='    details = {"amountCents"',
        ),
        Edit(
            "deploy/policies/standard.yaml",
            """  - about: een klein bedrag krijgt een brief, ook als het bedrijf de inwoner wil overdragen
    signals:
      - {partner: water, euros: 20, warm_handover: true}
    expect: {channel: letter, reason: below-threshold}
""",
            after="examples:",
        ),
        Edit(
            "services/worklist/words/policies.py",
            """def _warm_handover(wording: Wording, policy: Policy) -> Saying:
    if policy.no_threshold_when_warm:
        yield SettingSaid("no_threshold_when_warm", wording.messages("policy.says.warm-handover"))


""",
            before="def _repeat(",
        ),
        Edit(
            "services/worklist/words/policies.py",
            '        "no_threshold_when_warm": _warm_handover,\n',
            after='        "threshold_cents": _threshold,',
        ),
        Edit(
            "services/worklist/words/texts.toml",
            """warm-handover.nl = "Wil het bedrijf de inwoner overdragen? Dan geldt de grens niet."
warm-handover.en = "Does the company want to hand the resident over? Then the limit does not hold."
""",
            after="[policy.says]",
        ),
    ),
    suite=(
        "tests/schemas/test_policy.py",
        "tests/docs/test_shipped_files.py",
        "tests/services/triage",
        "tests/services/worklist/words",
        "tests/command/test_policy_examples.py",
    ),
    proof="""
from schemas.policy.form import DEFAULT
from schemas.policy.published import digest_of
from tests.services.triage.builders import codes, decided, view
kinder = DEFAULT.model_copy(update={"no_threshold_when_warm": True})
small = view(amount_cents=1, warm_handover=True)
assert "below-threshold" in codes(decided(small))
assert "not-stopped" in codes(decided(small, policy=kinder))
assert digest_of(DEFAULT) == "d900255a2f780ff618a1e9967adefc2d23659ab1569272b0e2899f83dab1c507"
""",
    examples=(
        Edit(
            "tests/command/test_policy_examples.py",
            '    "no_threshold_when_warm": {"no_threshold_when_warm": True},\n',
            after='    "threshold_cents": {"threshold_cents": 0},',
        ),
    ),
    most_files=5,
)

METER_MIGRATION = '''"""The number of the meter, where an energy company sends it."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From version 0001."""
    op.execute("ALTER TABLE signal ADD COLUMN meter text")
'''
SIGNAL_COLUMN = Recipe(
    wish="a column of the signal",
    edits=(
        Edit(
            "schemas/signals.py",
            '    meter: Annotated[Reference | None, named("meternummer", "Het nummer van de meter.")] = None\n',
            before="    amount_cents: Annotated[Cents",
        ),
        Edit("domain/intake/examples.py", '        "meternummer": "M-1",\n', before='        "bedragInCenten"'),
        Edit("plumbing/record/migrations/versions/0002_meter.py", METER_MIGRATION),
    ),
    suite=(
        "tests/schemas",
        "tests/services/ingest/signals",
        "tests/services/ingest/door/test_openapi.py",
        "tests/services/ingest/door/test_deliveries.py",
        "tests/plumbing/record",
        "tests/generated",
    ),
    proof="""
from plumbing.record.tables import signal
from plumbing.record.tables.intake import CONTENT
from schemas.glossary import ATTRIBUTES
assert "meter" in signal.c and "meter" in CONTENT and ATTRIBUTES["meternummer"] == "meter"
""",
    most_files=5,
)

REVIEW_ROUTE = '''"""Cases that a coordinator looks at once more."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.worklist.pages.menu import Menu
from services.worklist.render import page
from services.worklist.signin.visit import Signed

router: Final = APIRouter()
MENU: Final = Menu(90, "review", "/nalezen")


@router.get("/nalezen", response_class=HTMLResponse)
def show_review(visit: Signed) -> HTMLResponse:
    """What there is to look at."""
    return page(visit, "review/review.html", here="review")
'''
REVIEW_TEMPLATE = """{% extends "shared/base.html" %}
{% block title %}{{ t("menu.review") }}{% endblock %}
{% block content %}
<h1 class="utrecht-heading-1">{{ t("menu.review") }}</h1>
{{ m.paragraph(t("review.intro")) }}
{% endblock %}
"""
REVIEW_TEXTS = """# Looking once more. Dutch is B1; each text in both languages.

[menu]
review.nl = "Nakijken"
review.en = "Review"

[review]
intro.nl = "Hier kijkt u zaken nog eens na."
intro.en = "Here you look at cases once more."
"""
PAGE = Recipe(
    wish="a page",
    edits=(
        Edit("services/worklist/pages/review/route.py", REVIEW_ROUTE),
        Edit("services/worklist/pages/review/review.html", REVIEW_TEMPLATE),
        Edit("services/worklist/pages/review/texts.toml", REVIEW_TEXTS),
    ),
    suite=(
        "tests/services/worklist/pages/test_menu.py",
        "tests/services/worklist/pages/test_every_page.py",
        "tests/services/worklist/words",
        "tests/architecture/test_habits.py",
        "tests/architecture/test_arrows.py",
    ),
    proof="""
from services.worklist.pages.route import navigation, pages
assert navigation()[-1].address == "/nalezen"
assert any(route.path == "/nalezen" for page in pages() for route in page.router.routes)
from services.worklist.words.store import messages
assert messages("en")("menu.review") == "Review"
""",
)

RECIPES: Final = (
    RULE,
    DISPOSITION,
    PARTNER_KIND,
    CHANNEL,
    METRIC,
    REPORT,
    EVENT,
    POLICY_SETTING,
    SIGNAL_COLUMN,
    PAGE,
)
