"""Exempt words: marked by a person with paragraph and reason, kept back from everybody, shown in Part 2 alone."""

from datetime import date, datetime, timedelta

import pytest
from stores import AT, BY, Town, a_cover, a_cycle, a_town, an_action, an_update, dump

from governance.errors import ChangedSinceApproval, RecordError
from governance.exempt import MARKABLE, WITHHELD
from governance.flags import Flag
from governance.terms import Stage
from plan_store import board_words, cycles, exemptions, papers, searching, stories, telling
from plan_store.database import Engine, Session, transaction
from plan_store.position import position_of
from plan_store.record import Wanted, record_of
from plan_store.tables import Cycle, Decision, Exemption, Measure, Meeting, Reading, Resolution, StandingText

WHY = "It would identify a child in a small school."


def marked(session: Session, town: Town, row: object, **fields: object) -> Exemption:
    given = {"paragraph": 2, "reason": WHY, "by": BY, "at": AT} | fields
    return exemptions.mark(session, town.plan, row, **given)  # type: ignore[arg-type]


def test_marked_words_of_an_owner_stand_in_part_2_alone(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session, Stage.COLLECTING)
        update = an_update(session, cycle, "S1", narrative="The Canary family moved.")
        marked(session, town, update, field="narrative")

        public, exempt = (
            position_of(session, cycle, at=AT, as_of=AT.date(), part=part).line("S1").last_answer for part in (1, 2)
        )
        story = str(stories.story_of(session, an_action(session, "S1"), until=AT))
        hits = [
            searching.find(session, town.plan, "Canary", until=datetime.max.replace(tzinfo=AT.tzinfo), part=part)
            for part in (1, 2)
        ]

    assert public is not None
    assert exempt is not None
    assert (public.narrative, exempt.narrative) == (WITHHELD, "The Canary family moved.")
    assert "Canary" not in story
    assert [len(found) for found in hits] == [0, 1]


def test_a_paper_of_part_1_withholds_a_text_and_says_under_which_paragraph(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        text = StandingText(plan_id=town.plan.id or 0, section="risks", words="A named provider may fail.")
        session.add(text)
        session.flush()
        marked(session, town, text, paragraph=3)

        records = [
            record_of(session, cycle, a_cover(), Wanted(kind="progress_report", at=AT, as_of=AT.date(), part=part))
            for part in (1, 2)
        ]

    assert [record.texts["risks"] for record in records] == [WITHHELD, "A named provider may fail."]
    assert [(each.paragraph, each.reason) for each in records[0].withheld] == [(3, WHY)]


def test_a_mark_holds_for_past_days_too(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        marked(session, town, an_action(session, "S1"), at=AT.replace(year=2027))

        drawn = position_of(session, cycle, at=AT, as_of=AT.date())

    assert drawn.line("S1").title == WITHHELD


def test_the_title_of_a_red_measure_is_kept_back_and_so_is_a_flag_that_gave_it_before(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        measure = Measure(
            plan_id=town.plan.id or 0, reference="M9", title="Canary visits", action_id=an_action(session, "S1").id,
            target=90.0,
        )  # fmt: skip
        session.add(measure)
        session.flush()
        session.add(Reading(measure_id=measure.id or 0, read_on=AT.date(), value=10.0, words="10"))
        because = "It is reported on track, but this measure is red: Canary visits."
        cycles.keep_flags(session, cycle, (Flag(rule="optimistic", subject="S1", because=because),), {}, by=BY, at=AT)
        before = position_of(session, cycle, at=AT, as_of=AT.date()).line("S1").red_measures
        marked(session, town, measure, field="title")

        after = position_of(session, cycle, at=AT, as_of=AT.date()).line("S1").red_measures
        told = telling.flags_to_tell(session, cycle)

    assert (before, after) == (("Canary visits",), (WITHHELD,))
    assert [flag.because for flag in told] == [WITHHELD]


def test_what_a_board_said_is_kept_back_from_the_owner_it_was_said_about(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        action = an_action(session, "S1")
        held = Meeting(board_id=cycle.board_id, held_on=date(2026, 1, 6), held_at="2026-01-06T16:00")
        session.add(held)
        session.flush()
        session.add(
            Cycle(
                reference="earlier", plan_id=cycle.plan_id, board_id=cycle.board_id, meeting_id=held.id or 0,
                stage=Stage.CLOSED, dates={},
            )
        )  # fmt: skip
        resolution = Resolution(meeting_id=held.id or 0, number="1")
        session.add(resolution)
        session.flush()
        limb = Decision(resolution_id=resolution.id or 0, kind="commission", words="Canary: finish S1.")
        session.add(limb)
        session.flush()
        said = [one.words for one in board_words.said_of(session, cycle, [action])[action.id or 0]]
        marked(session, town, limb, field="words")

        kept = [one.words for one in board_words.said_of(session, cycle, [action])[action.id or 0]]

    assert (said, kept) == (["Canary: finish S1."], [WITHHELD])


def test_a_lifted_mark_makes_the_words_public_again(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        mark = marked(session, town, an_action(session, "S1"))
        exemptions.lift(session, mark, by=BY, at=AT)

        assert position_of(session, cycle, at=AT, as_of=AT.date()).line("S1").title != WITHHELD
        with pytest.raises(RecordError, match="lifted already"):
            exemptions.lift(session, mark, by=BY, at=AT)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"paragraph": 9}, "no paragraph 9"),
        ({"reason": " "}, "without a reason, words stay public"),
        ({"field": "reference"}, "cannot be marked"),
    ],
)
def test_a_mark_without_paragraph_reason_or_words_is_refused_and_changes_nothing(
    store: Engine, fields: dict[str, object], says: str
) -> None:
    with transaction(store) as session:
        town = a_town(session)
    before = dump(store)

    with pytest.raises(RecordError, match=says), transaction(store) as session:
        marked(session, town, an_action(session, "S1"), **fields)

    assert dump(store) == before


def test_everything_that_can_be_marked_is_a_text_of_its_table() -> None:
    from plan_store import tables

    known = {str(table.__tablename__): table for table in vars(tables).values() if hasattr(table, "__tablename__")}

    assert set(MARKABLE) <= set(known)
    assert all(field in known[kind].model_fields for kind, fields in MARKABLE.items() for field in fields)


@pytest.mark.parametrize(("title", "published"), [("Progress", False), ("Something else", True)])
def test_a_paper_signed_off_before_its_words_were_marked_is_not_published(
    store: Engine, title: str, published: bool
) -> None:
    with transaction(store) as session:
        town = a_town(session)
        (paper,) = papers.current(session, a_cycle(session, Stage.DRAFTING))
        paper.facts = {"actions": [{"title": f"{title} on visits"}]}
        session.add(paper)
        papers.sign(session, paper, town.dev, "approved", "", by=BY, at=AT)
        text = StandingText(plan_id=town.plan.id or 0, section="risks", words="Progress on visits")
        session.add(text)
        session.flush()
        marked(session, town, text, at=paper.drafted_at + timedelta(hours=1))

        if published:
            assert papers.approved_files(session, paper)
        else:
            with pytest.raises(ChangedSinceApproval, match="marked exempt since it was drafted"):
                papers.approved_files(session, paper)
