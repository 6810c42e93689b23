"""Commands that explain: what a case rests on, and what would have changed it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from command.cli.root import AsJson, app, console, say
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from services.triage.explain.explanation import CaseExplanation
    from services.worklist.words.wording import Wording


@app.command("explain")
def explain_case(
    case: Annotated[str, typer.Argument(help="Id of the case, or its number as pages write it: 2026-0012.")],
    municipality: Annotated[str | None, typer.Option(help="CBS code; needed where several have that number.")] = None,
    english: Annotated[bool, typer.Option("--english", help="In English; else in Dutch, as on the pages.")] = False,
    as_json: AsJson = False,
) -> None:
    """What a case rests on, and what would have changed it: each really decided again. No names, no address."""
    import json

    from services.triage.explain.explanation import explanation_json

    told, wording = _explained(case, municipality, "en" if english else "nl")
    if as_json:
        console.print_json(json.dumps(explanation_json(told)))
        return
    for line in _lines(told, wording):
        say(line)


def _explained(case: str, municipality: str | None, language: str) -> "tuple[CaseExplanation, Wording]":
    from command.engines import refuse_unknown, role_engine
    from domain.cases.act import Unknown
    from domain.law.calendar import local_date
    from plumbing.running.clock import SharedClock
    from services.triage.explain.read import Ambiguous, explain, find_case
    from services.worklist.words.store import messages
    from services.worklist.words.wording import Wording

    with role_engine(Settings(), "triage") as engine:
        today = local_date(SharedClock(engine)())
        with engine.connect() as connection:
            try:
                with connection.begin():
                    if municipality:
                        refuse_unknown(connection, municipality)
                    found = find_case(connection, case.lower(), municipality)
                told = explain(connection, *found)
            except Unknown:
                raise typer.BadParameter("there is no such case") from None
            except Ambiguous:
                raise typer.BadParameter("several municipalities have that number: name one, --municipality") from None
    return told, Wording(messages(language), today)


def _lines(told: "CaseExplanation", wording: "Wording") -> Iterator[str]:
    from services.triage.explain.explanation import what_if_json
    from services.worklist.words.reasons import read_reasons, sentence
    from services.worklist.words.what_if import outcome_words, what_if_sentence

    say_of = wording.messages.about
    header: dict[str, Any] = {"deadline": told.deadline.isoformat()}
    yield f"{told.number}: {outcome_words(wording, told._asdict() | header)}"
    home = {one.signal: one for one in told.household}
    for one in told.signals:
        yield ""
        yield (
            f"{say_of(one.partner_kind)}, {say_of(one.kind).lower()}, {wording.euros(one.amount_cents)},"
            f" {wording.dated(one.arrears_since)} - {wording.dated(one.received_on)}"
        )
        yield f"  {say_of(home[one.signal].ground)}"
        for reason in read_reasons(one.reasons):
            yield f"  {sentence(wording, reason)}"
        versions = f"{one.rules_version}, {one.matcher_version}, {one.definitions_version}"
        yield f"  [{one.sequence}] policy {one.policy_version}, rules {versions}, digest {one.digest[:16]}"
    yield ""
    found = what_if_json(told)
    if not found["sameAgain"]:
        yield "decided again this case comes out otherwise (see `vroegsignaal replay`): nothing is supposed"
    for what_if in found["whatIf"]:
        yield what_if_sentence(wording, what_if)
