"""Where a cycle stands and whose turn it is, in words for the officer. It knows nothing of pages."""

from dataclasses import dataclass
from datetime import datetime

from governance.counting import Share
from governance.cycle import FINISHED, STAGES, say
from governance.terms import Role, Stage
from plan_store import cycles, updates
from plan_store.database import Session
from plan_store.tables import Board, Cycle, Meeting
from portal.desk.clock import Moment, clock_of, next_of

TURNS = {
    Role.SYSTEM: "Nobody’s: it goes on by itself",
    Role.OWNER: "The owners’",
    Role.OFFICER: "Yours",
    Role.DIRECTOR: "The director’s",
    Role.BOARD_MEMBER: "The board’s",
}
# GOV.UK's tags; the word stands in each, so no meaning hangs on the colour.
COLOURS = {
    Stage.PLANNED: "grey",
    Stage.COLLECTING: "yellow",
    Stage.LOCKED: "blue",
    Stage.DRAFTING: "orange",
    Stage.AWAITING_SIGN_OFF: "purple",
    Stage.SENT_BACK: "red",
    Stage.APPROVED: "turquoise",
    Stage.PUBLISHED: "green",
    Stage.CLOSED: "grey",
    Stage.CANCELLED: "grey",
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One cycle in short. answered: of the actions asked about; None before it opened. meeting_at: London wall time."""

    reference: str
    board: str
    meeting_at: datetime
    place: str
    stage: Stage
    stage_word: str
    colour: str
    meaning: str
    turn: str
    is_officers_turn: bool
    is_finished: bool
    next: Moment | None
    answered: Share | None
    cancelled_because: str
    meeting_id: int


def standing_of(
    session: Session, cycle: Cycle, *, as_of: datetime, clock: tuple[Moment, ...] | None = None
) -> Standing:
    """Where the cycle stands. clock: its moments, where they have been drawn already."""
    row, stage = STAGES[cycle.stage], cycle.stage
    finished = stage in FINISHED
    return Standing(
        reference=cycle.reference,
        board=session.get_one(Board, cycle.board_id).name,
        meeting_at=cycles.moments(cycle)["meeting_at"][0],
        place=session.get_one(Meeting, cycle.meeting_id).place,
        stage=stage,
        stage_word=say(stage).capitalize(),
        colour=COLOURS[stage],
        meaning=row.meaning,
        turn="Nobody’s: it is over" if finished else TURNS[row.turn],
        is_officers_turn=row.turn is Role.OFFICER and not finished,
        is_finished=finished,
        next=None if finished else next_of(clock or clock_of(session, cycle, as_of=as_of)),
        answered=_answered(session, cycle),
        cancelled_because=cycle.cancelled_because,
        meeting_id=cycle.meeting_id,
    )


def _answered(session: Session, cycle: Cycle) -> Share | None:
    asked = updates.asked_in(session, cycle)
    if not asked:
        return None
    return Share(count=len(asked & updates.answered_in(session, cycle)), base=len(asked), of="action")
