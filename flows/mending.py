"""Mending: papers that were sent back, or signed off too early, are drafted again and need a new sign-off."""

from datetime import datetime

from config.clock import london
from flows.office import Office
from flows.roles import somebody_who_is
from flows.steps.draft_papers import keep, prepare
from governance.cycle import check_move
from governance.terms import Role, Stage
from plan_store import cycles, papers
from plan_store.database import reading, transaction
from plan_store.moves import move


def mend_papers(office: Office, reference: str, *, by: str, at: datetime) -> int:
    """Draft again from the record as it is and ask for sign-off; returns the version. by: an officer.

    Raises WrongStage where the papers are neither sent back nor signed off, NotYourTurn where `by` is no officer.
    """
    with reading(office.engine) as session:
        # Before a second is spent on drafting what may not be kept.
        check_move(cycles.require(session, reference).stage, Stage.AWAITING_SIGN_OFF, Role.OFFICER)
    drafts = prepare(office, reference, at=at)
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        keep(session, office, cycle, drafts, by=officer.reference, at=at)
        move(
            session,
            office.telling,
            cycle,
            Stage.AWAITING_SIGN_OFF,
            role=Role.OFFICER,
            as_of=london(at),
            by=officer.reference,
            at=at,
        )
        return max(paper.version for paper in papers.current(session, cycle))
