"""Kinds of signal partners (DDAS Vroegsignalering 1.2, section 5), and who decides about them."""

from schemas.vocabulary.coded import Coded


class PartnerKind(Coded):
    """Kind of signal partner (DDAS EnumSignaalpartner)."""

    ENERGY = "energy", "Energie", "energie", "energy"
    WATER = "water", "Water", "water", "water"
    HEALTH_INSURER = "health-insurer", "Zorg", "zorgpremie", "health insurance"
    LANDLORD = "landlord", "Huur", "huur", "rent"
    CAK_HEALTH_INSURANCE = (
        "cak-health-insurance",
        "CAK Zorgverzekeringen",
        "zorgpremie via het CAK",
        "health insurance through CAK",
    )
    CAK_OWN_CONTRIBUTION = (
        "cak-own-contribution",
        "CAK Eigen bijdrage",
        "eigen bijdrage via het CAK",
        "own contribution through CAK",
    )
    TAX_OFFICE = "tax-office", "Belastingdienst", "belasting", "tax"
    BENEFITS_OFFICE = "benefits-office", "Dienst Toeslagen", "toeslagen", "benefits"
    STUDENT_FINANCE = "student-finance", "DUO", "studieschuld", "student loan"
    MORTGAGE = "mortgage", "Hypotheek", "hypotheek", "mortgage"
    OTHER = "other", "Overige", "andere rekeningen", "other bills"


class WorkerRole(Coded):
    """What somebody of a municipality does here."""

    WORKER = "worker", "medewerker"
    COORDINATOR = "coordinator", "coördinator"
    ADMINISTRATOR = "administrator", "beheerder"


class ChangedBy(Coded):
    """What changed a partner, an agreement or a column mapping."""

    SEED = "seed", "startbestand"
    COMMAND = "command", "opdracht"
    PAGE = "page", "pagina"
