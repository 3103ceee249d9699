"""A cycle moves and those who must know are told, in one transaction: whom, about what, and with which link."""

from dataclasses import replace

import pytest
from stores import (
    AT,
    BY,
    SECRET,
    TELLING,
    a_board,
    a_cycle,
    a_town,
    all_of,
    an_update,
    dump,
    go_on,
    in_one,
    local,
    rolled_back,
    verbs_of,
)

from governance.errors import NotYourTurn, RecordError, WrongStage
from governance.reminders import NoticeKind
from governance.terms import Role, Stage
from plan_store import cycles, links, moves, notices, papers, people
from plan_store.database import Engine, Session, transaction
from plan_store.tables import AccessLink, Action, Cycle, Notice, Person, SignOff
from plan_store.telling import Occasion, tell

PLAN = """
    ref | owner | due        | status   | sro
    S1  | Amara | 2026-01-31 | on_track | Dev
    S2  | Amara | 2026-09-30 | at_risk  | Dev
    L1  | Bryn  | 2026-06-30 | complete | Carys
    L2  | Bryn  | 2026-06-30 | on_track | Carys
"""


def opened(session: Session) -> Cycle:
    """A cycle moved to collecting with its requests, as the step does."""
    cycle = a_cycle(session, Stage.PLANNED)
    asked = {row.id or 0: 1 if row.reference.startswith("S") else 2 for row in all_of(session, Action)}
    cycles.ask(session, cycle, asked, by="system", at=AT)
    session.flush()
    moves.move(session, TELLING, cycle, Stage.COLLECTING, role=Role.SYSTEM, as_of=local(AT), by="system", at=AT)
    return cycle


def letters(session: Session) -> list[tuple[str, str]]:
    return [
        (notice.kind, session.get_one(Person, notice.person_id).name.split()[0]) for notice in notices.outbox(session)
    ]


def test_on_opening_every_owner_gets_one_letter_about_all_they_owe(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, PLAN)
        opened(session)

        assert letters(session) == [("update_request", "Amara"), ("update_request", "Bryn")]
        owed = [[line["reference"] for line in notice.facts["owed"]] for notice in all_of(session, Notice)]
        assert owed == [["S1", "S2"], ["L1", "L2"]]
        assert all(notice.while_silent for notice in all_of(session, Notice))


def test_each_letter_carries_its_persons_own_link(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session, PLAN)
        opened(session)

        by_person = {
            links.open_link(session, links.token(link, secret=SECRET), "answer", at=AT)[2].name: link.id
            for link in all_of(session, AccessLink)
        }
        assert {notice.person_id: notice.link_id for notice in all_of(session, Notice)} == {
            town.amara.id: by_person["Amara Osei"],
            town.bryn.id: by_person["Bryn Maddox"],
        }


def test_told_twice_of_one_occasion_nobody_gets_a_second_letter(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = opened(session)
        occasion = Occasion(stage=Stage.COLLECTING)

        assert tell(session, TELLING, cycle, occasion, as_of=local(AT), by="system", at=AT) == 0
        assert len(all_of(session, Notice)) == 2


def test_who_has_answered_everything_gets_no_further_letter(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = opened(session)
        an_update(session, cycle, "S1")
        an_update(session, cycle, "S2")
        again = Occasion(stage=Stage.COLLECTING, occurrence=2)

        tell(session, TELLING, cycle, again, as_of=local(AT), by="system", at=AT)

        assert letters(session)[2:] == [("update_request", "Bryn")]


def test_a_letter_that_comes_too_late_is_held_not_dropped(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = opened(session)
        late = Occasion(stage=Stage.COLLECTING, occurrence=2, held_because="the round has locked")

        tell(session, TELLING, cycle, late, as_of=local(AT), by="system", at=AT)

        assert {notice.because for notice in notices.outbox(session, "held")} == {"the round has locked"}


def test_nobody_is_told_where_the_move_does_not_happen(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = opened(session)
    before = dump(store)

    def publish(session: Session) -> None:
        held = cycles.hold_still(session, cycle.reference)
        moves.move(session, TELLING, held, Stage.PUBLISHED, role=Role.SYSTEM, as_of=local(AT), by="system", at=AT)

    with pytest.raises(WrongStage):
        in_one(store, publish)

    assert dump(store) == before


def test_the_move_its_trail_and_its_letters_are_kept_together_or_not_at_all(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = a_cycle(session, Stage.DRAFTING)
    before = dump(store)

    def ask(session: Session) -> None:
        held = cycles.hold_still(session, cycle.reference)
        moves.move(session, TELLING, held, Stage.AWAITING_SIGN_OFF, role=Role.OFFICER, as_of=local(AT), by=BY, at=AT)

    with rolled_back(store) as session:
        ask(session)
    called_off = dump(store)
    in_one(store, ask)

    assert called_off == before
    assert verbs_of(store)[-3:] == ["sign-off asked", "link issued", "notice written"]


def test_signing_off_approves_every_paper_and_tells_the_officer(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)

        moves.sign_off(session, TELLING, cycle, town.dev, "Agreed.", as_of=local(AT), at=AT)

        assert cycle.stage is Stage.APPROVED
        assert {paper.state for paper in papers.current(session, cycle)} == {"approved"}
        assert [(row.person_id, row.outcome, row.comment) for row in all_of(session, SignOff)] == [
            (town.dev.id, "approved", "Agreed.")
        ]
        assert letters(session) == [("paper_signed_off", "Carys")]


def test_sending_back_tells_the_officer_what_to_mend_and_a_second_time_is_a_second_letter(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)
        for version, comment in enumerate(("Say which two.", "Now the tables."), start=1):
            moves.send_back(session, TELLING, cycle, town.dev, comment, as_of=local(AT), at=AT)
            assert all_of(session, Notice)[-1].facts["cycle"]["comment"] == comment
            assert len(all_of(session, Notice)) == version
            papers.keep_draft(
                session, cycle, "progress_report", "Report", {"summary": []}, {}, template_digest="", by=BY, at=AT
            )
            go_on(session, cycle, Stage.AWAITING_SIGN_OFF)


def test_without_a_paper_there_is_nothing_to_sign_off(store: Engine) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session, Stage.LOCKED)
        cycle.stage = Stage.AWAITING_SIGN_OFF

        with pytest.raises(RecordError, match="has no paper yet, so there is nothing to sign off"):
            moves.sign_off(session, TELLING, cycle, town.dev, "", as_of=local(AT), at=AT)


@pytest.mark.parametrize("stage", [Stage.LOCKED, Stage.SENT_BACK, Stage.APPROVED, Stage.PUBLISHED])
def test_a_paper_that_is_not_before_the_director_is_not_signed_off(store: Engine, stage: Stage) -> None:
    with transaction(store) as session:
        town = a_town(session)
        cycle = a_cycle(session, stage)
    before = dump(store)

    def sign_off(session: Session) -> None:
        held = cycles.hold_still(session, cycle.reference)
        moves.sign_off(session, TELLING, held, town.dev, "", as_of=local(AT), at=AT)

    with pytest.raises((WrongStage, RecordError)):
        in_one(store, sign_off)

    assert dump(store) == before


def test_only_the_director_makes_a_paper_approved(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)

        with pytest.raises(NotYourTurn):
            moves.move(session, TELLING, cycle, Stage.APPROVED, role=Role.OFFICER, as_of=local(AT), by=BY, at=AT)


def test_a_person_with_two_parts_gets_one_letter(store: Engine) -> None:
    both = NoticeKind(kind="paper_at_risk", to=(Role.OFFICER, Role.DIRECTOR), with_step="warn_of_lateness")
    with transaction(store) as session:
        town = a_town(session)
        people.give_role(session, town.dev, Role.OFFICER, by=BY, at=AT)
        cycle = a_cycle(session, Stage.AWAITING_SIGN_OFF)

        told = tell(
            session, replace(TELLING, kinds={"both": both}), cycle, Occasion(step="warn_of_lateness"), as_of=local(AT),
            by="system", at=AT,
        )  # fmt: skip

        assert told == 2
        assert letters(session) == [("paper_at_risk", "Carys"), ("paper_at_risk", "Dev")]


def test_the_boards_members_are_told_and_no_other_boards(store: Engine) -> None:
    kind = NoticeKind(kind="paper_published", to=(Role.BOARD_MEMBER,), on_stage=Stage.PUBLISHED)
    with transaction(store) as session:
        town = a_town(session)
        people.seat(session, town.bryn, a_board(session, "scrutiny"), by=BY, at=AT)
        cycle = a_cycle(session, Stage.APPROVED)

        moves.move(
            session, replace(TELLING, kinds={"out": kind}), cycle, Stage.PUBLISHED, role=Role.SYSTEM, as_of=local(AT),
            by="system", at=AT,
        )  # fmt: skip

        assert letters(session) == [("paper_published", "Elin")]


def test_an_accountable_officer_hears_of_the_silent_actions_under_them(store: Engine) -> None:
    kind = NoticeKind(kind="silence_escalated", to=(Role.SRO,), with_step="escalate_silence")
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = opened(session)
        for reference in ("L1", "L2", "S2"):
            an_update(session, cycle, reference)

        tell(
            session, replace(TELLING, kinds={"sro": kind}), cycle, Occasion(step="escalate_silence"), as_of=local(AT),
            by="system", at=AT,
        )  # fmt: skip

        assert letters(session)[2:] == [("silence_escalated", "Dev")]
        assert [line["reference"] for line in all_of(session, Notice)[-1].facts["owed"]] == ["S1"]


def test_when_a_meeting_is_cancelled_those_who_were_asked_hear_why(store: Engine) -> None:
    kind = NoticeKind(kind="cycle_cancelled", to=(Role.OWNER,), on_stage=Stage.CANCELLED)
    with transaction(store) as session:
        a_town(session, PLAN)
        cycle = opened(session)

        moves.cancel(
            session, replace(TELLING, kinds={"off": kind}), cycle, "The hall is flooded.", as_of=local(AT), by=BY, at=AT
        )

        assert cycle.stage is Stage.CANCELLED
        assert letters(session)[2:] == [("cycle_cancelled", "Amara"), ("cycle_cancelled", "Bryn")]
        assert all_of(session, Notice)[-1].facts["cycle"]["comment"] == "The hall is flooded."
