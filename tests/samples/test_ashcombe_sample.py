"""Claims about the sample council: that its workbook is what its words make, and its story one that could happen."""

import importlib.util
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from config.council import Council, load_council
from governance.answers import AnswerGiven, faults_in
from governance.terms import DeliveryStatus
from governance.timetable import CycleDates, count_back_cycle

ASHCOMBE = Path(__file__).parents[2] / "samples" / "ashcombe"
QUARTER = (date(2027, 1, 4), date(2027, 4, 9))
DONE_AT_THE_START = {"L1", "L7", "S1", "V1", "E2"}
ROUNDS = (
    ("improvement_board", date(2027, 2, 9)),
    ("partnership_board", date(2027, 3, 24)),
    ("improvement_board", date(2027, 5, 11)),
)
Act = Mapping[str, Any]


@cache
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ashcombe_builder", ASHCOMBE / "build_workbook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def council() -> Council:
    return load_council(ASHCOMBE / "council.toml")


@cache
def acts() -> tuple[Act, ...]:
    return tuple(tomllib.loads((ASHCOMBE / "story.toml").read_text(encoding="utf-8"))["acts"])


@cache
def actions() -> Mapping[str, Act]:
    sheets = (builder().read_words(name) for name in builder().ACTION_SHEETS)
    return {action["ref"]: action for words in sheets for group in words["groups"] for action in group["actions"]}


@cache
def deputies() -> Mapping[str, str]:
    return {name: deputy for name, _, _, _, _, deputy, _, _ in builder().people_list()["rows"]}


def owners(reference: str) -> list[str]:
    written: str = actions()[reference].get("owner", "") if reference in actions() else new_owners()[reference]
    return [name.strip() for name in written.replace(" / ", " and ").split(" and ") if name]


def new_owners() -> dict[str, str]:
    limbs = [limb for act in acts() if act["does"] == "minutes" for limb in act["limbs"] if limb["kind"] == "action"]
    return dict(zip(("S21", "S22"), (limb["owner"] for limb in limbs), strict=True))


def dates_of(place: int) -> CycleDates:
    key, meeting_on = ROUNDS[place]
    board = council().board(key)
    return count_back_cycle(
        meeting_on,
        clear_days=board.clear_days,
        timings=board.timings,
        calendar=council().calendar,
        meets_at=board.meeting_time,
    )


def answers_in(place: int) -> list[Act]:
    """The answers of the first, second or third round."""
    opened_on, closed_on = dates_of(place).open_at.date(), dates_of(place).close_at.date()
    board = ROUNDS[place][0]
    return [
        act
        for act in acts()
        if act["does"] == "answer" and act["board"] == board and opened_on <= act["on"] <= closed_on
    ]


def in_time(place: int) -> list[Act]:
    return [act for act in answers_in(place) if act["on"] < dates_of(place).lock_at.date()]


def cells_of(book: Workbook) -> dict[str, list[tuple[str, str, str]]]:
    """Sheet → (cell, type, its words), a struck-out date and the one that stands told apart."""
    return {
        sheet.title: [
            (cell.coordinate, type(cell.value).__name__, repr(cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in book.worksheets
    }


def names_in(act: Act) -> Iterable[str]:
    yield act["who"]
    yield from (limb["owner"] for limb in act.get("limbs", ()) if "owner" in limb)


def test_the_workbook_is_what_its_words_make(tmp_path: Path) -> None:
    builder().build_workbook().save(tmp_path / "built.xlsx")

    built = cells_of(load_workbook(tmp_path / "built.xlsx", rich_text=True))
    committed = cells_of(load_workbook(builder().WORKBOOK, rich_text=True))

    assert committed == built


def test_every_finding_but_one_is_answered() -> None:
    findings = {str(row[0]) for row in builder().read_words("plan")["findings"]["rows"]}

    answered = {ref for action in actions().values() for ref in action["findings"].split(", ")}

    assert len(findings) == 26
    assert findings - answered == {"19"}
    assert answered <= findings


def test_every_action_but_one_has_an_owner_who_is_in_the_list_of_people() -> None:
    unowned = [reference for reference in actions() if not owners(reference)]

    assert len(actions()) == 60
    assert unowned == ["L13"]
    assert {name for reference in actions() for name in owners(reference)} <= set(deputies())
    assert len({owners(reference)[0] for reference in actions() if owners(reference)}) == 20


def test_every_deputy_and_everybody_reported_to_is_in_the_list_of_people() -> None:
    people = {row[0]: row for row in builder().people_list()["rows"]}

    named = {name for row in people.values() for name in (row[5], row[6]) if name}

    assert named <= set(people)
    assert all(row[2].endswith("@ashcombe.example") and row[3].startswith("01632 960") for row in people.values())


def test_the_story_is_told_in_order_on_working_days_of_its_quarter() -> None:
    days = [act["on"] for act in acts()]

    assert days == sorted(days)
    assert all(QUARTER[0] <= day <= QUARTER[1] and council().calendar.is_working_day(day) for day in days)


def test_the_first_round_opens_in_the_quarter_and_the_last_one_only_opens() -> None:
    assert dates_of(0).open_at.date() >= QUARTER[0]
    assert dates_of(2).open_at.date() <= QUARTER[1] < dates_of(2).lock_at.date()


def test_everybody_in_the_story_is_in_the_list_of_people() -> None:
    named = {name for act in acts() for name in names_in(act)}

    assert named <= set(deputies())


@pytest.mark.parametrize("place", range(3))
def test_an_answer_comes_from_the_person_asked_and_only_once_in_a_round(place: int) -> None:
    given = answers_in(place)

    for act in given:
        lead = owners(act["action"])[0]
        assert act["who"] in (lead, deputies()[lead]), act["action"]
    assert len({act["action"] for act in given}) == len(given)


def test_every_answer_in_the_story_is_given_in_one_of_the_three_rounds() -> None:
    given = [act for act in acts() if act["does"] == "answer"]

    assert sum(len(answers_in(place)) for place in range(3)) == len(given)
    assert 75 <= len(given) <= 95


@pytest.mark.parametrize("act", [act for act in acts() if act["does"] == "answer"], ids=lambda act: act["action"])
def test_every_answer_is_complete_by_the_rulebook(act: Act) -> None:
    due = actions().get(act["action"], {}).get("due")
    answer = AnswerGiven(
        status=DeliveryStatus(act["status"]) if "status" in act else None,
        percent=act.get("percent"),
        narrative=act.get("said", ""),
        reason=act.get("reason", ""),
        new_due_on=act.get("new_date"),
        no_change=act.get("no_change", False),
    )

    assert faults_in(answer, due_on=due if isinstance(due, date) else None, as_of=act["on"]) == ()


def test_five_owners_are_silent_in_the_first_round_and_others_in_the_second() -> None:
    asked = {owners(reference)[0] for reference in actions() if owners(reference)}
    first = asked - {act["who"] for act in answers_in(0)}
    second = asked - {owners(act["action"])[0] for act in answers_in(1)}

    assert first == {"Harpreet Sandhu", "Mairi Galbraith", "Kieran Doyle", "Leon Baptiste", "Beatriz Carvalho"}
    assert second == {"Callum Reid", "Joanna Wycherley", "Yusuf al-Hashimi", "Zainab Qureshi"}


def test_more_is_answered_in_time_in_the_second_round_than_in_the_first() -> None:
    owed_first = set(actions()) - DONE_AT_THE_START - {"L13"}
    done = {act["action"] for act in answers_in(0) if act.get("status") == "complete"}
    owed_second = owed_first - done | {"S21"}

    first, second = len(in_time(0)) / len(owed_first), len(in_time(1)) / len(owed_second)

    assert {act["action"] for act in answers_in(0)} <= owed_first
    assert {act["action"] for act in answers_in(1)} <= owed_second
    assert 0.55 <= first <= 0.70 < second
    assert len(answers_in(0)) - len(in_time(0)) == 2


def test_two_actions_report_no_change_twice_running() -> None:
    unchanged = [{act["action"] for act in answers_in(place) if act.get("no_change")} for place in range(2)]

    assert unchanged[0] & unchanged[1] == {"L6", "V5"}


def test_a_date_is_decided_only_after_it_was_asked_for() -> None:
    decided = [act for act in acts() if act["does"] in ("grant_date", "refuse_date")]

    for act in decided:
        asked = [a for a in acts() if a.get("action") == act["action"] and "new_date" in a and a["on"] <= act["on"]]
        assert len(asked) == 1, act["action"]
        assert act["reason"]
    assert {act["action"] for act in decided} == {act["action"] for act in acts() if "new_date" in act}


@pytest.mark.parametrize("act", [act for act in acts() if act["does"] == "minutes"], ids=lambda act: act["number"])
def test_minutes_are_recorded_after_the_meeting_and_each_limb_is_in_the_resolution(act: Act) -> None:
    assert (act["board"], act["meeting"]) in ROUNDS
    assert act["meeting"] < act["on"] <= act["meeting"] + timedelta(days=7)
    for limb in act["limbs"]:
        assert limb["words"].rstrip(".").removeprefix("That ") in act["words"]


def test_one_answer_holds_the_characters_that_break_software() -> None:
    said = next(act["said"] for act in acts() if act.get("action") == "V6")

    assert all(sign in said for sign in ("&", "<", "“", "”", "🙂", "ŷ", "â"))
