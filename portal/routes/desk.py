"""The officer's desk: what needs doing, the cycles and their pages. An auditor reads them too; no act is here."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from fastapi.responses import Response

from governance.cycle import FINISHED
from plan_store import asked, cycles, papers, plans
from plan_store.database import Session, reading
from plan_store.position import position_of
from plan_store.tables import Cycle
from portal.deps import Visiting
from portal.desk.glance import flags_of, glance_of, sentence_of_rule
from portal.desk.lookup import LARGEST_ID, found
from portal.desk.offers import ACTS
from portal.desk.owners import owner_rows
from portal.desk.trail import trail_of
from portal.desk.turns import standing_of
from portal.desk.waiting import waiting_for_officer
from portal.paper_files import gives_away, hand_out, may_read

router = APIRouter()
SHOWN = ["GET", "HEAD"]
HERE = "/desk"
CycleInPath = Annotated[str, Path(pattern=r"^[a-z0-9-]+$")]
KindInPath = Annotated[str, Path(pattern=r"^[a-z0-9_]+$")]
# What an act has done, for the banner of the page one comes back to.
DONE = {
    "open": "The cycle is open. The owners’ mails go within a minute.",
    "lock": "Answers are closed. What comes now is recorded as late.",
    "draft": "The papers are written. Read them next, then ask for sign-off.",
    "ask": "The director has been asked to sign off.",
    "mend": "The papers are written again, and the director has been asked to sign off the new version.",
    "publish": "The papers are published. The board’s mails go within a minute.",
    "supplement": "The paper is written. The director gets a mail to sign it off within a minute.",
    "late-item": "Recorded. It stands at the head of the papers from the next time they are written.",
    "cancel": "The cycle is cancelled. Those who were asked are told within a minute.",
    "answer": "The answer is recorded in the owner’s name, as written down by you.",
}


@router.api_route("/desk", methods=SHOWN)
def show_desk(visit: Visiting, settled: str = "") -> Response:
    """What needs doing today, then every cycle. settled: reference of an action just settled, for the banner."""
    with reading(visit.engine) as session:
        every = cycles.every(session)
        standings = [(cycle, standing_of(session, cycle, as_of=visit.as_of)) for cycle in every]
        running = [(cycle, standing) for cycle, standing in standings if cycle.stage not in FINISHED]
        return visit.show(
            "desk/front.html",
            here=HERE,
            waiting=waiting_for_officer(session, running),
            running=[standing for _, standing in running if standing.stage != "planned"],
            planned=[standing for _, standing in running if standing.stage == "planned"],
            finished=[standing for _, standing in reversed(standings) if standing.is_finished],
            has_plan=plans.first(session) is not None,
            settled=settled,
        )


@router.api_route("/desk/cycles/{reference}", methods=SHOWN)
def show_cycle(visit: Visiting, reference: CycleInPath, done: str = "", told: int = -1, already: int = 0) -> Response:
    """One cycle at a glance. done: the act just done; told, already: how many a nudge went to, for the banner."""
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        return visit.show(
            "desk/cycle.html",
            here=HERE,
            glance=glance_of(session, visit, cycle),
            done=_has_been_done(cycle, done),
            told=told if done == "nudge" else -1,
            already=already,
            say_rule=sentence_of_rule,
        )


@router.api_route("/desk/cycles/{reference}/owners", methods=SHOWN)
def show_owners(visit: Visiting, reference: CycleInPath) -> Response:
    """Who was asked about what, who has answered, and what became of the mails."""
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        rows = owner_rows(
            session, cycle, asked.people_asked(session, cycle), visit.office.notice_kinds, today=visit.today
        )
        standing = standing_of(session, cycle, as_of=visit.as_of)
        return visit.show("desk/owners.html", here=HERE, standing=standing, rows=rows)


@router.api_route("/desk/cycles/{reference}/flags", methods=SHOWN)
def show_flags(visit: Visiting, reference: CycleInPath) -> Response:
    """What the rules raise and why: kept once they were raised at the lock, and of today until then."""
    with reading(visit.engine) as session:
        cycle = the_cycle(session, reference)
        position = position_of(session, cycle, at=visit.at, as_of=visit.today)
        flags, kept = flags_of(session, visit, cycle, position)
        titles = {line.reference: line.title for line in position.lines}
        titles |= {finding.reference: finding.title for finding in position.findings}
        return visit.show(
            "desk/flags.html",
            here=HERE,
            standing=standing_of(session, cycle, as_of=visit.as_of),
            by_rule={
                rule: [flag for flag in flags if flag.rule == rule] for rule in dict.fromkeys(f.rule for f in flags)
            },
            kept=kept,
            titles=titles,
            say_rule=sentence_of_rule,
        )


@router.api_route("/desk/cycles/{reference}/paper/{kind}/{version:int}.{extension}", methods=SHOWN)
def show_draft(visit: Visiting, reference: CycleInPath, kind: KindInPath, version: int, extension: str) -> Response:
    """Any version of a paper, also one that has been superseded."""
    with reading(visit.engine) as session:
        for paper in papers.versions(session, the_cycle(session, reference)):
            if (paper.kind, paper.version) == (kind, version) and may_read(visit, paper):
                if gives_away(session, visit, paper):
                    raise HTTPException(403, "Words in this version have been marked exempt since it was drafted.")
                return hand_out(session, paper, extension, cache="no-store")
    raise HTTPException(404, "There is no such version of this paper. Open the cycle again and choose one there.")


@router.api_route("/desk/trail", methods=SHOWN)
def show_trail(visit: Visiting, cycle: str = "", who: str = "", subject: str = "", before: int = 0) -> Response:
    """The audit trail, newest first. An answer of nothing is an answer: no row fits what was asked for."""
    wanted = {name: value.strip().replace("\x00", "") for name, value in
              {"cycle": cycle, "by": who, "subject": subject}.items()}  # fmt: skip
    with reading(visit.engine) as session:
        return visit.show(
            "desk/trail.html",
            here=HERE,
            trail=trail_of(session, before=min(max(before, 0), LARGEST_ID), **wanted),
            wanted=wanted,
            before=before,
            cycles=[row.reference for row in reversed(cycles.every(session))],
            people=sorted(asked.names(session).items(), key=lambda pair: pair[1]),
        )


def _has_been_done(cycle: Cycle, done: str) -> str:
    """The banner of an act, if the cycle is where that act leads: an address alone claims nothing."""
    act = ACTS.get(done)
    leads_to = act.leads_to if act else None
    return DONE.get(done, "") if leads_to in (None, cycle.stage) else ""


def the_cycle(session: Session, reference: str) -> Cycle:
    """The cycle of that reference, or a page (404) that says there is none."""
    return found(lambda: cycles.require(session, reference))
