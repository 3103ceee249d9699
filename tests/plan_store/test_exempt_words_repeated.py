"""What says marked words over again is kept back with them: limbs, actions, quotations, and mails that wait."""

from datetime import date, timedelta

import pytest
from stores import AT, BY, FACTS, Town, a_cover, a_cycle, a_paper, a_town, all_of, an_action, an_update, verbs_of

from governance.exempt import WITHHELD
from governance.terms import Stage
from plan_store import decisions, edits, exemptions, notices, papers, people, plans, questions, searching, stories
from plan_store.database import Engine, Session, transaction
from plan_store.decisions import Limb
from plan_store.position import position_of
from plan_store.record import Wanted, record_of
from plan_store.tables import Cycle, Decision, Exemption, Meeting, Notice, Resolution

WHY = "It would identify a child in a small school."
SAID = "Settle the claim of the Harlow family before the hearing"
LATER = AT + timedelta(hours=1)


def marked(session: Session, town: Town, row: object, *, field: str = "", at: object = AT) -> Exemption:
    given = {"field": field, "paragraph": 2, "reason": WHY, "by": BY, "at": at}
    return exemptions.mark(session, town.plan, row, **given)  # type: ignore[arg-type]


def a_resolution(session: Session, town: Town, cycle: Cycle) -> tuple[Resolution, list[Decision]]:
    """Of an earlier meeting: one limb for everybody, one that made an action."""
    held = Meeting(board_id=cycle.board_id, held_on=date(2026, 1, 6), held_at="2026-01-06T16:00")
    session.add(held)
    session.flush()
    earlier = Cycle(
        reference="earlier", plan_id=cycle.plan_id, board_id=cycle.board_id, meeting_id=held.id or 0,
        stage=Stage.CLOSED, dates={},
    )  # fmt: skip
    session.add(earlier)
    limbs = [Limb(kind="note", words="Note the report."), Limb(kind="action", words=f"{SAID}.")]
    words = f"RESOLVED to (1) note the report and (2) {SAID.lower()}."
    made = decisions.record_resolution(session, held, "12/26", words, limbs, by=BY, at=AT)
    area = plans.delivery_plan(session, town.plan, "S")
    title = "Instruct counsel on the matter"
    plans.add_action(session, town.plan, area, title, town.amara, None, decision=made[1], today=AT.date(), by=BY, at=AT)
    return decisions.find_resolution(session, made[0].resolution_id), made


def shown(session: Session, town: Town, cycle: Cycle, part: int = 1) -> tuple[list[str], list[str], str]:
    """Decisions as a paper has them, titles of actions, and what the search of a board finds."""
    record = record_of(session, cycle, a_cover(), Wanted(kind="progress_report", at=LATER, as_of=AT.date(), part=part))
    position = position_of(session, cycle, at=LATER, as_of=AT.date(), part=part)
    found = [
        searching.find(session, town.plan, wanted, until=LATER, part=part) for wanted in ("Harlow", "Instruct counsel")
    ]
    return [each.words for each in record.decisions], [line.title for line in position.lines], str(found)


def test_a_marked_resolution_takes_its_limbs_and_the_actions_they_made_with_it(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        resolution, limbs = a_resolution(session, town, cycle)
        decisions.respond(session, limbs[1], "Counsel has been instructed.", met=False, by=BY, at=AT)
        mark = marked(session, town, resolution)

        words, titles, found = shown(session, town, cycle)
        exempt, exempt_titles, _ = shown(session, town, cycle, part=2)
        story = str(stories.story_of(session, an_action(session, "S1"), until=LATER))
        exemptions.lift(session, mark, by=BY, at=AT)
        lifted, lifted_titles, _ = shown(session, town, cycle)

    assert words == [WITHHELD, WITHHELD]
    assert "Instruct counsel on the matter" not in titles
    assert ("Harlow" in found, "counsel" in found, "Harlow" in story) == (False, False, False)
    assert exempt == lifted == ["Note the report.", f"{SAID}."]
    assert "Instruct counsel on the matter" in exempt_titles
    assert "Instruct counsel on the matter" in lifted_titles


def test_a_marked_limb_takes_the_resolution_and_its_action_with_it_and_leaves_the_other_limbs(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        resolution, limbs = a_resolution(session, town, cycle)
        marked(session, town, limbs[1], field="words")

        words, titles, found = shown(session, town, cycle)
        whole = exemptions.covered("resolution", resolution, exemptions.marks_for(session))

    assert words == ["Note the report.", WITHHELD]
    assert whole == {"words": WITHHELD}
    assert "Instruct counsel on the matter" not in titles
    assert "Harlow" not in found


def test_the_same_words_are_kept_back_where_somebody_else_said_them(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        first = an_update(session, cycle, "S1", narrative=f"{SAID}.")
        an_update(session, cycle, "S2", narrative=f"As Amara says: {SAID.lower()}!")
        marked(session, town, first, field="narrative")

        said = {
            line.reference: line.last_answer.narrative
            for line in position_of(session, cycle, at=LATER, as_of=AT.date()).lines
            if line.last_answer
        }

    assert (said["S1"], said["S2"]) == (WITHHELD, WITHHELD)


@pytest.mark.parametrize("marked_after_publication", [True, False])
def test_a_title_that_the_last_paper_printed_is_not_carried_over_once_it_is_marked(
    store: Engine, marked_after_publication: bool
) -> None:
    with transaction(store) as session:
        town = a_town(session)
        first = a_cycle(session, Stage.AWAITING_SIGN_OFF)
        action = an_action(session, "S1")
        edits.edit(session, action, {"title": SAID}, by=BY, at=AT)
        line = {
            "reference": "S1", "title": SAID, "rating": {"key": "green"}, "status": "on_track", "due_on": None,
            "owners": [],
        }  # fmt: skip
        paper = a_paper(session, first, facts=FACTS | {"actions": [line]})
        if not marked_after_publication:
            # Between the two papers the title was made harmless; the first still has it as it was.
            edits.edit(session, action, {"title": "Settle one claim"}, by=BY, at=AT)
        papers.mark_published(session, paper, by=BY, at=AT)
        marked(session, town, action, at=LATER)
        second = a_cycle(session, meeting_on=date(2026, 5, 12), at=LATER)

        record = record_of(session, second, a_cover(), Wanted(kind="progress_report", at=LATER, as_of=LATER.date()))

    assert record.last_paper is not None
    assert record.last_paper.lines["S1"].title == WITHHELD


def write(session: Session, to: str = "P-001", once: str = "one") -> Notice:
    facts = {"owed": [{"title": SAID, "last_said": f"We must {SAID.lower()}."}], "cycle": {"board": "The Board"}}
    found = notices.write(session, once, "update_request", people.require(session, to), facts, by="system", at=AT)
    assert found is not None
    return found


def a_marked_title(session: Session, town: Town, at: object = AT) -> None:
    edits.edit(session, an_action(session, "S1"), {"title": SAID}, by=BY, at=AT)
    marked(session, town, an_action(session, "S1"), at=at)


def test_no_mail_is_written_with_marked_words_in_it(store: Engine) -> None:
    with transaction(store) as session:
        a_marked_title(session, a_town(session))
        facts = write(session).facts

    assert facts == {"owed": [{"title": WITHHELD, "last_said": WITHHELD}], "cycle": {"board": "The Board"}}


def test_a_mail_that_waited_goes_without_the_words_marked_since_and_the_trail_says_so(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        number = write(session).id
        a_marked_title(session, town, LATER)
    with transaction(store) as session:
        (taken,) = notices.take(session, limit=9, by="system", at=LATER)

    with transaction(store) as session:
        assert SAID not in str(all_of(session, Notice)[0].facts)
    assert taken.facts == {"owed": [{"title": WITHHELD, "last_said": WITHHELD}], "cycle": {"board": "The Board"}}
    assert verbs_of(store, subject=f"notice {number}") == ["notice written", "marked words left out"]


def test_a_mail_whose_last_sending_certainly_failed_is_written_anew_without_the_words(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        write(session)
        (taken,) = notices.take(session, limit=9, by="system", at=AT)
        notices.mark_in_doubt(session, taken.id or 0, taken.lease, SAID.encode(), "letter", by="system", at=AT)
        notices.record_failure(
            session, taken.id or 0, taken.lease, "451", permanent=False, channel="letter", by="system", at=AT
        )
        a_marked_title(session, town, LATER)

        (again,) = notices.take(session, limit=9, by="system", at=LATER)

    assert (again.state, again.written) == ("taken", None)
    assert SAID not in str(again.facts)


def test_a_mail_that_may_have_arrived_is_held_and_sent_again_only_without_the_words(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        write(session)
        (taken,) = notices.take(session, limit=9, by="system", at=AT)
        notices.mark_in_doubt(session, taken.id or 0, taken.lease, SAID.encode(), "letter", by="system", at=AT)
        notices.record_doubt(session, taken.id or 0, taken.lease, "no answer", by="system", at=AT)
        a_marked_title(session, town, LATER)

        assert notices.take(session, limit=9, by="system", at=LATER) == []
        (held,) = notices.outbox(session, "held")
        assert "may have arrived before words in it were marked exempt" in held.because
        assert notices.may_send_again(held)

        notices.send_again(session, held.id or 0, by=BY, at=LATER)
        (again,) = notices.take(session, limit=9, by="system", at=LATER)

    assert again.written is None
    assert SAID not in str(again.facts)


def test_a_question_that_quotes_marked_words_is_not_read_out_again(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session)
        a_marked_title(session, town)
        meeting = session.get_one(Meeting, cycle.meeting_id)
        questions.ask(session, meeting, town.elin, f"When do we {SAID.lower()}?", "", once="1", by="P-005", at=AT)

        record = record_of(session, cycle, a_cover(), Wanted(kind="progress_report", at=LATER, as_of=LATER.date()))

    assert [each.question for each in record.questions] == [WITHHELD]
