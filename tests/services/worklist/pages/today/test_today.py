"""The start page as a worker meets it."""

from tests.services.worklist.visiting import Visitor, words


def test_today_begins_with_the_crisis(samira: Visitor) -> None:
    text = words(samira.get("/"))
    assert text.index("Crisis: eerst doen") < text.index("Klok loopt deze week af")
    assert "S. de Bruin" in text
    assert "nog 1 werkdag" in text
    assert "uiterlijk wo 18 maart" in text
