"""Who is asked, and which lines a notice to each of them is about."""

from dataclasses import replace
from datetime import date

from drawn import AMARA, BRYN, DEV, a_position, a_scale

from governance.flags import raise_flags
from governance.reminders import lines_for, once_key, owed_to, who_is_asked
from governance.terms import Role

TODAY = date(2026, 3, 10)
PLAN = """
    ref | owner      | due        | status   | said
    A1  | Amara Bryn | 2026-03-01 | on_track |
    A2  | Amara      | 2026-06-01 | on_track | Fine.
    A3  | Bryn       | 2026-06-01 | on_track |
"""
ASKED = {"A1": AMARA.reference, "A2": AMARA.reference, "A3": BRYN.reference}


def test_the_lead_owner_is_asked():
    assert who_is_asked(a_position(PLAN).line("A1"), as_of=TODAY) is AMARA


def test_while_the_lead_owner_is_away_the_deputy_is_asked_and_without_one_the_next_owner():
    line = a_position(PLAN).line("A1")
    away = replace(AMARA, away_until=TODAY)

    assert who_is_asked(replace(line, owners=(away, BRYN), deputy=DEV), as_of=TODAY) is DEV
    assert who_is_asked(replace(line, owners=(away, BRYN)), as_of=TODAY) is BRYN
    assert who_is_asked(replace(line, owners=(away,)), as_of=TODAY) is None


def test_somebody_who_left_is_not_asked_and_somebody_back_from_leave_is():
    line = a_position(PLAN).line("A2")
    left, back = replace(AMARA, left_on=TODAY), replace(AMARA, away_until=date(2026, 3, 9))

    assert who_is_asked(replace(line, owners=(left,)), as_of=TODAY) is None
    assert who_is_asked(replace(line, owners=(back,)), as_of=TODAY) is back


def test_nobody_is_asked_about_what_has_ended():
    line = a_position("ref | owner | due | status\n A1 | Amara | 2026-01-01 | complete").lines[0]

    assert who_is_asked(line, as_of=TODAY) is None


def test_a_notice_lists_only_what_its_reader_still_owes():
    position = a_position(PLAN)

    def listed(role, person):
        return [line.reference for line in lines_for(position, role, person.reference, ASKED)]

    assert listed(Role.OWNER, AMARA) == ["A1"]
    assert listed(Role.OWNER, BRYN) == ["A3"]
    assert listed(Role.SRO, DEV) == ["A1", "A3"]
    assert listed(Role.SRO, AMARA) == []
    assert listed(Role.OFFICER, DEV) == ["A1", "A3"]
    assert listed(Role.LEADER, AMARA) == ["A1", "A3"]
    assert listed(Role.BOARD_MEMBER, AMARA) == []


def test_a_line_in_a_notice_shows_the_last_answer_and_why_it_is_flagged():
    position = a_position("ref | owner | due | status | before\n A1 | Amara | 2026-03-01 | on_track | 1")

    owed = owed_to(position.lines, raise_flags(position), a_scale(), as_of=TODAY)[0]

    assert (owed.overdue, owed.status_word, owed.last_said) == (True, "On track", "No change.")
    assert "It was due on 1 March 2026, nine days ago." in owed.why


def test_one_notice_of_a_kind_for_one_occasion_to_one_person_has_one_key():
    keys = {once_key(c, k, n, p) for c in ("a", "b") for k in ("x", "y") for n in (1, 2) for p in ("P-1", "P-2")}

    assert len(keys) == 16
