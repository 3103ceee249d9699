"""What changed since the last paper, each with the sentence that explains it."""

from datetime import date

from drawn import a_position, a_scale

from governance.brief import facts
from governance.movement import LineThen, PaperThen, compare
from governance.terms import DeliveryStatus, Rating

THEN = date(2026, 1, 20)


def then(*lines):
    return PaperThen(
        cycle="board-2026-01-28",
        board="Partnership Board",
        published_on=THEN,
        lines={line.reference: line for line in lines},
    )


def line_then(reference, rating=Rating.GREEN, status=DeliveryStatus.ON_TRACK, due="2026-06-01", owners=("Amara Osei",)):
    return LineThen(
        reference=reference,
        title=f"Action {reference}",
        rating=rating,
        status=status,
        due_on=date.fromisoformat(due) if due else None,
        owners=owners,
    )


def moved(position, *lines):
    """Group → {reference: sentence}, groups with nothing left out."""
    said = facts(compare(position, then(*lines), a_scale()))
    return {
        group: {change["reference"]: change["because"] for change in changes}
        for group, changes in said.items()
        if isinstance(changes, list) and changes
    }


def test_the_first_paper_has_nothing_to_compare_with():
    position = a_position("ref | owner | due | status | said\n A1 | Amara | 2026-06-01 | on_track | Fine.")

    assert compare(position, None, a_scale()).since is None


def test_an_unchanged_plan_has_moved_nowhere():
    position = a_position("ref | owner | due | status | said\n A1 | Amara | 2026-06-01 | on_track | Fine.")

    assert compare(position, then(line_then("A1")), a_scale()).is_empty


def test_red_and_recovered_name_the_colour_before_and_after():
    position = a_position(
        """
        ref | owner | due        | status    | said  | reason
        A1  | Amara | 2026-06-01 | off_track | Stuck | No staff.
        A2  | Amara | 2026-06-01 | on_track  | Fine  |
        A3  | Amara | 2026-06-01 | off_track | Stuck |
        """
    )

    assert moved(position, line_then("A1"), line_then("A2", Rating.RED), line_then("A3")) == {
        "newly_red": {
            "A1": "It was green and it is now red.",
            "A3": "It was green and it is now red. No reason was given.",
        },
        "recovered": {"A2": "It was red and is now green."},
    }


def test_what_turned_red_keeps_the_owners_own_reason():
    position = a_position(
        """
        ref | owner | due        | status    | said  | reason
        A1  | Amara | 2026-06-01 | off_track | Stuck | No staff.
        A2  | Amara | 2026-06-01 | off_track | Stuck |
        """
    )

    movement = compare(position, then(line_then("A1"), line_then("A2")), a_scale())

    assert [(change.reference, change.reason) for change in movement.newly_red] == [("A1", "No staff."), ("A2", "")]


def test_a_silent_action_neither_recovers_nor_turns_red():
    position = a_position(
        """
        ref | owner | due        | status    | said
        A1  | Amara | 2026-06-01 | off_track |
        A2  | Amara | 2026-06-01 | on_track  |
        """
    )

    assert moved(position, line_then("A1"), line_then("A2", Rating.RED)) == {}


def test_completed_says_whether_evidence_is_there():
    position = a_position(
        """
        ref | owner | due        | status   | said | evidence
        A1  | Amara | 2026-06-01 | complete | Done | 1
        A2  | Amara | 2026-06-01 | complete | Done | 0
        """
    )

    assert moved(position, line_then("A1"), line_then("A2"))["completed"] == {
        "A1": "It was reported complete on 4 March 2026; evidence is recorded.",
        "A2": "It was reported complete on 4 March 2026; no evidence is recorded yet.",
    }


def test_a_date_that_moved_says_how_far_and_who_granted_it():
    position = a_position(
        """
        ref | owner | first      | due        | granted   | status   | said
        A1  | Amara | 2026-06-01 | 2026-07-01 | Dev Anand | on_track | Fine
        A2  | Amara | 2026-06-01 | 2026-05-30 |           | on_track | Fine
        """
    )

    assert moved(position, line_then("A1"), line_then("A2"))["dates_moved"] == {
        "A1": "From 1 June 2026 to 1 July 2026, 30 days later; granted by Dev Anand.",
        "A2": "From 1 June 2026 to 30 May 2026, two days earlier; nobody is recorded as having granted it.",
    }


def test_new_vanished_and_handed_over_actions_are_named():
    position = a_position(
        """
        ref | owner | due        | status   | said
        A1  | Bryn  | 2026-06-01 | on_track | Fine
        A9  | Amara | 2026-06-01 | on_track | Fine
        """
    )

    assert moved(position, line_then("A1"), line_then("A5")) == {
        "owner_changed": {"A1": "It passed from Amara Osei to Bryn Pugh."},
        "new": {"A9": "It is new in the plan, due on 1 June 2026."},
        "vanished": {"A5": "It was in the last paper and is no longer in the plan."},
    }
