"""Words that may not be public are known again wherever they are said, and other words are left alone."""

import pytest

from governance.closed_words import ClosedWords
from governance.exempt import WITHHELD

SAID = (
    "The Harlow family has been moved to Thornbury House because the younger brother was seen near the old address, "
    "and the school has been told."
)


@pytest.mark.parametrize(
    "words",
    [
        SAID,
        f"Owner wrote: “{SAID}”",
        SAID.upper(),
        SAID.replace(" ", "\n"),
        SAID.replace(",", " –"),
        SAID.replace("family", "fam\N{SOFT HYPHEN}ily"),
        # As a comment or a list quotes it: cut off.
        SAID[:90],
    ],
)
def test_a_text_is_known_again_however_it_is_set_and_where_it_is_cut(words: str) -> None:
    assert ClosedWords([SAID]).are_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The school has been told.",
        "Another family has been moved.",
        "2027-01-14T10:00:00+00:00",
        # A word that only begins as one of them is another word.
        "The Harlow familys has been moved to Thornbury",
    ],
)
def test_other_words_are_left_alone(words: str) -> None:
    assert not ClosedWords([SAID]).are_in(words)


def test_a_very_short_text_is_kept_back_only_where_it_was_marked() -> None:
    assert not ClosedWords(["Inadequate"]).are_in("The service was judged inadequate.")
    assert ClosedWords(["Inadequate safeguarding"]).are_in("Judged: inadequate safeguarding!")


def test_facts_keep_their_shape_and_lose_the_texts_alone() -> None:
    facts = {"actions": [{"title": SAID, "due_on": "2027-01-14", "percent": 40}], "pair": ("A", f"See: {SAID}")}

    left = ClosedWords([SAID]).left_out(facts)

    assert left == {
        "actions": [{"title": WITHHELD, "due_on": "2027-01-14", "percent": 40}],
        "pair": ("A", WITHHELD),
    }
    assert ClosedWords().left_out(facts) is facts
