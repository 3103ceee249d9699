"""The plan as it stood on a past day: what was edited, loaded or passed on since is as it was."""

from datetime import date, timedelta

from stores import AT, BY, a_cycle, a_plan_file, a_town, an_action, load, moment

from plan_store import edits, people
from plan_store.database import Engine, Session, transaction
from plan_store.position import position_of
from plan_store.rewinding import Then
from plan_store.tables import Cycle

LATER = AT + timedelta(days=10)
TABLE = """
    ref | plan | owner | sro  | due        | status   | findings | percent | title | progress
    S1  | S    | Amara | Dev  | 2026-03-31 | on_track | 1 2      | 10      | One   | Begun.
"""


def the_line(session: Session, cycle: Cycle, at: object) -> object:
    return position_of(session, cycle, at=at, as_of=AT.date()).line("S1")  # type: ignore[arg-type]


def test_an_edit_does_not_change_what_the_plan_said_before_it(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle, before = a_cycle(session), None
        before = the_line(session, cycle, AT)
        owners = {"title": "Another title", "owners": town.bryn.reference, "sro_id": town.bryn.id}

        edits.edit(session, an_action(session, "S1"), owners, by=BY, at=LATER)

        assert the_line(session, cycle, AT) == before
        now = the_line(session, cycle, LATER)
    assert (now.title, [owner.name for owner in now.owners]) == ("Another title", ["Bryn Maddox"])  # type: ignore[attr-defined]


def test_an_undone_edit_leaves_every_day_as_it_was(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        was = an_action(session, "S1").title
        group = edits.edit(session, an_action(session, "S1"), {"title": "For a day"}, by=BY, at=LATER)
        edits.undo(session, group or "", by=BY, at=LATER + timedelta(days=1))

        titles = [the_line(session, cycle, LATER + timedelta(days=n)).title for n in (-1, 0, 1)]  # type: ignore[attr-defined]

    assert titles == [was, "For a day", was]


def test_a_spreadsheet_loaded_later_does_not_reach_back(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, TABLE)
        cycle = a_cycle(session)
        before = the_line(session, cycle, AT)
        other = TABLE.replace("| One ", "| Uno ").replace("Amara", "Bryn ").replace("1 2 ", "1   ")

        load(session, a_plan_file(other), at=LATER)

        assert the_line(session, cycle, AT) == before
        assert the_line(session, cycle, LATER).title == "Uno"  # type: ignore[attr-defined]


def test_somebody_who_leaves_was_still_here_before(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        people.mark_left(session, town.amara, date(2026, 2, 1), by=BY, at=LATER)

        (then,), (now,) = (the_line(session, cycle, at).owners for at in (AT, LATER))  # type: ignore[attr-defined]

    assert (then.left_on, now.left_on) == (None, date(2026, 2, 1))


def test_what_came_by_a_load_was_not_there_before_it(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        action = an_action(session, "S1")

        assert not Then(session, moment("2025-01-01T09:00")).was_there("action", action.id)
        assert Then(session, LATER).was_there("action", action.id)
