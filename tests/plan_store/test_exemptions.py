"""Exempt words: marked by a person with paragraph and reason, kept back from everybody, shown in Part 2 alone."""

from datetime import datetime

import pytest
from stores import AT, BY, Town, a_cover, a_cycle, a_town, an_action, an_update, dump

from governance.errors import RecordError
from governance.exempt import MARKABLE, WITHHELD
from governance.terms import Stage
from plan_store import exemptions, searching, stories
from plan_store.database import Engine, Session, transaction
from plan_store.position import position_of
from plan_store.record import Wanted, record_of
from plan_store.tables import Exemption, StandingText

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
