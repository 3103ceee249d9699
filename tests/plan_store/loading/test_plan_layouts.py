"""The shapes council plans come in: titles, areas, merged cells, totals, keys and notes."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from drawn_sheets import a_plan, a_workbook, draw_sheet
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from governance.errors import PlanFileError
from governance.terms import DeliveryStatus, Precision
from plan_store.loading.dues import DueKind
from plan_store.loading.headings import Kind
from plan_store.loading.plan_file import PlanFile, read_plan


def titles(plan: PlanFile) -> list[str]:
    return [action.title for action in plan.actions]


def areas(plan: PlanFile) -> list[str]:
    return [action.area for action in plan.actions]


def skipped(plan: PlanFile) -> dict[str, str]:
    return {skip.words: skip.why for skip in plan.skipped}


def test_headings_are_found_below_the_title_of_the_plan(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Ashcombe improvement plan | > | >
        Version 17
        ----
        Ref | Action          | Lead officer
        1.1 | Publish the map | Amara Osei
        """,
    )

    assert titles(plan) == ["Publish the map"]
    assert plan.actions[0].reference == "1.1"
    assert skipped(plan) == {"Ashcombe improvement plan": "above the headings", "Version 17": "above the headings"}


def test_merged_headings_across_the_table_are_areas(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action             | Owner      | Due
        Fostering          | >          | >
        Publish the map    | Amara Osei | June 2025
        Train the carers   | Amara Osei | July 2025
        Attendance         | >          | >
        Visit every school | Bryn Pugh  | May 2025
        """,
    )

    assert areas(plan) == ["Fostering", "Fostering", "Attendance"]
    assert plan.skipped == ()


def test_headings_repeated_in_every_area_make_no_actions(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Fostering          | >          | >
        Action             | Owner      | Due
        Publish the map    | Amara Osei | June 2025
        Attendance         | >          | >
        Action             | When?      | Who?
        Visit every school | May 2025   | Bryn Pugh
        """,
    )

    assert list(zip(areas(plan), titles(plan), strict=True)) == [
        ("Fostering", "Publish the map"),
        ("Attendance", "Visit every school"),
    ]
    assert [action.owners for action in plan.actions] == [("Amara Osei",), ("Bryn Pugh",)]
    assert plan.actions[1].due.due_on == date(2025, 5, 31)


def test_numbered_headings_above_numbered_actions_are_areas(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        No  | What?           | Who?
        1   | Fostering
        1.1 | Publish the map | Amara Osei
        2   | Attendance
        2.1 | Visit schools   | Bryn Pugh
        """,
    )

    assert areas(plan) == ["1 Fostering", "2 Attendance"]
    assert titles(plan) == ["Publish the map", "Visit schools"]


def test_cells_merged_downwards_hold_for_every_row_they_cover(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Theme      | Action           | Owner      | Due
        Fostering  | Publish the map  | Amara Osei | June 2025
        ^          | Train the carers | ^          | July 2025
        Attendance | Visit schools    | Bryn Pugh  | May 2025
        """,
    )

    assert areas(plan) == ["Fostering", "Fostering", "Attendance"]
    assert [action.owners for action in plan.actions] == [("Amara Osei",), ("Amara Osei",), ("Bryn Pugh",)]
    assert any("merged over C2:C3" in reading.how for reading in plan.readings if reading.field == "owner")


def test_an_area_written_once_holds_until_the_next_one(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Workstream | Action           | Owner
        Fostering  | Publish the map  | Amara Osei
                   | Train the carers | Amara Osei
        Attendance | Visit schools    | Bryn Pugh
        """,
    )

    assert areas(plan) == ["Fostering", "Fostering", "Attendance"]


def test_an_owner_written_once_does_not_hold_for_the_row_below(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action           | Owner      | Due
        Publish the map  | Amara Osei | June 2025
        Train the carers |            | July 2025
        """,
    )

    assert plan.actions[1].owners == ()
    assert plan.actions[1].problems == ("Sheet “Plan”, row 3: no owner is written.",)


def test_an_action_merged_over_several_rows_is_one_action(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action          | Owner      | Due       | Success measures
        Publish the map | Amara Osei | June 2025 | Map is online
        ^               |            |           | Carers say it helps
        Visit schools   | Bryn Pugh  | May 2025  | All visited
        """,
    )

    assert titles(plan) == ["Publish the map", "Visit schools"]
    assert plan.actions[0].measure == "Map is online\nCarers say it helps"


def test_a_reference_merged_over_several_actions_belongs_to_the_first(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Ref | Action           | Owner
        1   | Publish the map  | Amara Osei
        ^   | Train the carers | Amara Osei
        """,
    )

    assert [action.reference for action in plan.actions] == ["1", None]
    assert any("merged reference “1”" in problem for problem in plan.actions[1].problems)


def test_totals_keys_and_notes_are_no_actions_and_are_listed(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action          | Owner      | RAG
        Publish the map | Amara Osei | Green
        Total           | #1
        ----
        Key:
        R               | Off track
        G               | On track
        ----
        Source: the board, in May | > | >
        Note: owners change in May
        """,
    )

    assert titles(plan) == ["Publish the map"]
    assert skipped(plan) == {
        "Total | 1": "a row of totals",
        "Key:": "the key to the colours",
        "R | Off track": "the key to the colours",
        "G | On track": "the key to the colours",
        "Source: the board, in May": "a note",
        "Note: owners change in May": "a note",
    }


def test_words_below_the_last_action_are_listed_and_make_no_area(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action          | Owner
        Publish the map | Amara Osei
        Agreed by the leadership team | >
        """,
    )

    assert areas(plan) == [""]
    assert skipped(plan) == {"Agreed by the leadership team": "a heading with no rows under it"}


def test_a_row_without_an_action_is_listed_with_its_words(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Ref | Action          | Owner      | Progress
        1   | Publish the map | Amara Osei | Begun
            |                 | Bryn Pugh  | and half done
        """,
    )

    assert titles(plan) == ["Publish the map"]
    assert skipped(plan) == {"Bryn Pugh | and half done": "nothing stands in the column “Action”"}


def test_an_action_with_nothing_beside_it_is_still_an_action(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action           | Owner      | Due
        Publish the map  | Amara Osei | June 2025
        Train the carers
        """,
    )

    assert titles(plan) == ["Publish the map", "Train the carers"]
    assert plan.actions[1].problems == (
        "Sheet “Plan”, row 3: no owner is written.",
        "Sheet “Plan”, row 3: no due date is written.",
    )


def test_every_row_with_words_is_read_or_listed(tmp_path: Path) -> None:
    drawing = """
        Ashcombe improvement plan
        Ref | Action          | Owner
        *Fostering
        1   | Publish the map | Amara Osei
        Total | #1
            |                 | Bryn Pugh
        2   | Visit schools   | Bryn Pugh
        """
    plan = a_plan(tmp_path, drawing)

    told = {action.row for action in plan.actions} | {skip.row for skip in plan.skipped}
    told |= {column.row for column in plan.mapping} | {3}
    assert told == set(range(1, 8))
    assert plan.actions[0].area == "Fostering"


def test_a_struck_out_date_is_history_and_the_one_beside_it_is_due(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action          | Owner      | Due
        Publish the map | Amara Osei | ~June 2025~ Dec 2025*
        Visit schools   | Bryn Pugh  | ~May 2025~ once funding is agreed
        Train carers    | Amara Osei | ~May 2025~
        """,
    )

    moved, waiting, struck = (action.due for action in plan.actions)
    assert (moved.raw, moved.due_on, moved.precision) == ("June 2025 Dec 2025*", date(2025, 12, 31), Precision.MONTH)
    assert [(old.raw, old.due_on) for old in moved.moved_from] == [("June 2025", date(2025, 6, 30))]
    assert (waiting.due_on, waiting.kind) == (None, DueKind.DEPENDENCY)
    assert waiting.moved_from[0].due_on == date(2025, 5, 31)
    assert struck.due_on is None
    assert "struck out" in plan.actions[2].problems[0]


def test_an_owner_who_is_struck_out_no_longer_owns(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Action | Owner\nPublish the map | ~Amara Osei~ Bryn Pugh")

    assert plan.actions[0].owners == ("Bryn Pugh",)
    assert plan.actions[0].owner_raw == "Amara Osei Bryn Pugh"
    assert any("struck out: “Amara Osei”" in reading.how for reading in plan.readings)


def test_an_action_struck_out_altogether_is_kept_and_put_before_a_person(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Action | Owner\n~Publish the map~ | Amara Osei")

    assert titles(plan) == ["Publish the map"]
    assert any("the action is struck out" in problem for problem in plan.actions[0].problems)


def test_a_revised_date_is_due_and_the_date_before_it_is_history(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action          | Owner      | Target date | Revised date
        Publish the map | Amara Osei | June 2025   | Dec 2025
        Visit schools   | Bryn Pugh  | May 2025    |
        """,
    )

    first, second = plan.actions
    assert first.due.due_on == date(2025, 12, 31)
    assert [old.due_on for old in first.due.moved_from] == [date(2025, 6, 30)]
    assert first.baseline is not None
    assert first.baseline.due_on == date(2025, 6, 30)
    assert (second.due.due_on, second.due.moved_from, second.baseline) == (date(2025, 5, 31), (), None)


def test_a_reference_used_twice_is_told_with_both_rows(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path, "Ref | Action | Owner\nA1 | Map | Amara Osei\nA2 | Visit | Bryn Pugh\na1 | Train | Amara Osei"
    )

    sentence = "Reference A1 stands 2 times: sheet “Plan” row 2 and sheet “Plan” row 4; give each its own."
    assert [sentence in action.problems for action in plan.actions] == [True, False, True]
    assert plan.problems.count(sentence) == 1


def test_a_rating_sharpens_a_status_that_only_says_in_progress(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Action          | Owner      | Status      | RAG
        Publish the map | Amara Osei | In progress | Red
        Visit schools   | Bryn Pugh  | Complete    | Red
        Train carers    | Amara Osei | Not started | Amber
        """,
    )

    assert [action.status.value for action in plan.actions] == [
        DeliveryStatus.OFF_TRACK,
        DeliveryStatus.COMPLETE,
        DeliveryStatus.NOT_STARTED,
    ]
    assert plan.actions[0].status.raw == "In progress / Red"
    assert "does not go with" in plan.actions[1].problems[-1]


def test_several_progress_columns_are_kept_under_their_headings(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Action | Owner | Outcome Q1 | Outcome Q2\nMap | Amara Osei | Begun | Half done")

    assert plan.actions[0].progress == "Outcome Q1: Begun\nOutcome Q2: Half done"


def test_a_column_nobody_recognises_is_kept_word_for_word_and_listed(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Action | Owner | Weather\nMap | Amara Osei | rain*  later")

    assert plan.actions[0].extra == {"Weather": "rain*  later"}
    assert [(column.heading, column.field) for column in plan.mapping][2] == ("Weather", None)


def test_words_in_a_column_without_a_heading_are_kept(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Action | Owner\nMap | Amara Osei | ask Bryn")

    assert plan.actions[0].extra == {"column C": "ask Bryn"}


def test_a_mapping_the_officer_confirms_wins(tmp_path: Path) -> None:
    drawing = "Ref | Weather | Owner | When?\nA1 | Publish the map | Amara Osei | May 2025"

    plan = a_plan(tmp_path, drawing, mapping={"weather": "title", "When?": ""})

    assert titles(plan) == ["Publish the map"]
    assert plan.actions[0].due.kind is DueKind.EMPTY
    assert plan.actions[0].extra == {"When?": "May 2025"}
    assert {column.how for column in plan.mapping if column.heading == "Weather"} == {"confirmed by the officer"}


def test_a_mapping_to_a_field_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match="reads “Weather” as “sunshine”, which is no field"):
        a_plan(tmp_path, "Action | Owner\nMap | Amara", mapping={"Weather": "sunshine"})


def test_a_sheet_without_headings_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(PlanFileError, match=r"No plan was found in plan\.xlsx .*no row of headings was recognised"):
        a_plan(tmp_path, "Publish the map | Amara Osei | May 2025\nVisit schools | Bryn Pugh | June 2025")


def test_headings_without_an_action_among_them_are_shown_to_be_confirmed(tmp_path: Path) -> None:
    drawing = "Ref | Finding | Owner | Due | Status\nF1 | Visits are late | Bryn Pugh | May 2025 | Green"

    with pytest.raises(
        PlanFileError, match=r"row 1 may be the headings, “Ref”, “Finding”, .* none of them names the action"
    ):
        a_plan(tmp_path, drawing)

    assert titles(a_plan(tmp_path, drawing, mapping={"Finding": "title"})) == ["Visits are late"]


def test_a_sheet_for_each_workstream_gives_its_name_to_the_area(tmp_path: Path) -> None:
    file = a_workbook(
        tmp_path / "plan.xlsx",
        {"Fostering": "Action | Owner\nMap | Amara Osei", "Attendance": "Action | Owner\nVisit | Bryn Pugh"},
    )

    assert areas(read_plan(file)) == ["Fostering", "Attendance"]


def test_a_priority_column_of_themes_is_the_area_and_one_of_levels_is_not(tmp_path: Path) -> None:
    themes = a_plan(tmp_path, "Priority | Action | Owner\nFostering | Map | Amara Osei")
    levels = a_plan(tmp_path, "Priority | Action | Owner\nHigh | Map | Amara Osei\nLow | Visit | Bryn Pugh")

    assert (themes.actions[0].area, themes.actions[0].priority) == ("Fostering", "")
    assert (levels.actions[0].area, levels.actions[0].priority) == ("", "High")


def test_an_action_column_of_numbers_is_the_reference(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Action | Description | Owner\nA1 | Map | Amara Osei\nA2 | Visit | Bryn Pugh")

    assert [(action.reference, action.title) for action in plan.actions] == [("A1", "Map"), ("A2", "Visit")]


def test_finding_references_are_split_and_sentences_are_not(tmp_path: Path) -> None:
    plan = a_plan(
        tmp_path,
        """
        Recommendation              | Action | Owner
        R1, R3 and R7               | Map    | Amara Osei
        Visits, and plans, are late | Visit  | Bryn Pugh
        """,
    )

    assert [action.findings for action in plan.actions] == [("R1", "R3", "R7"), ("Visits, and plans, are late",)]


def test_hidden_sheets_are_left_and_hidden_rows_are_read_and_both_are_told(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    draw_sheet(workbook.active, "Action | Owner\nMap | Amara Osei\nVisit | Bryn Pugh")
    workbook.active.row_dimensions[3].hidden = True
    old = workbook.create_sheet("Old")
    draw_sheet(old, "Action | Owner\nOld map | Amara Osei")
    old.sheet_state = "hidden"
    workbook.save(tmp_path / "plan.xlsx")

    plan = read_plan(tmp_path / "plan.xlsx")

    assert titles(plan) == ["Map", "Visit"]
    assert [(sheet.name, sheet.kinds) for sheet in plan.sheets] == [("Sheet", (Kind.ACTIONS,)), ("Old", ())]
    assert "hidden" in plan.sheets[1].why
    assert plan.notes == ("1 hidden row was read like the others on sheet “Sheet”.",)


def test_dates_numbers_and_percentages_come_out_as_the_officer_sees_them(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Ref", "Action", "Owner", "Due", "% complete"])
    sheet.append([1.1, "Map", "Amara Osei", date(2025, 6, 30), 0.75])
    sheet.append([1.1, "Visit", "Bryn Pugh", date(2025, 9, 1), 40])
    sheet.append([2, "Train", "Bryn Pugh", 45838, 0.5])
    sheet["A3"].number_format = "0.00"
    sheet["D2"].number_format = "dd/mm/yyyy"
    sheet["D3"].number_format = "mmm-yy"
    sheet["E2"].number_format = "0%"
    workbook.save(tmp_path / "plan.xlsx")

    first, second, third = read_plan(tmp_path / "plan.xlsx").actions

    assert [action.reference for action in (first, second, third)] == ["1.1", "1.10", "2"]
    assert (first.due.raw, first.due.due_on, first.due.precision) == ("30/06/2025", date(2025, 6, 30), Precision.DAY)
    assert (second.due.raw, second.due.due_on, second.due.precision) == ("Sep-25", date(2025, 9, 30), Precision.MONTH)
    assert (third.due.raw, third.due.due_on) == ("45838", date(2025, 6, 30))
    assert (first.percent_complete, second.percent_complete, third.percent_complete) == (75, 40, None)
    assert "“0.5” could not be read as a percentage" in third.problems[0]


def test_a_day_number_in_a_workbook_that_counts_from_1904_is_read_by_that_count(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active.append(["Action", "Owner", "Due"])
    workbook.active.append(["Map", "Amara Osei", 44376])
    workbook.save(tmp_path / "plan.xlsx")

    (action,) = read_plan(tmp_path / "plan.xlsx").actions

    assert action.due.due_on == date(2025, 6, 30)
    assert action.due.raw == "44376"


def test_a_reference_excel_turned_into_a_date_is_told(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Ref", "Action", "Owner"])
    workbook.active.append([date(2025, 2, 1), "Map", "Amara Osei"])
    workbook.save(tmp_path / "plan.xlsx")

    (action,) = read_plan(tmp_path / "plan.xlsx").actions

    assert action.reference is None
    assert any("turned into the date" in problem for problem in action.problems)


def test_the_colour_of_an_empty_status_is_a_hint_only(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    draw_sheet(workbook.active, "Action | Owner | RAG\nMap | Amara Osei")
    workbook.active["C2"].fill = PatternFill("solid", fgColor="FFFF0000")
    workbook.save(tmp_path / "plan.xlsx")

    (action,) = read_plan(tmp_path / "plan.xlsx").actions

    assert action.status.value is None
    assert any("the status is a red cell without words" in problem for problem in action.problems)


def test_markup_is_taken_off_the_value_and_kept_in_the_reading(tmp_path: Path) -> None:
    written = "Post to [the portal](https://portal.example/x)&#42; <br> weekly[^2]"
    plan = a_plan(tmp_path, f"Action | Owner\n{written} | Amara Osei")

    assert titles(plan) == ["Post to the portal (https://portal.example/x)\nweekly"]
    (reading,) = (reading for reading in plan.readings if reading.field == "title")
    assert reading.raw == written
    assert (reading.sheet, reading.cell) == ("Plan", "A2")


def test_a_row_prints_with_exactly_the_promised_keys(tmp_path: Path) -> None:
    plan = a_plan(tmp_path, "Ref | Action | Owner | Due | RAG\nA1 | Map | Amara Osei | TBC | Amber")

    assert plan.actions[0].to_json() == {
        "sheet": "Plan",
        "row": 2,
        "reference": "A1",
        "area": "",
        "title": "Map",
        "owners": ["Amara Osei"],
        "due": {"raw": "TBC", "date": None, "precision": "none"},
        "status": {"raw": "Amber", "value": "at_risk"},
        "problems": ["Sheet “Plan”, cell D2: “TBC” is still to be confirmed; no date was read."],
    }
