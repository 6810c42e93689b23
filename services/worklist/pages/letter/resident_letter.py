"""The letter that explains a resident why we sought contact: Dutch (B1), on what was reported of this resident alone.

What was reported of others at the address, and that it was, stands in no letter: so a reason that rests on the
household is told only as far as the resident's own reports bear it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, NEVER_STOPPED, SignalKind
from services.worklist.words.wording import Wording


class OwnReport(NamedTuple):
    """What one company reported of this resident. Amounts in euro cents, local dates.

    `threshold_cents`: the limit of the policy by which it was decided on; None where it was not asked.
    """

    partner: str
    partner_kind: PartnerKind
    kind: SignalKind
    amount_cents: int
    arrears_since: date
    received_on: date
    planned_on: date | None
    threshold_cents: int | None


class ResidentLetter(NamedTuple):
    """The parts of the letter, the same for every form. `reports`: company, what, amount, since."""

    title: str
    opening: tuple[str, ...]
    reports: tuple[tuple[str, str, str, str], ...]
    why: tuple[str, ...]
    rights: tuple[str, ...]


REPORT_HEADINGS: Final = ("Bedrijf", "Wat", "Bedrag", "Sinds")
LETTER_PARTS: Final = {
    "reported": "Wat is er gemeld?",
    "why": "Waarom zoeken wij contact?",
    "rights": "Wat kunt u doen?",
}
"""What stands above each part of the letter."""
FIRST_STEP: Final = {
    Channel.VISIT: "Daarom komen wij bij u langs.",
    Channel.PHONE: "Daarom bellen wij u.",
    Channel.LETTER: "Daarom sturen wij u eerst een brief.",
}
"""How the first approach is told; of others nothing is."""


def resident_letter(
    name: str, municipality: str, number: str, channel: Channel, reports: Sequence[OwnReport], words: Wording
) -> ResidentLetter:
    """The letter to `name` about the case with this number. `words`: in Dutch."""
    return ResidentLetter(
        title="Waarom zoeken wij contact met u?",
        opening=(
            f"Aan: {name}",
            f"{words.dated(words.today)}, zaaknummer {number}",
            "U kreeg bericht van ons, of u krijgt dat nog. In deze brief leest u waarom.",
            "Wij kregen een melding over een rekening die nog open staat. Dat kan iedereen gebeuren."
            " Wij willen u graag helpen, als u dat wilt.",
        ),
        reports=tuple(_line(one, words) for one in reports),
        why=(*_why(reports, words), *([FIRST_STEP[channel]] if channel in FIRST_STEP else [])),
        rights=(
            "Hulp is gratis en u mag nee zeggen.",
            "Klopt er iets niet? Vertel het ons. Dan zoeken wij het uit en verbeteren wij het.",
            "Een computer rekent volgens vaste regels. Een mens beslist wat er gebeurt.",
            "U mag zien wat wij van u weten. U mag ook zeggen dat u niet wilt dat wij uw gegevens gebruiken.",
            f"Hebt u vragen? Vraag naar het team vroegsignalering van de gemeente {municipality}."
            f" Noem dan uw zaaknummer: {number}.",
        ),
    )


def _line(one: OwnReport, words: Wording) -> tuple[str, str, str, str]:
    what = words.messages.about(one.kind)
    return one.partner, what, words.euros(one.amount_cents), words.dated(one.arrears_since)


def _why(reports: Sequence[OwnReport], words: Wording) -> list[str]:
    """What of the reasons rests on this resident's own reports."""
    said = ["Bedrijven moeten dit aan de gemeente melden. Dat staat in de wet (Wgs, artikel 4)."]
    threats = [one for one in reports if one.kind in CRISIS_KINDS]
    for one in threats:
        day = f" op {words.dated(one.planned_on)}" if one.planned_on else ""
        said.append(
            f"Er kan iets ernstigs gebeuren{day}: {words.messages.about(one.kind).lower()}. Daarom zijn wij snel."
        )
    if len(reports) > 1:
        said.append(f"Wij kregen {len(reports)} meldingen over u.")
    said += [sentence for one in reports if (sentence := _limit(one, words))]
    return list(dict.fromkeys(said))


def _limit(one: OwnReport, words: Wording) -> str:
    if one.threshold_cents is None or one.kind in NEVER_STOPPED:
        return ""
    limit, amount = words.euros(one.threshold_cents), words.euros(one.amount_cents)
    if one.amount_cents < one.threshold_cents:
        return f"Het bedrag van {amount} is lager dan {limit}. Dan beginnen wij met een brief."
    return f"Het bedrag van {amount} is niet lager dan {limit}. Anders begonnen wij met een brief."


def threshold_told(reasons: Sequence[Any]) -> int | None:
    """The limit that a decision was held against, from its stored steps."""
    found = (step["details"].get("thresholdCents") for step in reasons)
    return next((cents for cents in found if cents is not None), None)
