"""Papers: every version kept, signed off on its very bytes, and published only if not a byte differs."""

from datetime import date
from typing import Any

import pytest
from stores import AT, BY, FACTS, a_cycle, a_paper, a_town, all_of, dump, go_on, moment

from governance.errors import ChangedSinceApproval, RecordError
from governance.terms import Stage
from plan_store import cycles, papers
from plan_store.database import Engine, Session, reading, transaction
from plan_store.tables import Cycle, Paper, PaperFile, Person, SignOff

HTML, PDF = b"<h1>Progress report</h1>", b"%PDF-1.7"


def sign(session: Session, paper: Paper, outcome: str = "approved", comment: str = "") -> None:
    dev = session.get_one(Person, 4)
    papers.sign(session, paper, dev, outcome, comment, by=dev.reference, at=AT)


def test_a_new_version_supersedes_the_one_before_and_both_are_kept(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.DRAFTING)
        second = a_paper(session, cycle, facts={"summary": ["Mended."]})

    with reading(store) as session:
        kept = [(paper.version, paper.state, paper.facts) for paper in all_of(session, Paper)]
        assert kept == [(1, "superseded", FACTS), (2, "drafted", {"summary": ["Mended."]})]
        assert papers.current(session, cycle) == [second]
        assert [file.content for file in papers.files(session, second).values()] == [HTML, PDF]


def test_each_kind_of_paper_has_versions_of_its_own(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.DRAFTING)
        brief = papers.keep_draft(session, cycle, "brief", "Brief", FACTS, {}, template_digest="", by=BY, at=AT)
        report = a_paper(session, cycle)

        assert [(paper.kind, paper.version) for paper in papers.current(session, cycle)] == [
            ("brief", 1), ("progress_report", 2),
        ]  # fmt: skip
        assert papers.current(session, cycle, "brief") == [brief]
        assert papers.current(session, cycle, "progress_report") == [report]


def test_facts_have_the_same_digest_in_whatever_order_they_are_written(store: Engine) -> None:
    facts: dict[str, Any] = {"b": [1, {"d": "é", "c": None}], "a": True}
    turned: dict[str, Any] = {"a": True, "b": [1, {"c": None, "d": "é"}]}
    with transaction(store) as session:
        a_town(session)
        paper = a_paper(session, a_cycle(session, Stage.LOCKED), facts=facts)

    with reading(store) as session:
        kept = session.get_one(Paper, paper.id)
        assert papers.digest_of_facts(kept.facts) == kept.facts_digest == papers.digest_of_facts(turned)
    assert papers.digest_of_facts(facts | {"a": False}) != paper.facts_digest


def test_what_was_signed_off_is_what_is_published(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        (paper,) = papers.current(session, a_cycle(session, Stage.DRAFTING))
        sign(session, paper)

    with reading(store) as session:
        assert papers.approved_files(session, paper) == {"report.html": HTML, "report.pdf": PDF}
        (approval,) = all_of(session, SignOff)
        assert approval.digests == {"html": papers.digest_of(HTML), "pdf": papers.digest_of(PDF)}


def test_a_paper_nobody_has_signed_off_is_not_published(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        (paper,) = papers.current(session, a_cycle(session, Stage.DRAFTING))
        sign(session, paper, "sent_back", "Say which two.")

        with pytest.raises(ChangedSinceApproval, match="Version 1 of “Progress report” has not been signed off"):
            papers.approved_files(session, paper)


@pytest.mark.parametrize("tampering", ["one byte", "a file gone", "a file more", "a byte and its digest"])
def test_a_paper_changed_by_one_byte_after_sign_off_is_not_published(store: Engine, tampering: str) -> None:
    with transaction(store) as session:
        a_town(session)
        (paper,) = papers.current(session, a_cycle(session, Stage.DRAFTING))
        sign(session, paper)
    with transaction(store) as session:
        tamper(session, papers.files(session, paper)["html"], tampering)

    with (
        reading(store) as session,
        pytest.raises(ChangedSinceApproval, match="not byte for byte what was signed off, so it was not published"),
    ):
        papers.approved_files(session, paper)


def tamper(session: Session, file: PaperFile, how: str) -> None:
    if how == "a file gone":
        session.delete(file)
        return
    if how == "a file more":
        session.add(PaperFile(paper_id=file.paper_id, format="docx", name="report.docx", digest="", content=b"PK"))
        return
    file.content = HTML + b"\n"
    if how == "a byte and its digest":
        file.digest = papers.digest_of(file.content)
    session.add(file)


def test_a_paper_is_sent_back_with_a_reason_or_not_at_all(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.DRAFTING)
        (paper,) = papers.current(session, cycle)

        with pytest.raises(RecordError, match="Say what has to change: a paper is sent back with a reason"):
            sign(session, paper, "sent_back", " \n")
        sign(session, paper, "sent_back", "Say which two.")

        assert papers.last_comment(session, cycle) == "Say which two."


def test_a_cycle_whose_paper_was_never_sent_back_has_no_comment(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)

        assert papers.last_comment(session, a_cycle(session, Stage.APPROVED)) == ""


@pytest.mark.parametrize("state", ["approved", "published", "superseded"])
def test_only_the_latest_draft_can_be_signed(store: Engine, state: str) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.PUBLISHED if state == "published" else Stage.DRAFTING)
        (paper,) = papers.current(session, cycle)
        if state == "approved":
            sign(session, paper)
        if state == "superseded":
            a_paper(session, cycle)
    before = dump(store)

    with (
        pytest.raises(RecordError, match=f"Version 1 of this paper is {state} already. Open the latest version"),
        transaction(store) as session,
    ):
        sign(session, session.get_one(Paper, paper.id))

    assert dump(store) == before


def test_a_board_compares_with_its_own_last_paper(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        own, _, now = a_year_of_papers(session)

        last = papers.last_published(session, "progress_report", now)

        assert last is not None
        assert last.cycle_id == own.id


def test_a_board_that_has_had_none_compares_with_the_plans_last_paper_to_any_board(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        _, other, _ = a_year_of_papers(session)
        first = a_cycle(session, Stage.PLANNED, board="scrutiny", meeting_on=date(2026, 6, 24))
        earlier = a_cycle(session, Stage.PLANNED, meeting_on=date(2025, 6, 10))

        last = papers.last_published(session, "progress_report", first)

        assert last is not None
        assert last.cycle_id == other.id
        assert papers.last_published(session, "progress_report", earlier) is None


def test_a_type_that_has_had_no_paper_compares_with_the_last_of_any_type(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        own, _, now = a_year_of_papers(session)

        last = papers.last_published(session, "highlight_report", now)

        assert last is not None
        assert (last.kind, last.cycle_id) == ("progress_report", own.id)


def test_a_paper_made_as_at_a_past_day_compares_with_what_was_out_by_then(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        _, _, now = a_year_of_papers(session)

        assert papers.last_published(session, "progress_report", now, by_then=moment("2025-10-01T09:00")) is None


def a_year_of_papers(session: Session) -> tuple[Cycle, Cycle, Cycle]:
    """The improvement board's paper of November, the partnership's of December, one drafted only, and March's cycle."""
    a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 9, 9))
    own = a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 11, 11))
    other = a_cycle(session, Stage.CLOSED, board="partnership_board", meeting_on=date(2025, 12, 10))
    a_cycle(session, Stage.AWAITING_SIGN_OFF, meeting_on=date(2026, 1, 13))
    return own, other, a_cycle(session, Stage.PLANNED)


def test_a_published_paper_says_when_it_went_out(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.APPROVED)
        go_on(session, cycle, Stage.PUBLISHED)

    with reading(store) as session:
        (paper,) = papers.current(session, cycles.require(session, cycle.reference))
        assert (paper.state, paper.published_at) == ("published", AT)
