"""Birth dates as far as they are known: yyyy-mm-dd with 00 for what nobody knows, as the BRP writes them."""


def known_part(born: str) -> str:
    """What is known: the year, the month of it, or the day. Whoever's month is unknown has no known day either."""
    return born[:4] if born[5:7] == "00" else born.removesuffix("-00")


def may_be_one(born: str, other: str) -> bool:
    """Whether two birth dates can be of one person: what is known of both is the same."""
    one, two = known_part(born), known_part(other)
    return one.startswith(two) or two.startswith(one)


def spellings(day: str) -> tuple[str, str, str]:
    """A whole date as the record may have it: whole, without its day, without day and month."""
    return day, f"{day[:7]}-00", f"{day[:4]}-00-00"
