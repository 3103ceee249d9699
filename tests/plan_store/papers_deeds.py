"""The verbs that papers are made with, each shown at work (see store_verbs)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from stores import TELLING, a_board, an_action

from governance.reminders import NoticeKind
from governance.terms import Role
from plan_store import clearances, despatches, exemptions, findings_accepted, measures, papers, people, telling
from plan_store.database import Session
from plan_store.tables import Measure

WHO, WHEN = "P-001", datetime(2026, 2, 10, 15, 30, tzinfo=UTC)
BY: dict[str, Any] = {"by": WHO, "at": WHEN}


def _cleared(session: Session, scene: Any) -> None:
    clearances.ask(session, scene.cycle, "legal", "Ngozi Eze, Legal Services", **BY)
    clearances.say(session, scene.cycle, "legal", "cleared", "", "Ngozi Eze", **BY)


def _marked(session: Session, scene: Any) -> Any:
    why = "It names a family."
    return exemptions.mark(session, scene.town.plan, an_action(session, "S1"), paragraph=1, reason=why, **BY)


def _read(session: Session, scene: Any) -> None:
    measure = Measure(plan_id=scene.town.plan.id or 0, reference="M1", title="Visits on time")
    session.add(measure)
    session.flush()
    measures.record_reading(session, measure, date(2026, 1, 31), 82.0, "82", **BY)


def _accepted(session: Session, scene: Any) -> Any:
    reason = "The board knows the abbreviation."
    return findings_accepted.accept(session, scene.cycle, "brief", "k1", "undefined_abbreviation", reason, **BY)


def _opened_again(session: Session, scene: Any) -> None:
    _accepted(session, scene)
    findings_accepted.accept(session, scene.cycle, "brief", "k2", "old_figures", "The next figure comes in May.", **BY)
    findings_accepted.withdraw(session, scene.cycle, "brief", "k2", **BY)


def _set_aside(session: Session, scene: Any) -> Any:
    papers.keep_draft(session, scene.cycle, "brief", "Brief", {}, {}, template_digest="", **BY)
    return despatches.set_aside(session, scene.cycle, "brief", **BY)


def _told_of_supplement(session: Session, scene: Any) -> int:
    people.seat(session, scene.town.elin, a_board(session), **BY)
    kind = NoticeKind(kind="supplement_published", to=(Role.BOARD_MEMBER,), on_act="supplement_published")
    knows_it = replace(TELLING, kinds={kind.kind: kind})
    return telling.tell_of_supplement(session, knows_it, scene.cycle, [scene.paper], **BY)


def _told(act: str) -> Any:
    """The words of a telling that knows this act alone."""
    return replace(TELLING, kinds={act: NoticeKind(kind=act, to=(Role.OFFICER,), on_act=act)})


def _asked_for_supplement(session: Session, scene: Any) -> int:
    return telling.ask_for_supplement(session, _told("supplement_drafted"), scene.cycle, [scene.paper], **BY)


def _told_of_sending_back(session: Session, scene: Any) -> int:
    return telling.tell_of_sending_back(session, _told("supplement_sent_back"), scene.cycle, [scene.paper], **BY)


def _told_of_refusal(session: Session, scene: Any) -> int:
    said = "There is no pack: the template has changed."
    return telling.tell_of_refusal(session, _told("publication_refused"), scene.cycle, said, **BY)


PAPERS_DEEDS: dict[str, Callable[[Session, Any], Any]] = {
    "clearances.ask": lambda s, x: clearances.ask(s, x.cycle, "finance", "The section 151 officer", **BY),
    "clearances.say": _cleared,
    "despatches.set_aside": _set_aside,
    "despatches.send_out": lambda s, x: despatches.send_out(s, x.cycle, [x.paper], order=["progress_report"], **BY),
    "telling.tell_of_supplement": _told_of_supplement,
    "telling.ask_for_supplement": _asked_for_supplement,
    "telling.tell_of_sending_back": _told_of_sending_back,
    "telling.tell_of_refusal": _told_of_refusal,
    "exemptions.mark": _marked,
    "exemptions.lift": lambda s, x: exemptions.lift(s, _marked(s, x), **BY),
    "findings_accepted.accept": _accepted,
    "findings_accepted.withdraw": _opened_again,
    "measures.record_reading": _read,
    "papers.keep_template": lambda s, x: papers.keep_template(s, "brief", "d1", {"body.html": "PGgxPg=="}, **BY),
}
