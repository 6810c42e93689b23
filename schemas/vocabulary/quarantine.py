"""How a refused record that was kept came to its end, and why a worker mended it or put it aside."""

from schemas.vocabulary.coded import Coded


class Settlement(Coded):
    """How a refused record came to its end."""

    RESENT = "resent", "opnieuw-gestuurd"
    CORRECTED = "corrected", "verbeterd"
    PUT_ASIDE = "put-aside", "terzijde-gelegd"
    REPLAYED = "replayed", "opnieuw-beoordeeld"
    WITHDRAWN = "withdrawn", "ingetrokken"
    EXPIRED = "expired", "verlopen"


class CorrectionReason(Coded):
    """Why a worker may say otherwise than the partner did."""

    TYPING_ERROR = "typing-error", "Tikfout", "Het is duidelijk een tikfout", "It is clearly a typing error"
    ASKED_PARTNER = (
        "asked-partner",
        "Navraag",
        "De partner gaf het goede gegeven door",
        "The partner told the right one",
    )
    WRONG_FIELD = (
        "wrong-field",
        "Verkeerd veld",
        "Het gegeven stond in het verkeerde veld",
        "It stood in the wrong field",
    )


class AsideReason(Coded):
    """Why nothing is done with a refused record."""

    PARTNER_RESENDS = (
        "partner-resends",
        "Komt opnieuw",
        "De partner stuurt het zelf opnieuw",
        "The partner sends it again",
    )
    ALREADY_HERE = "already-here", "Al bekend", "Dit signaal is hier al", "This signal is here already"
    NOT_MEANT = (
        "not-meant",
        "Niet bedoeld",
        "De partner had dit niet willen sturen",
        "The partner did not mean to send it",
    )


class HandEntryKind(Coded):
    """What a worker asks of ingest.

    To take in a signal, to take in a mended record, to put one aside, or to judge all that waits of a partner again.
    """

    TYPED = "typed", "ingevoerd"
    JUDGED_AGAIN = "judged-again", "opnieuw-beoordeeld"
    CORRECTED = "corrected", "verbeterd"
    PUT_ASIDE = "put-aside", "terzijde-gelegd"
