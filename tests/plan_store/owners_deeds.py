"""One deed for each verb that an owner's pages call, for the test that every verb leaves a trail."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session
from stores import an_action, local

from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus
from plan_store import drafts, evidence_files, people, referrals, refusals, updates
from plan_store.links import LinkRefused
from plan_store.tables import AnswerDraft, EvidenceFile, Referral

WHEN = datetime(2026, 2, 10, 15, 30, tzinfo=UTC)
BY: dict[str, Any] = {"by": "P-001", "at": WHEN}
GIVEN = AnswerGiven(
    status=DeliveryStatus.ON_TRACK, narrative="It goes on.", evidence=(("Weekly figures", "https://a.example/f"),)
)


def a_draft(session: Session, scene: Any) -> AnswerDraft:
    fields = {"status": "on_track", "narrative": "It goes on."}
    return drafts.keep(session, scene.cycle, an_action(session, "S2"), scene.town.amara, fields, **BY)


def a_file(session: Session, scene: Any) -> EvidenceFile:
    return evidence_files.keep(session, a_draft(session, scene), "figures.csv", "text/csv", b"a,b\n1,2\n", **BY)


def handed_to_bryn(session: Session, scene: Any) -> Referral:
    """S2, which is Amara's; Bryn is her deputy."""
    people.describe(session, scene.town.amara, deputy_id=scene.town.bryn.id, **BY)
    action, today = an_action(session, "S2"), WHEN.date()
    return referrals.hand_over(
        session, scene.cycle, action, scene.town.amara, scene.town.bryn, "On leave.", today=today, **BY
    )


def said_not_to_be_amaras(session: Session, scene: Any) -> Referral:
    action = an_action(session, "S2")
    return referrals.say_not_mine(session, scene.cycle, action, scene.town.amara, "It went to housing.", **BY)


def _send(session: Session, scene: Any) -> None:
    draft, action, amara = a_draft(session, scene), an_action(session, "S2"), scene.town.amara
    drafts.send(session, draft, scene.cycle, action, amara, GIVEN, as_of=local(WHEN), **BY)


def _move_files(session: Session, scene: Any) -> None:
    file = a_file(session, scene)
    draft = session.get_one(AnswerDraft, file.draft_id)
    action, amara, when = an_action(session, "S2"), scene.town.amara, local(WHEN)
    update = updates.record_update(session, scene.cycle, action, amara, GIVEN, once="files", as_of=when, **BY)
    evidence_files.move_to_update(session, draft, update, **BY)


def _discard(session: Session, scene: Any) -> None:
    """One of two drafts, so that something is left to see."""
    drafts.keep(session, scene.cycle, an_action(session, "S1"), scene.town.amara, {"status": "complete"}, **BY)
    drafts.discard(session, session.get_one(AnswerDraft, a_file(session, scene).draft_id), **BY)


def _take_away(session: Session, scene: Any) -> None:
    evidence_files.take_away(session, a_file(session, scene), **BY)


def _take_back(session: Session, scene: Any) -> None:
    referrals.take_back(session, handed_to_bryn(session, scene), **BY)


def _settle(session: Session, scene: Any) -> None:
    referral = said_not_to_be_amaras(session, scene)
    referrals.settle(session, referral, to=scene.town.bryn, outcome="given to another", **BY)


OWNERS_DEEDS: dict[str, Callable[[Session, Any], Any]] = {
    "drafts.keep": a_draft,
    "drafts.send": _send,
    "drafts.discard": _discard,
    "evidence_files.keep": a_file,
    "evidence_files.take_away": _take_away,
    "evidence_files.move_to_update": _move_files,
    "referrals.hand_over": handed_to_bryn,
    "referrals.take_back": _take_back,
    "referrals.say_not_mine": said_not_to_be_amaras,
    "referrals.settle": _settle,
    "refusals.note": lambda s, x: refusals.note(s, LinkRefused("No.", why="expired", link=1), "10.0.0.9", **BY),
}
