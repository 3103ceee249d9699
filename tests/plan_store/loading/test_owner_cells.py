import pytest
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st

from plan_store.loading.owners import split_owners

# Names are parted by " ; " here.
OWNERS = r"""
    written                                             | names
    Amara Osei                                          | Amara Osei
    Amara Osei & Bryn Pugh                              | Amara Osei ; Bryn Pugh
    Amara Osei and Bryn Pugh                            | Amara Osei ; Bryn Pugh
    A. Khan / B. Lee                                    | A. Khan ; B. Lee
    Amara Osei, Bryn Pugh and Carys Llwyd               | Amara Osei ; Bryn Pugh ; Carys Llwyd
    Amara Osei; Bryn Pugh                               | Amara Osei ; Bryn Pugh
    Cllr E Bevan and Dr Dev Anand                       | Cllr E Bevan ; Dr Dev Anand
    Siân ap Rhys & Mary-Jane O’Neill                    | Siân ap Rhys ; Mary-Jane O’Neill
    AO/BP                                               | AO ; BP
    Head of Adoption and Fostering                      | Head of Adoption and Fostering
    Head of Quality, Performance and Improvement        | Head of Quality, Performance and Improvement
    Assistant Director, Early Help and Prevention       | Assistant Director, Early Help and Prevention
    Amara Osei, Head of Adoption and Fostering          | Amara Osei, Head of Adoption and Fostering
    Bryn Pugh (Education, Skills and Learning)          | Bryn Pugh (Education, Skills and Learning)
    Strategy and Insight Manager                        | Strategy and Insight Manager
    Children and Adults Leadership Team                 | Children and Adults Leadership Team
    MASH and Early Help Team                            | MASH and Early Help Team
    Early Help and Youth Justice                        | Early Help and Youth Justice
    Director of Education and Head of Virtual School    | Director of Education ; Head of Virtual School
    Police, Health and Education                        | Police ; Health ; Education
    NCC with Improvement Board and ICB                  | NCC ; Improvement Board ; ICB
    HMI, the Office of the Commissioner of Care, and DfE | HMI ; Office of the Commissioner of Care ; DfE
    Khan, A.                                            | Khan, A.
    Khan, Amara                                         | Khan, Amara
    the Improvement Board                               | Improvement Board
    amara.osei@ashcombe.gov.uk, bryn@ashcombe.gov.uk    | amara.osei@ashcombe.gov.uk ; bryn@ashcombe.gov.uk
"""


@pytest.mark.parametrize("row", drawn(OWNERS), ids=lambda row: row["written"])
def test_an_owner_cell_is_split_only_between_whole_names(row: dict[str, str]) -> None:
    owners = split_owners(row["written"])

    assert list(owners.names) == [name.strip() for name in row["names"].split(";")]


def test_owners_on_lines_of_their_own_are_separate_owners() -> None:
    assert split_owners("- Amara Osei\n- Bryn Pugh").names == ("Amara Osei", "Bryn Pugh")


@pytest.mark.parametrize("written", ["TBC", "vacant", "to be confirmed", "N/A", "?", "-"])
def test_a_cell_that_names_nobody_has_no_owner_and_says_so(written: str) -> None:
    owners = split_owners(written)

    assert owners.names == ()
    assert owners.problems == (f"owner “{written}” names nobody",)


def test_an_empty_owner_cell_is_told() -> None:
    assert split_owners("").problems == ("no owner is written",)


def test_a_footnote_star_is_taken_off_an_owner_and_told() -> None:
    owners = split_owners("HMI*")

    assert owners.names == ("HMI",)
    assert "footnote mark" in owners.problems[0]


def test_a_surname_and_forename_with_a_comma_are_one_owner_put_before_a_person() -> None:
    assert split_owners("Khan, Amara").problems == (
        "owner “Khan, Amara” may be one person or two, and was kept as one",
    )


def test_an_owner_cell_as_long_as_a_paragraph_is_not_split() -> None:
    owners = split_owners("Amara Osei, " * 60)

    assert len(owners.names) == 1
    assert owners.problems == ("the owner cell is too long to be names",)


@given(st.text(max_size=60))
def test_no_letter_of_an_owner_cell_is_invented(written: str) -> None:
    owners = split_owners(written)

    assert owners.raw == written
    assert all(name.strip() == name and name for name in owners.names)
