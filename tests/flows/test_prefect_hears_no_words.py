"""Prefect keeps the message of every fault in its own database, where it is not for anybody to read."""

import pytest

from flows.scheduled import Failed, _saying_nobodys_words
from governance.errors import RecordError

pytestmark = pytest.mark.full


@pytest.mark.parametrize("fault", [ValueError("The Harlow family"), RecordError("“The Harlow family” is no date.")])
def test_a_fault_reaches_prefect_by_its_kind_and_without_the_words_in_it(fault: Exception) -> None:
    with pytest.raises(Failed, match=type(fault).__name__) as caught, _saying_nobodys_words():
        raise fault

    assert "Harlow" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
