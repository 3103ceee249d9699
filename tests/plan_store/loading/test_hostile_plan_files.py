import dataclasses
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from drawn_sheets import draw_sheet
from hostile_files import (
    HOSTILE,
    SHEET,
    TYPES,
    repacked,
    shared_strings,
    sound_plan,
    with_shared_strings,
    with_sheet_rows,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.errors import PlanFileError
from plan_store.loading.limits import LIMITS
from plan_store.loading.plan_file import read_plan
from plan_store.loading.workbook import ROOT


def refusal(path: Path, **options: object) -> str:
    with pytest.raises(PlanFileError) as refused:
        read_plan(path, **options)  # type: ignore[arg-type]
    return str(refused.value)


def is_one_sentence_for_an_officer(words: str) -> bool:
    return (
        words[0].isupper() and words.endswith(".") and "\n" not in words and not re.search(r"Traceback|0x|/tmp", words)
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_one_clear_sentence(name: str, tmp_path: Path) -> None:
    build, expected = HOSTILE[name]
    path = tmp_path / "Plan.xlsx"
    path.write_bytes(build(tmp_path))

    sentence = refusal(path)

    assert expected in sentence
    assert is_one_sentence_for_an_officer(sentence)


def test_the_plan_hostile_files_are_made_from_is_sound(tmp_path: Path) -> None:
    assert [action.title for action in read_plan(sound_plan(tmp_path)).actions] == ["Map"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.xlsx") == "There is no file no.xlsx to load; check the name and the folder."
    assert refusal(tmp_path).startswith("There is no file")


def test_a_file_over_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    path = sound_plan(tmp_path)

    sentence = refusal(path, limits=dataclasses.replace(LIMITS, file_bytes=1_000))

    assert sentence.startswith("sound.xlsx is larger than")


def test_a_workbook_with_too_many_sheets_is_refused(tmp_path: Path) -> None:
    assert "more than 0 sheets" in refusal(sound_plan(tmp_path), limits=dataclasses.replace(LIMITS, sheets=0))


def test_the_reader_brings_nothing_of_the_project_into_its_process() -> None:
    script = "import sys, plan_store.loading.reader.contents; print(*sys.modules)"

    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True).stdout

    assert "openpyxl" in told.split()
    assert not {"prefect", "sqlmodel", "sqlalchemy", "dateparser", "plan_store.loading.plan_file"} & set(told.split())


@pytest.mark.full
def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "Slow.xlsx"
    path.write_bytes(
        repacked(
            tmp_path,
            change={
                SHEET: with_sheet_rows(
                    b"".join(
                        b'<row r="%d">' % row
                        + b"".join(b'<c r="%c%d" t="str"><v>word</v></c>' % (65 + n, row) for n in range(12))
                        + b"</row>"
                        for row in range(3, 8_000)
                    )
                )
            },
        )
    )

    by_processor = refusal(path, limits=dataclasses.replace(LIMITS, processor_seconds=1))
    by_clock = refusal(path, limits=dataclasses.replace(LIMITS, elapsed_seconds=0))

    assert "takes longer than 1 seconds to open" in by_processor
    assert is_one_sentence_for_an_officer(by_clock)


@pytest.mark.full
@pytest.mark.parametrize("memory", [20_000_000, 60_000_000, 90_000_000])
def test_a_workbook_that_needs_too_much_memory_is_refused(memory: int, tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 50_000))
    path = tmp_path / "Large.xlsx"
    path.write_bytes(repacked(tmp_path, change={SHEET: with_sheet_rows(rows)}))

    sentence = refusal(path, limits=dataclasses.replace(LIMITS, memory_bytes=memory))

    assert is_one_sentence_for_an_officer(sentence)


def test_a_hundred_thousand_empty_bordered_rows_do_no_harm(tmp_path: Path) -> None:
    rows = b"".join(
        b'<row r="%d">' % row + b"".join(b'<c r="%c%d" s="0"/>' % (65 + n, row) for n in range(16)) + b"</row>"
        for row in range(3, 100_003)
    )
    path = tmp_path / "empty-rows.xlsx"
    path.write_bytes(repacked(tmp_path, change={SHEET: with_sheet_rows(rows)}))

    plan = read_plan(path)

    assert [action.title for action in plan.actions] == ["Map"]


def test_a_sheet_merged_from_end_to_end_does_no_harm(tmp_path: Path) -> None:
    merge = b'</sheetData><mergeCells><mergeCell ref="A1:A1048576"/><mergeCell ref="C5:XFD1048576"/></mergeCells>'
    path = tmp_path / "merged.xlsx"
    path.write_bytes(repacked(tmp_path, change={SHEET: lambda part: part.replace(b"</sheetData>", merge)}))

    plan = read_plan(path)

    assert [action.title for action in plan.actions] == ["Map"]


def test_parts_that_are_not_read_can_be_broken(tmp_path: Path) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(
        repacked(
            tmp_path,
            add={
                "xl/drawings/drawing1.xml": b"<broken",
                "xl/worksheets/_rels/sheet1.xml.rels": b"<broken",
                "xl/externalLinks/externalLink1.xml": b"<broken",
                "xl/comments1.xml": b"<broken",
            },
            change={
                "xl/workbook.xml": lambda part: part.replace(
                    b"</sheets>", b'</sheets><definedNames><x y="z"/></definedNames>'
                )
            },
        )
    )

    plan = read_plan(path)

    assert [action.title for action in plan.actions] == ["Map"]
    assert any("links to other workbooks" in note for note in plan.notes)
    assert any("comments are not read" in note for note in plan.notes)


def test_formulas_are_never_worked_out_only_their_saved_result_is_read(tmp_path: Path) -> None:
    cells = (
        b'<row r="3"><c r="A3" t="inlineStr"><is><t>A2</t></is></c>'
        b'<c r="B3" t="str"><f>CONCATENATE("Vi","sit")</f><v>Visit</v></c>'
        b'<c r="C3"><f>WEBSERVICE("http://x.example")</f></c>'
        b'<c r="D3" t="e"><f>[1]Dates!A1</f><v>#REF!</v></c></row>'
    )
    path = tmp_path / "formulas.xlsx"
    path.write_bytes(repacked(tmp_path, change={SHEET: with_sheet_rows(cells)}))

    action = read_plan(path).actions[1]

    assert (action.title, action.owners, action.due.raw, action.due.due_on) == ("Visit", (), "#REF!", None)
    assert any("cell C3: holds a formula without a saved result" in problem for problem in action.problems)
    assert any("cell D3: holds the spreadsheet error #REF!" in problem for problem in action.problems)
    assert any(reading.cell == "B3" and "last saved result" in reading.how for reading in read_plan(path).readings)


def test_control_characters_are_made_visible_and_told(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Pl\u202ean"
    draw_sheet(workbook.active, "Action | Owner\nMap_x001B_[2J | Amara\u202e Osei\nVisit_xD800_ | Bryn Pugh")
    workbook.save(tmp_path / "plan.xlsx")

    plan = read_plan(tmp_path / "plan.xlsx")

    assert [action.title for action in plan.actions] == ["Map�[2J", "Visit�"]
    assert plan.actions[0].sheet == "Pl�an"
    assert any("control character" in problem for problem in plan.actions[0].problems)
    everything = repr(plan)
    assert not re.search("[\x00-\x08\x0e-\x1f\u202a-\u202e\ud800-\udfff]", everything)


def test_a_workbook_made_without_cell_places_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "bare.xlsx"
    path.write_bytes(repacked(tmp_path, change={SHEET: lambda part: re.sub(rb' r="[A-Z]+\d+"', b"", part)}))

    plan = read_plan(path)

    assert [(action.reference, action.title) for action in plan.actions] == [("A1", "Map")]


def test_strings_kept_apart_the_way_excel_does_are_read_with_what_is_struck_out(tmp_path: Path) -> None:
    struck = b"<r><rPr><strike/></rPr><t>May 2025</t></r><r><t xml:space='preserve'> June 2025</t></r>"
    strings = b"<si><t>Visit</t></si><si>" + struck + b"</si>"
    row = b'<row r="3"><c r="B3" t="s"><v>0</v></c><c r="D3" t="s"><v>1</v></c></row>'
    path = tmp_path / "excel.xlsx"
    path.write_bytes(
        repacked(
            tmp_path,
            change={
                TYPES: with_shared_strings,
                SHEET: with_sheet_rows(row),
                "xl/_rels/workbook.xml.rels": lambda part: part.replace(b'"/xl/worksheets', b'"worksheets'),
            },
            add={"xl/sharedStrings.xml": shared_strings(strings)},
        )
    )

    action = read_plan(path).actions[1]

    assert (action.title, action.due.raw) == ("Visit", "May 2025 June 2025")
    assert action.due.due_on == date(2025, 6, 30)
    assert [old.due_on for old in action.due.moved_from] == [date(2025, 5, 31)]


def test_a_workbook_with_prefixed_names_and_absolute_targets_is_read(tmp_path: Path) -> None:
    def prefix(part: bytes) -> bytes:
        part = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", part)
        return part.replace(
            b'xmlns="http://schemas.openxmlformats.org/spreadsheetml',
            b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml',
        )

    path = tmp_path / "prefixed.xlsx"
    path.write_bytes(repacked(tmp_path, change={SHEET: prefix}))

    plan = read_plan(path)

    assert [action.title for action in plan.actions] == ["Map"]


@pytest.mark.full
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
def test_a_workbook_changed_at_random_is_read_or_refused_in_one_sentence(chance, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    with zipfile.ZipFile(sound_plan(tmp_path)) as sound:
        parts = {name: bytearray(sound.read(name)) for name in sound.namelist()}
    name = chance.choice(sorted(parts))
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(parts[name]))
        parts[name][place : place + chance.randint(0, 3)] = bytes(
            chance.choices(b'<>"/&=0919AZrsct \x00\xff', k=chance.randint(0, 4))
        )
    path = tmp_path / "Changed.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, bytes(content))

    try:
        outcome = read_plan(path).digest
    except PlanFileError as refused:
        outcome = str(refused)

    assert re.fullmatch("[0-9a-f]{64}", outcome) or is_one_sentence_for_an_officer(outcome)
