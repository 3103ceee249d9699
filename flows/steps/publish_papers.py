"""Publish what was signed off, byte for byte, with its pack and its page, and tell the board and the leaders."""

from datetime import datetime
from typing import Any

from config.clock import london
from flows.meeting_papers import agenda_of, papers_of
from flows.office import Office
from flows.publication import folder_of, put_out
from flows.roles import acting_as
from governance.cycle import StepDue
from governance.terms import Stage
from governance.wording import plural
from plan_store import cycles, despatches, embargoes, papers
from plan_store.database import Session, reading
from plan_store.moves import move
from plan_store.tables import Cycle


def prepare(office: Office, reference: str, *, at: datetime) -> str:
    """The files go out first: writing the same bytes again changes nothing, so a stop in between is harmless.

    An exempt paper (Part 2) has no file outside the store; its readers find it on the portal. Returns why there is no
    pack, empty where there is one: papers that are due are not held back by it. Raises ChangedSinceApproval where one
    byte, of either part, is not what was signed off, UnderEmbargo where a public one would say too early what an
    inspection found; then nothing is published.
    """
    with reading(office.engine) as session:
        meeting = papers_of(session, office, reference)
        if meeting.of_part(1):
            embargoes.refuse_before_its_day(session, cycles.require(session, reference), london(at).date())
    if office.published is None:
        return ""
    return put_out(office, meeting, folder_of(office, meeting.board, office.published) / reference, at=at)


def run(session: Session, office: Office, cycle: Cycle, due: StepDue, prepared: Any, *, at: datetime, by: str) -> str:
    out = papers.current(session, cycle)
    for paper in out:
        papers.approved_files(session, paper)
    order, to_follow = agenda_of(session, office, cycle, out)
    despatches.send_out(session, cycle, out, order=order, to_follow=to_follow, by=by, at=at)
    cycles.came_early(session, cycle, "publish_at", london(at), by=by, at=at)
    told = move(session, office.telling, cycle, Stage.PUBLISHED, role=acting_as(by), as_of=london(at), by=by, at=at)
    return f"Published {plural(len(out), 'paper')} and told {told} people.{prepared or ''}"
