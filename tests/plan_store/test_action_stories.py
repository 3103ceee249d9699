"""An action's whole story: all that concerned it, in the order it happened, and nothing later than may be known."""

from datetime import date

import pytest
from sqlmodel import select
from stores import a_cycle, a_paper, a_town, an_action, an_update, go_on, moment

from governance.flags import Flag
from governance.terms import DeliveryStatus, Stage
from plan_store import cycles, dates, decisions, papers
from plan_store.database import Engine, reading, transaction
from plan_store.decisions import Limb
from plan_store.stories import Story, story_of
from plan_store.tables import DateChange

WORDS = "  Line one\n\nLine two {{ 7*7 }} <b>"
RATED = {"reference": "S1", "rating": {"key": "amber", "word": "Amber"}}


@pytest.fixture
def storied(store: Engine) -> Engine:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.COLLECTING, at=moment("2026-02-02 10:00"))
        answered = moment("2026-02-10 10:00")
        an_update(
            session, cycle, "S1", at=answered, narrative=WORDS, status=DeliveryStatus.AT_RISK, reason="Vacancies.",
            new_due_on=date(2026, 4, 30), evidence=(("A count", ""),),
        )  # fmt: skip
        go_on(session, cycle, Stage.LOCKED, at=moment("2026-02-20 12:00"))
        flag = Flag(rule="overdue", subject="S1", because="It was due on 31 January 2026.")
        cycles.keep_flags(session, cycle, [flag], {}, by="system", at=moment("2026-02-20 12:00"))
        an_update(session, cycle, "S1", by="P-001", at=moment("2026-02-21 10:00"), narrative="Late word", once="late")
        paper = a_paper(session, cycle, facts={"summary": [], "actions": [RATED]}, at=moment("2026-02-24 10:00"))
        papers.mark_published(session, paper, by="system", at=moment("2026-03-02 10:00"))
        meeting = cycles.meeting_of(session, cycle)
        limbs = [
            Limb(kind="agree", words="That S1 be moved and S16 be not."),
            Limb(kind="note", words="That S10 is noted."),
        ]
        decisions.record_resolution(
            session, meeting, "7", "As moved.", limbs, by="P-003", at=moment("2026-03-11 10:00")
        )
        change = session.exec(select(DateChange)).one()
        dates.decide(session, change, granted=True, decided_by="The Board", by="P-003", at=moment("2026-03-11 11:00"))
    return store


def story(store: Engine, until: str, reference: str = "S1") -> Story:
    with reading(store) as session:
        return story_of(session, an_action(session, reference), until=moment(until))


def test_a_story_tells_everything_in_the_order_it_happened(storied: Engine) -> None:
    told = story(storied, "2026-04-01 10:00")

    assert [event.kind for event in told.events] == [
        "began", "asked", "answer", "date_asked", "evidence", "flag", "answer", "paper", "decision", "moved",
    ]  # fmt: skip
    assert (told.first_due_on, told.due_on, told.slip_days, told.moves) == (date(2026, 1, 31), date(2026, 4, 30), 89, 1)


def test_what_an_owner_wrote_stands_in_the_story_byte_for_byte(storied: Engine) -> None:
    first, late = (event.said for event in story(storied, "2026-04-01 10:00").events if event.kind == "answer")

    assert first["narrative"] == WORDS
    assert (first["late"], late["late"]) == (False, True)


def test_a_move_says_who_asked_who_granted_why_and_the_slip_in_all(storied: Engine) -> None:
    (moved,) = (event.said for event in story(storied, "2026-04-01 10:00").events if event.kind == "moved")

    assert (moved["asked_by"], moved["decided_by"], moved["reason"]) == ("Amara Osei", "The Board", "Vacancies.")
    assert (moved["by"], moved["total"], moved["number"], moved["granted"]) == (89, 89, 1, True)


def test_a_story_up_to_a_day_holds_nothing_later_but_papers_and_decisions(storied: Engine) -> None:
    told = story(storied, "2026-02-24 10:00")

    assert [event.kind for event in told.events][-3:] == ["answer", "paper", "decision"]
    assert (told.due_on, told.moves) == (date(2026, 1, 31), 0)


def test_a_decision_about_another_action_with_a_longer_number_is_not_its_own(storied: Engine) -> None:
    limbs = [event.said["words"] for event in story(storied, "2026-04-01 10:00").events if event.kind == "decision"]

    assert limbs == ["That S1 be moved and S16 be not."]


def test_a_paper_stands_in_the_story_with_the_colour_it_printed(storied: Engine) -> None:
    def printed(reference: str) -> list[str]:
        events = story(storied, "2026-04-01 10:00", reference).events
        return [event.said["rating"]["word"] for event in events if event.kind == "paper"]

    assert printed("S1") == ["Amber"]
    assert printed("S2") == []
