"""Prefect keeps the message of every fault in its own database, where it is not for anybody to read."""

import pytest

from flows.scheduled import Failed, _for_prefect, _saying_nobodys_words
from flows.tick import Deed
from governance.errors import RecordError

pytestmark = pytest.mark.full


@pytest.mark.parametrize("fault", [ValueError("The Harlow family"), RecordError("“The Harlow family” is no date.")])
def test_a_fault_reaches_prefect_by_its_kind_and_without_the_words_in_it(fault: Exception) -> None:
    with pytest.raises(Failed, match=type(fault).__name__) as caught, _saying_nobodys_words():
        raise fault

    assert "Harlow" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_why_a_paper_did_not_go_out_reaches_prefect_without_its_title() -> None:
    said = (
        "No supplement went out: “The Harlow family” is not byte for byte what was signed off. See “cleardays story”."
    )

    told = _for_prefect(Deed(cycle="improvement-board-2027-02-09", step="publish_supplement", occurrence=1, said=said))

    assert "Harlow" not in told
    assert "improvement-board-2027-02-09: No supplement went out" in told
    assert "“cleardays story”" in told
