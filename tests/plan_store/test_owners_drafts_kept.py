"""Drafts and their files in the store: one for each person and action, sent once, gone afterwards."""

from typing import Any

import pytest
from owners_deeds import GIVEN
from stores import AT, Town, a_cycle, a_town, all_of, an_action, go_on, local, verbs_of

from governance.errors import RecordError
from governance.terms import Stage
from plan_store import drafts, evidence_files
from plan_store.database import Engine, Session, reading, transaction
from plan_store.tables import AnswerDraft, Cycle, EvidenceFile, Update

BY: dict[str, Any] = {"by": "P-001", "at": AT}
FIELDS = {"status": "on_track", "narrative": "Half a thought"}


def keep(session: Session, town: Town, cycle: Cycle, reference: str = "S1", **more: Any) -> AnswerDraft:
    fields = FIELDS | more.pop("fields", {})
    return drafts.keep(session, cycle, an_action(session, reference), town.amara, fields, **more, **BY)


def test_a_draft_is_kept_field_by_field_and_written_over_by_the_next(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        keep(session, town, cycle)
        keep(session, town, cycle, fields={"narrative": "A whole thought"})

    with reading(store) as session:
        (draft,) = all_of(session, AnswerDraft)
        assert drafts.typed(draft) == {"status": "on_track", "narrative": "A whole thought"}
    assert verbs_of(store).count("draft begun") == 1


def test_words_that_come_late_from_the_same_page_change_nothing(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        keep(session, town, cycle, view="page", place=2)
        same_page = keep(session, town, cycle, view="page", place=1, fields={"narrative": "Ha"})
        assert drafts.typed(same_page)["narrative"] == "Half a thought"
        other_page = keep(session, town, cycle, view="another", place=1, fields={"narrative": "From elsewhere"})
        assert drafts.typed(other_page)["narrative"] == "From elsewhere"


def test_sending_turns_a_draft_into_an_answer_and_its_files_into_evidence(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        draft = keep(session, town, cycle)
        evidence_files.keep(session, draft, "figures.csv", "text/csv", b"a,b\n", **BY)
        drafts.send(session, draft, cycle, an_action(session, "S1"), town.amara, GIVEN, as_of=local(AT), **BY)

    with reading(store) as session:
        (update,), (file,) = all_of(session, Update), all_of(session, EvidenceFile)
        assert all_of(session, AnswerDraft) == []
        assert (file.draft_id, file.content) == (None, b"a,b\n")
        assert [found.id for found in evidence_files.of_update(session, update)] == [file.id]
        assert evidence_files.belongs_to(session, file, town.amara.id or 0, cycle.id or 0)
        assert not evidence_files.belongs_to(session, file, town.bryn.id or 0, cycle.id or 0)


def test_a_second_draft_for_the_same_action_is_a_second_answer_whatever_its_number(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        for _ in range(2):
            draft = keep(session, town, cycle)
            drafts.send(session, draft, cycle, an_action(session, "S1"), town.amara, GIVEN, as_of=local(AT), **BY)

        assert len(all_of(session, Update)) == 2


def test_after_the_close_a_draft_is_not_sent_and_not_lost(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        keep(session, town, cycle)
        go_on(session, cycle, Stage.CANCELLED)

    with transaction(store) as session:
        (draft,), action = all_of(session, AnswerDraft), an_action(session, "S1")
        with pytest.raises(RecordError, match="not open"):
            drafts.send(session, draft, cycle, action, town.amara, GIVEN, as_of=local(AT), **BY)

    with reading(store) as session:
        assert len(all_of(session, AnswerDraft)) == 1


def test_a_draft_given_up_takes_its_files_along(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        draft = keep(session, town, cycle)
        evidence_files.keep(session, draft, "figures.csv", "text/csv", b"a,b\n", **BY)
        drafts.discard(session, draft, **BY)

    with reading(store) as session:
        assert all_of(session, EvidenceFile) == []


def test_no_more_than_five_files_belong_to_an_answer_and_the_same_one_twice_is_one(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        draft = keep(session, town, cycle)
        for number in (1, 2, 3, 4, 5, 5):
            evidence_files.keep(session, draft, f"{number}.csv", "text/csv", b"a", **BY)
        with pytest.raises(RecordError, match="at most five files"):
            evidence_files.keep(session, draft, "6.csv", "text/csv", b"a", **BY)

        assert len(evidence_files.of_draft(session, draft)) == 5


def test_a_draft_of_an_action_that_is_asked_of_somebody_else_now_is_not_listed(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle = a_town(session), a_cycle(session)
        keep(session, town, cycle, "S1")
        keep(session, town, cycle, "L1")

        references = [an_action(session, reference).id for reference in ("S1", "L1")]
        assert list(drafts.of_person(session, cycle, town.amara)) == references[:1]
