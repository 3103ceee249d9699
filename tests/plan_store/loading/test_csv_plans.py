from pathlib import Path

import pytest

from governance.errors import PlanFileError
from plan_store.loading.plan_file import PlanFile, read_plan

ROWS = "Ref,Action,Owner,Due\nA1,Trên y gofalwyr – cost £5,Siân Pugh,May 2025\n"


def a_csv(tmp_path: Path, content: bytes | str, name: str = "plan.csv") -> PlanFile:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_plan(path)


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 (without its mark)"),
        ("cp1252", "Windows Western European (cp1252)"),
    ],
)
def test_a_csv_in_any_usual_encoding_is_read_and_the_encoding_told(codec: str, told: str, tmp_path: Path) -> None:
    plan = a_csv(tmp_path, ROWS.encode(codec))

    assert [(action.reference, action.title) for action in plan.actions] == [("A1", "Trên y gofalwyr – cost £5")]
    assert plan.actions[0].owners == ("Siân Pugh",)
    assert plan.notes[0] == f"plan.csv was read as {told}, separated by comma."


@pytest.mark.parametrize(("separator", "told"), [(";", "semicolon"), ("\t", "tab"), ("|", "upright bar")])
def test_other_separators_are_found_and_told(separator: str, told: str, tmp_path: Path) -> None:
    plan = a_csv(tmp_path, ROWS.replace(",", separator))

    assert plan.actions[0].title == "Trên y gofalwyr – cost £5"
    assert told in plan.notes[0]


def test_a_csv_keeps_quoted_commas_and_new_lines(tmp_path: Path) -> None:
    plan = a_csv(tmp_path, 'Ref,Action,Owner\nA1,"Map, and\npublish","Amara Osei\nBryn Pugh"\n')

    assert plan.actions[0].title == "Map, and\npublish"
    assert plan.actions[0].owners == ("Amara Osei", "Bryn Pugh")
    assert plan.sheets[0].name == "plan"


def test_rows_of_different_lengths_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    plan = a_csv(tmp_path, "Ref,Action,Owner\nA1,Map\nA2,Visit,Bryn Pugh,more,words\n")

    assert [action.owners for action in plan.actions] == [(), ("Bryn Pugh",)]
    assert plan.actions[1].extra == {"column D": "more", "column E": "words"}


def test_nul_and_escape_characters_are_made_visible_and_told(tmp_path: Path) -> None:
    plan = a_csv(tmp_path, b"Ref,Action,Owner\nA1,Ma\x00p \x1b[2J,Amara Osei\n")

    assert plan.actions[0].title == "Ma�p �[2J"
    assert any("2 invisible control characters" in problem for problem in plan.actions[0].problems)


def test_a_formula_in_a_csv_is_only_words(tmp_path: Path) -> None:
    plan = a_csv(tmp_path, 'Ref,Action,Owner\nA1,"=HYPERLINK(""http://x.example"")",Amara Osei\n')

    assert plan.actions[0].title == '=HYPERLINK("http://x.example")'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b'Ref,Action,Owner\nA1,Map,Amara\nA2,"Visit,Bryn\nA3,Train,Amara\n',
            "Line 3 of plan.csv has a quotation mark",
        ),
        (b'Ref,Action\nA1,"Map" and more,x\n', "Line 2 of plan.csv has a quotation mark"),
        (b"Ref,Action,Owner\nA1,\x81\x8d,x\n", "in no encoding that could be read"),
        (b"Ref,Action,Owner\nA1," + b"x" * 40_000 + b",y\n", "Sheet “plan”, row 2: there are more than 32,767 letters"),
        (b"Ref,Action,Owner\nA1," + b"x" * 140_000 + b",y\n", "Line 2 of plan.csv"),
        (b"Ref,Action,Owner\n" + b"," * 300 + b"x\n", "beyond row 50,000 or column 256"),
        (b"Ref,Action,Owner\n" + b"a,b,c,d,e\n" * 25_000, "plan.csv has more than"),
        (b"\n\n\n", "No plan was found in plan.csv"),
        (b"just some words", "No plan was found in plan.csv"),
    ],
    ids=["open quote", "stray quote", "no encoding", "long cell", "very long cell", "wide", "long", "blank", "words"],
)
def test_a_broken_csv_ends_in_one_sentence(content: bytes, expected: str, tmp_path: Path) -> None:
    with pytest.raises(PlanFileError) as refused:
        a_csv(tmp_path, content)

    assert expected in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_workbook_called_csv_is_read_as_the_workbook_it_is(tmp_path: Path) -> None:
    from hostile_files import sound_plan

    plan = a_csv(tmp_path, sound_plan(tmp_path).read_bytes())

    assert plan.actions[0].title == "Map"
