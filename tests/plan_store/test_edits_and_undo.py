"""Edits by hand at the store: what was there before is kept, and put back where nobody changed it since."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from stores import a_board, a_cycle, a_plan_file, a_town, all_of, an_action, load

from governance.errors import RecordError
from governance.terms import Stage
from plan_store import cycles, dates, dates_by_hand, edits, leaving, meetings, papers, people, plan_view, plans
from plan_store.database import Engine, Session, transaction
from plan_store.edits import ChangedSince
from plan_store.field_texts import read_text
from plan_store.position import position_of
from plan_store.tables import AuditEntry, DateChange, Meeting, Paper, UpdateRequest

AT = datetime(2026, 2, 10, 15, 30, tzinfo=UTC)
LATER = AT + timedelta(days=1)


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    with transaction(store) as session:
        yield session


def test_an_edit_keeps_every_field_as_it_was_before(session: Session) -> None:
    town = a_town(session)
    action = an_action(session, "S1")
    was = action.title

    group = edits.edit(session, action, {"title": "Visit", "sro_id": town.dev.id, "notes": ""}, by="P-003", at=AT)

    (edit,) = edits.history(session, "action", action.id or 0)
    assert edit.group == group
    kept = {change.field: (change.before, change.after) for change in edit.changes}
    assert kept == {"title": (was, "Visit"), "sro_id": (None, str(town.dev.id))}
    assert (edit.by, edit.at) == ("P-003", AT)


def test_an_edit_that_changes_nothing_leaves_no_trace(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")

    assert edits.edit(session, action, {"title": action.title, "sro_id": ""}, by="P-003", at=AT) is None
    assert edits.history(session, "action", action.id or 0) == []


def test_the_audit_row_of_an_edit_names_fields_and_no_words(session: Session) -> None:
    a_town(session)
    edits.edit(session, an_action(session, "S1"), {"title": "A secret title"}, by="P-003", at=AT)

    entry = all_of(session, AuditEntry)[-1]
    assert (entry.verb, entry.subject, entry.detail) == ("action edited", "S1", {"fields": ["title"]})


def test_an_undone_edit_can_be_done_again_by_undoing_the_undoing(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    was = action.title
    group = edits.edit(session, action, {"title": "Visit"}, by="P-003", at=AT)

    undoing = edits.undo(session, group or "", by="P-003", at=LATER)
    put_back = action.title
    edits.undo(session, undoing, by="P-003", at=LATER)

    assert put_back == was
    assert action.title == "Visit"
    assert [edit.undone_at is None for edit in edits.history(session, "action", action.id or 0)] == [True, False, False]


def test_an_edit_is_not_undone_twice(session: Session) -> None:
    a_town(session)
    group = edits.edit(session, an_action(session, "S1"), {"title": "Visit"}, by="P-003", at=AT)
    edits.undo(session, group or "", by="P-003", at=LATER)

    with pytest.raises(ChangedSince, match="undone already"):
        edits.undo(session, group or "", by="P-003", at=LATER)


def test_an_edit_that_somebody_changed_since_is_not_undone_and_says_who(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    group = edits.edit(session, action, {"title": "Visit", "notes": "Weekly"}, by="P-003", at=AT)
    edits.edit(session, action, {"title": "Visit daily"}, by="P-004", at=LATER)
    dev = people.require(session, "P-004")

    with pytest.raises(ChangedSince, match=f"“Title” has been changed since, by {dev.name} on 11 February 2026"):
        edits.undo(session, group or "", by="P-003", at=LATER)
    assert (action.title, action.notes) == ("Visit daily", "Weekly")


def test_owners_are_edited_in_their_order_and_put_back_in_it(session: Session) -> None:
    town = a_town(session)
    action = an_action(session, "S1")
    was = read_text(session, action, "owners")
    wanted = f"{town.dev.reference}, {town.amara.reference}"

    group = edits.edit(session, action, {"owners": wanted}, by="P-003", at=AT)
    now = read_text(session, action, "owners")
    edits.undo(session, group or "", by="P-003", at=LATER)

    assert now == wanted
    assert read_text(session, action, "owners") == was


def test_an_owner_nobody_knows_is_refused_and_the_owners_stay(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    was = read_text(session, action, "owners")

    with pytest.raises(RecordError, match="P-999"):
        edits.edit(session, action, {"owners": "P-999"}, by="P-003", at=AT)
    assert read_text(session, action, "owners") == was


def test_a_seat_taken_away_comes_back_with_its_office(session: Session) -> None:
    town, board = a_town(session), a_board(session)
    people.set_seat(session, town.dev, board, "Chair", by="P-003", at=AT)

    group = people.unseat(session, town.dev, board, by="P-003", at=AT)
    gone = plan_view.offices(session, board).get(town.dev.id or 0)
    edits.undo(session, group or "", by="P-003", at=LATER)

    assert gone is None
    assert plan_view.offices(session, board)[town.dev.id or 0] == "Chair"


def test_the_last_who_can_look_after_roles_can_not_be_taken_away(session: Session) -> None:
    town = a_town(session)

    with pytest.raises(RecordError, match="nobody could look after people"):
        people.set_roles(session, town.carys, [], by="P-003", at=AT)


def test_a_date_moved_by_hand_is_a_move_and_keeps_the_first_date(session: Session) -> None:
    a_town(session)
    cycle, action = a_cycle(session, Stage.COLLECTING), an_action(session, "S1")
    first, was = action.first_due_on, action.due_on

    dates_by_hand.move(
        session, action, date(2026, 12, 1), decided_by="The Board", reason="Two posts.", by="P-003", at=AT
    )

    line = position_of(session, cycle, at=LATER, as_of=LATER.date()).line("S1")
    assert (line.first_due_on, line.due_on) == (first, date(2026, 12, 1))
    (move,) = line.moves
    assert (move.from_on, move.to_on, move.granted_by, move.reason) == (
        was,
        date(2026, 12, 1),
        "The Board",
        "Two posts.",
    )


def test_a_move_taken_back_before_a_paper_leaves_no_move_behind(session: Session) -> None:
    a_town(session)
    cycle, action = a_cycle(session, Stage.COLLECTING), an_action(session, "S1")
    was = (action.due_on, action.due_words, action.due_precision)
    group = dates_by_hand.move(
        session, action, date(2026, 12, 1), decided_by="The Board", reason="Two posts.", by="P-003", at=AT
    )

    edits.undo(session, group or "", by="P-003", at=AT)

    assert (action.due_on, action.due_words, action.due_precision) == was
    assert position_of(session, cycle, at=LATER, as_of=LATER.date()).line("S1").moves == ()
    assert [change.state for change in all_of(session, DateChange)] == ["taken_back"]


def test_a_move_that_a_board_may_have_read_is_not_taken_back(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    group = dates_by_hand.move(
        session, action, date(2026, 12, 1), decided_by="The Board", reason="Two posts.", by="P-003", at=AT
    )
    _published(session, "S1", "2026-12-01")

    with pytest.raises(RecordError, match="A paper has been published since"):
        edits.undo(session, group or "", by="P-003", at=LATER)
    assert action.due_on == date(2026, 12, 1)


def test_a_request_that_waits_is_settled_by_a_move_and_waits_again_when_that_is_undone(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    dates.ask(session, action, None, date(2026, 11, 1), "Vacancies.", by="P-001", at=AT)

    group = dates_by_hand.move(
        session, action, date(2026, 12, 1), decided_by="The Board", reason="Two posts.", by="P-003", at=AT
    )
    while_moved = dates.waiting(session)
    edits.undo(session, group or "", by="P-003", at=AT)

    assert while_moved == []
    assert [change.to_on for change, _ in dates.waiting(session)] == [date(2026, 11, 1)]


def test_a_corrected_date_corrects_the_first_date_with_it_and_is_no_move(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    assert action.first_due_on == action.due_on

    dates_by_hand.correct(session, action, date(2026, 1, 5), reason="The plan says January.", by="P-003", at=AT)

    assert (action.first_due_on, action.due_on) == (date(2026, 1, 5), date(2026, 1, 5))
    assert all_of(session, DateChange) == []


def test_a_date_that_a_board_has_read_can_not_be_corrected_to_a_later_one(session: Session) -> None:
    a_town(session)
    action = an_action(session, "S1")
    was = action.due_on
    assert was is not None
    _published(session, "S1", was.isoformat())

    with pytest.raises(RecordError, match="Move the date"):
        dates_by_hand.correct(session, action, was + timedelta(days=90), reason="A slip.", by="P-003", at=AT)
    assert action.due_on == was


def test_an_action_taken_out_is_asked_about_no_more_and_can_be_put_back(session: Session) -> None:
    a_town(session)
    cycle, action = a_cycle(session, Stage.COLLECTING), an_action(session, "S1")

    group = plans.take_out(session, action, AT.date(), why="Merged.", decided_by="The Board", by="P-003", at=AT)
    references = [line.reference for line in position_of(session, cycle, at=LATER, as_of=LATER.date()).lines]
    edits.undo(session, group or "", by="P-003", at=LATER)

    assert "S1" not in references
    assert position_of(session, cycle, at=LATER, as_of=LATER.date()).line("S1").title == action.title


def test_what_somebody_owned_passes_on_when_they_leave_and_comes_back_when_that_is_undone(session: Session) -> None:
    town = a_town(session)
    a_cycle(session, Stage.COLLECTING)
    action = an_action(session, "S1")

    def held() -> tuple[str | None, int]:
        asked = next(row for row in all_of(session, UpdateRequest) if row.action_id == action.id)
        return read_text(session, action, "owners"), asked.person_id

    was = held()
    group = leaving.leave(session, town.amara, AT.date(), town.bryn, by="P-003", at=AT)
    passed = held()
    edits.undo(session, group or "", by="P-003", at=LATER)

    assert was == (town.amara.reference, town.amara.id)
    assert passed == (town.bryn.reference, town.bryn.id)
    assert held() == was
    assert town.amara.left_on is None


def test_somebody_who_has_left_takes_nothing_over(session: Session) -> None:
    town = a_town(session)
    people.mark_left(session, town.bryn, AT.date(), by="P-003", at=AT)

    with pytest.raises(RecordError, match="has left too"):
        leaving.leave(session, town.amara, AT.date(), town.bryn, by="P-003", at=AT)


def test_an_edit_of_the_desk_is_not_overwritten_by_loading_the_same_file_again(session: Session) -> None:
    a_town(session, "ref | action | owner\nS1 | Visit each month | Amara")
    action = an_action(session, "S1")
    edits.edit(session, action, {"title": "Visit each week"}, by="P-003", at=AT)

    load(session, a_plan_file("ref | action | owner\nS1 | Visit each month | Amara"), at=LATER)

    assert an_action(session, "S1").title == "Visit each week"


def test_a_meeting_moves_with_its_cycle_and_leaves_its_old_day_behind_as_moved(session: Session) -> None:
    a_town(session)
    cycle = a_cycle(session, Stage.PLANNED)
    meeting = cycles.meeting_of(session, cycle)

    there = meetings.move(session, meeting, datetime(2026, 3, 24, 16), why="No room.", by="P-003", at=AT)

    assert cycles.meeting_of(session, cycle) is there
    assert [(row.held_on.day, row.state) for row in all_of(session, Meeting)] == [(10, "moved"), (24, "called")]


def test_a_meeting_moved_back_takes_place_on_its_first_day_again(session: Session) -> None:
    a_town(session)
    cycle = a_cycle(session, Stage.PLANNED)
    meeting = cycles.meeting_of(session, cycle)
    there = meetings.move(session, meeting, datetime(2026, 3, 24, 16), why="No room.", by="P-003", at=AT)

    back = meetings.move(session, there, datetime(2026, 3, 10, 16), why="A room.", by="P-003", at=LATER)

    assert back is meeting
    assert [(row.held_on.day, row.state) for row in all_of(session, Meeting)] == [(10, "called"), (24, "moved")]


def test_a_meeting_is_not_cancelled_while_a_cycle_leads_to_it(session: Session) -> None:
    a_town(session)
    meeting = cycles.meeting_of(session, a_cycle(session, Stage.COLLECTING))

    with pytest.raises(RecordError, match="Cancel the cycle first"):
        meetings.cancel(session, meeting, why="No room.", by="P-003", at=AT)
    assert meeting.state == "called"


def _published(session: Session, reference: str, due_on: str) -> Paper:
    """A paper out that gives this date for the action."""
    cycle = a_cycle(session, Stage.PUBLISHED, meeting_on=date(2026, 6, 9))
    paper = papers.current(session, cycle)[0]
    paper.facts = {**paper.facts, "actions": [{"reference": reference, "due_on": due_on}]}
    paper.state, paper.published_at = "published", LATER
    session.add(paper)
    session.flush()
    return paper
