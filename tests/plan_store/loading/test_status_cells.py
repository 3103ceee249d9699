import pytest

from governance.terms import DeliveryStatus
from plan_store.loading.statuses import STATUS_WORDS, name_colour, read_status


@pytest.mark.parametrize(
    ("status", "word"), [(status, word) for status, words in STATUS_WORDS.items() for word in words], ids=str
)
def test_every_word_of_the_table_is_read_in_any_case(status: DeliveryStatus, word: str) -> None:
    assert read_status(word).value is status
    assert read_status(f" {word.upper()} ").value is status


def test_no_word_of_the_table_stands_for_two_statuses() -> None:
    words = [word for words in STATUS_WORDS.values() for word in words]

    assert len(words) == len(set(words))


@pytest.mark.parametrize("written", ["Pending guidance", "Amber/Green", "not complete", "banana", "7"])
def test_an_unknown_status_is_kept_and_told_but_never_guessed(written: str) -> None:
    status = read_status(written)

    assert (status.raw, status.value) == (written, None)
    assert written in status.problem


def test_a_status_followed_by_a_remark_is_read_from_its_first_words_and_says_so() -> None:
    status = read_status("Partially completed. The board is looking at it.")

    assert status.value is DeliveryStatus.ON_TRACK
    assert status.how == "its first words, “partially completed”"


@pytest.mark.parametrize("written", ["On track – but delayed by staffing", "In progress, to be complete by May"])
def test_a_status_that_contradicts_itself_is_not_read(written: str) -> None:
    status = read_status(written)

    assert status.value is None
    assert "more than one status" in status.problem


def test_silence_is_not_a_status_and_not_a_problem() -> None:
    status = read_status("")

    assert (status.value, status.problem) == (None, "")


def test_the_colour_of_an_empty_status_is_told_but_not_taken() -> None:
    status = read_status("", fill="FFFF0000")

    assert status.value is None
    assert status.problem == "the status is a red cell without words; write the word"


def test_a_colour_beside_words_is_not_looked_at() -> None:
    assert read_status("Green", fill="FFFF0000").value is DeliveryStatus.ON_TRACK


def test_the_councils_own_words_win_over_the_table() -> None:
    own = {"Blue": DeliveryStatus.EMBEDDED, "E Amber": DeliveryStatus.COMPLETE}

    assert read_status("BLUE", council_words=own).value is DeliveryStatus.EMBEDDED
    assert read_status("e  amber", council_words=own).value is DeliveryStatus.COMPLETE
    assert read_status("Blue").value is DeliveryStatus.COMPLETE


@pytest.mark.parametrize(
    ("fill", "colour"),
    [
        ("FFFF0000", "red"), ("FFC00000", "red"), ("FFFFC000", "amber"), ("FFFFFF00", "amber"), ("FF92D050", "green"),
        ("FF00B050", "green"), ("FF0070C0", "blue"), ("FFBFBFBF", "grey"), ("FFFFFFFF", ""), ("FF000000", ""), ("", ""),
        ("nonsense", ""),
    ],
)  # fmt: skip
def test_the_usual_fills_have_their_usual_names(fill: str, colour: str) -> None:
    assert name_colour(fill) == colour
