"""What is planned for a case, where, with which care, and every reason that a plan gives for itself."""

from schemas.vocabulary.coded import Coded


class ContactStep(Coded):
    """What is to be done next on a case."""

    TRY = "try", "Probeer de inwoner te bereiken", "", "Try to reach the resident"
    APPOINTMENT = "keep-appointment", "Ga naar de afspraak", "", "Keep the appointment"
    TALK = "talk", "Voer het eerste gesprek", "", "Hold the first talk"
    END = "end", "U mag de zaak sluiten: niemand is bereikt", "", "You may close the case: nobody was reached"
    NOTHING = "nothing", "Er staat geen klok open", "", "No clock runs"


class CareMark(Coded):
    """What colleagues must know before they go somewhere: an instruction, never a cause."""

    TWO_PERSONS = "two-persons", "Ga met zijn tweeën", "", "Go with two"
    DO_NOT_VISIT = "do-not-visit", "Ga niet langs", "", "Do not visit"


class MeetingPlace(Coded):
    """Where a resident wants to meet."""

    AT_HOME = "at-home", "Thuis"
    TOWN_HALL = "town-hall", "Op het gemeentehuis"
    ELSEWHERE = "elsewhere", "Op een andere plek"


class PlanReason(Coded):
    """Why a step is this one, on this day."""

    CRISIS_CLOCK = (
        "crisis-clock",
        "Er dreigt iets ernstigs: het eerste gesprek is binnen 3 werkdagen.",
        "",
        ("Something serious threatens: the first talk is within 3 working days."),
    )
    FOUR_WEEKS = (
        "four-weeks",
        "Na een signaal is er binnen 4 weken een eerste gesprek.",
        "",
        ("After a signal there is a first talk within 4 weeks."),
    )
    TIME_IS_SHORT = (
        "time-is-short",
        "De klok loopt af. Daarom zit er minder tijd tussen twee pogingen.",
        "",
        ("The clock runs out. So there is less time between two attempts."),
    )
    TOO_LATE = (
        "too-late",
        "De tijd is te kort voor alle pogingen. Begin meteen.",
        "",
        ("Time is too short for all attempts. Begin at once."),
    )
    FIRST_APPROACH = (
        "first-approach",
        "Zo begint de gemeente bij zaken in dit bakje.",
        "",
        ("This is how the municipality begins with cases in this tray."),
    )
    THERE_IS_A_NUMBER = (
        "there-is-a-number",
        "Er is een telefoonnummer. Bel daarom voordat u schrijft.",
        "",
        ("There is a phone number. So call before you write."),
    )
    NO_NUMBER = "no-number", "Er is geen telefoonnummer dat werkt.", "", "There is no phone number that works."
    ANOTHER_WAY = "another-way", "Probeer het ook op een andere manier.", "", "Try another way too."
    OTHER_PART = (
        "other-part",
        "Probeer een ander deel van de dag dan eerst.",
        "",
        ("Try another part of the day than before."),
    )
    TIME_TO_ANSWER = (
        "time-to-answer",
        "De inwoner krijgt tijd om op de vorige poging te antwoorden.",
        "",
        ("The resident gets time to answer the attempt before."),
    )
    WAITS_FOR_OPENING = (
        "waits-for-opening",
        "De zaak komt nog in de wachtrij.",
        "",
        ("The case will come to the queue."),
    )
    NEXT_WORKING_DAY = "next-working-day", "Vandaag kan het niet meer.", "", "Today it cannot be done any more."
    TWO_PERSONS = "two-persons", "Ga met zijn tweeën.", "", "Go with two."
    DO_NOT_VISIT = "do-not-visit", "Er is afgesproken om niet langs te gaan.", "", "It was agreed not to visit."
    WISHED_CHANNEL = "wished-channel", "De inwoner wil zo benaderd worden.", "", "The resident asked for this way."
    WISHED_TIME = (
        "wished-time",
        "De inwoner wil op dit moment benaderd worden.",
        "",
        ("The resident asked for this time."),
    )
    WISHED_PLACE = "wished-place", "De inwoner wil op deze plek afspreken.", "", "The resident asked for this place."
    APPOINTMENT_MADE = "appointment-made", "De afspraak staat.", "", "The appointment stands."
    SPOKEN = (
        "spoken",
        "De inwoner is gesproken. Nu volgt het eerste gesprek.",
        "",
        ("The resident was spoken with. Now the first talk follows."),
    )
    TALKED = "talked", "Het eerste gesprek is geweest.", "", "The first talk was held."
    CLOSED = "closed", "Deze zaak is gesloten.", "", "This case is closed."
    ENOUGH_TRIED = (
        "enough-tried",
        "Er is vaak genoeg en op genoeg manieren geprobeerd.",
        "",
        ("It was tried often enough and in enough ways."),
    )
    NO_OTHER_WAY = "no-other-way", "Op een andere manier kan het niet.", "", "There is no other way."


class MissedBecause(Coded):
    """Why a clock cannot be kept."""

    TIME = "time", "De tijd is te kort, ook met meer mensen.", "", "Time is too short, also with more people."
    HANDS = "hands", "Er zijn te weinig uren.", "", "There are too few hours."
    SECOND_PERSON = (
        "second-person",
        "Er zijn op geen enkele dag twee collega's tegelijk.",
        "",
        ("On no day are there two colleagues at once."),
    )
