"""The initials that show a person: forgiving to people, closed to machines."""

import pytest

from governance.initials import initials_fit


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Carys Bevan", "CB"),
        ("Carys Bevan", "c.b."),
        ("Carys Bevan", " c b "),
        ("Carys Anne-Marie Lloyd-Jones", "CL"),
        ("Carys Anne-Marie Lloyd-Jones", "CAML"),
        ("Carys Anne-Marie Lloyd-Jones", "CALJ"),
        ("Élodie Ŵyn", "ew"),
        ("Elodie Wyn", "ÉŴ"),
        ("Øyvind Berg", "OB"),
        ("Siobhán O'Brien", "SO"),
        ("Siobhán O’Brien", "SOB"),
        ("Dr Sam Okafor", "SO"),
        ("Dr Sam Okafor", "DSO"),
        ("Cher", "c"),
        ("أميرة خان", "أخ"),
    ],
)
def test_initials_fit_however_a_person_writes_them(name: str, typed: str) -> None:
    assert initials_fit(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Carys Bevan", ""),
        ("Carys Bevan", "BC"),
        ("Carys Bevan", "C"),
        ("Carys Bevan", "CBX"),
        ("Carys Bevan", "test"),
        ("Carys Bevan", "1"),
        ("Carys Anne Lloyd", "CA"),
        ("Carys Anne Lloyd", "AL"),
        ("Cher", ""),
        ("Cher", "x"),
        ("123", "7"),
    ],
)
def test_what_is_not_in_the_name_does_not_fit(name: str, typed: str) -> None:
    assert not initials_fit(name, typed)


def test_a_name_without_letters_takes_any() -> None:
    assert initials_fit("123", "x")
