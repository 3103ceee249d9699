"""What goes out after the pack: drafts that replace nothing published, papers set aside, and each despatch apart."""

from datetime import timedelta
from typing import Any

import pytest
from stores import AT, BY, TELLING, a_cycle, a_paper, a_town, local

from governance.errors import RecordError, WrongStage
from governance.terms import Stage
from plan_store import despatches, moves, papers
from plan_store.database import Engine, Session, transaction
from plan_store.tables import Cycle, Paper, Person

SAID: dict[str, Any] = {"by": BY, "at": AT}
LATER = AT + timedelta(days=1)


def a_brief(session: Session, cycle: Cycle, part: int = 1) -> Paper:
    kind = "brief" if part == 1 else "brief_exempt"
    return papers.keep_draft(session, cycle, kind, "Brief", {}, {}, template_digest="", part=part, **SAID)


def dev_of(session: Session) -> Person:
    return session.get_one(Person, 4)


def test_a_draft_after_publication_leaves_what_is_out_and_is_nobodys_to_read(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED)
        (out,) = papers.current(session, cycle)

        redrafted, new = a_paper(session, cycle), a_brief(session, cycle)

        assert papers.current(session, cycle, "brief") == []
        assert papers.current(session, cycle) == papers.heads(session, cycle) == [out]
        assert despatches.waiting(session, cycle) == [redrafted, new]
        assert (out.state, redrafted.version) == ("published", 2)


def test_once_the_new_version_is_out_readers_are_led_to_it_and_the_earlier_one_stays_on_record(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED)
        (first,) = papers.current(session, cycle)
        second = a_paper(session, cycle)
        moves.sign_off(session, TELLING, cycle, dev_of(session), "", as_of=local(AT), at=AT)

        papers.mark_published(session, second, by=BY, at=LATER)

        assert papers.current(session, cycle) == [second]
        assert despatches.out(session, cycle) == [first, second]
        assert cycle.stage is Stage.PUBLISHED


def test_a_director_cannot_sign_off_a_supplement_where_nothing_waits(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED)

        with pytest.raises(RecordError, match="none waits for a supplement"):
            moves.sign_off(session, TELLING, cycle, dev_of(session), "", as_of=local(AT), at=AT)


def test_a_supplement_that_was_sent_back_waits_for_the_officer_until_it_is_drafted_again(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED)
        late = a_brief(session, cycle)
        assert despatches.unsigned(session, cycle) == [late]

        moves.send_back(session, TELLING, cycle, dev_of(session), "Give the figure.", as_of=local(AT), at=AT)

        assert despatches.unsigned(session, cycle) == []
        assert despatches.before_director(session, cycle) == [late]
        assert despatches.waiting(session, cycle, state="approved") == []
        with pytest.raises(RecordError, match="none waits for a supplement"):
            moves.sign_off(session, TELLING, cycle, dev_of(session), "", as_of=local(AT), at=AT)
        again = a_brief(session, cycle)
        assert despatches.unsigned(session, cycle) == despatches.before_director(session, cycle) == [again]


def test_a_director_sees_what_they_decided_of_last_and_then_what_is_out(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED)
        (out,) = papers.current(session, cycle)
        a_brief(session, cycle)
        moves.send_back(session, TELLING, cycle, dev_of(session), "Give the figure.", as_of=local(AT), at=AT)
        redrafted = a_paper(session, cycle)

        assert despatches.before_director(session, cycle) == [redrafted]
        moves.sign_off(session, TELLING, cycle, dev_of(session), "", as_of=local(LATER), at=LATER)
        assert despatches.before_director(session, cycle) == [redrafted]

        cycle.stage = Stage.CLOSED
        assert despatches.before_director(session, cycle) == [out]


def test_two_despatches_are_never_at_one_instant(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED)

        assert despatches.out_at(session, cycle, AT) > AT
        assert despatches.out_at(session, cycle, LATER) == LATER


def test_a_paper_set_aside_takes_its_exempt_twin_along_and_the_others_are_signed_off_without_them(
    store: Engine,
) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)
        brief, twin = a_brief(session, cycle), a_brief(session, cycle, part=2)

        assert despatches.set_aside(session, cycle, "brief", **SAID) == [brief, twin]
        moves.sign_off(session, TELLING, cycle, dev_of(session), "", as_of=local(AT), at=AT)

        assert [(paper.kind, paper.state) for paper in papers.current(session, cycle)] == [
            ("progress_report", "approved")
        ]
        assert {brief.state, twin.state} == {"to_follow"}


def test_drafting_again_takes_in_what_was_set_aside(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)
        brief = a_brief(session, cycle)
        despatches.set_aside(session, cycle, "brief", **SAID)

        again = a_brief(session, cycle)

        assert brief.state == "superseded"
        assert again in papers.current(session, cycle)


@pytest.mark.parametrize(
    ("stage", "kind", "fault", "words"),
    [
        (Stage.AWAITING_SIGN_OFF, "progress_report", RecordError, "the only paper .* for the public"),
        (Stage.AWAITING_SIGN_OFF, "brief", RecordError, "no paper “brief” to set aside; it has: progress_report"),
        (Stage.PUBLISHED, "progress_report", WrongStage, "drafted and not yet published"),
    ],
)
def test_what_cannot_be_set_aside_is_refused_with_what_there_is(
    store: Engine, stage: Stage, kind: str, fault: type[Exception], words: str
) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, stage)

        with pytest.raises(fault, match=words):
            despatches.set_aside(session, cycle, kind, **SAID)


def test_the_agenda_of_the_pack_is_kept_as_it_was(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.APPROVED)
        assert despatches.agenda(session, cycle) is None

        sent, follows = papers.current(session, cycle), {"brief": "Brief"}
        despatches.send_out(session, cycle, sent, order=["progress_report", "brief"], to_follow=follows, **SAID)
        despatches.send_out(session, cycle, [], **SAID)

        kept = despatches.agenda(session, cycle)
        assert kept == {"papers": 1, "order": ["progress_report", "brief"], "to_follow": follows}
