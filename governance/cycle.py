"""One governance cycle: its stages, the legal moves between them, and the steps that a tick takes.

Pure. A step is due when its moment is past and it is not yet done, never "because today is the day";
so a tick that was missed is caught up by the next one, and a tick run twice changes nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.calendar import Calendar
from governance.errors import NotYourTurn, WrongStage
from governance.terms import Role, Stage
from governance.timetable import CycleDates
from governance.wording import listed


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """One row of the table of stages.

    meaning: one sentence for people. next: the stages it may move to. turn: whose turn it is.
    may_enter: who may make the move into it. recorded: the verb in the audit trail. told: who is told on entering.
    """

    meaning: str
    next: tuple[Stage, ...]
    turn: Role
    may_enter: frozenset[Role]
    recorded: str
    told: frozenset[Role] = frozenset()


_SYSTEM_OR_OFFICER = frozenset({Role.SYSTEM, Role.OFFICER})
_OFFICER = frozenset({Role.OFFICER})
_DIRECTOR = frozenset({Role.DIRECTOR})

# What is legal, whose turn it is, what is recorded and who is told: one table, one key.
STAGES: dict[Stage, StageRow] = {
    Stage.PLANNED: StageRow(
        meaning="The meeting has a date and the cycle has been counted back from it.",
        next=(Stage.COLLECTING, Stage.CANCELLED),
        turn=Role.SYSTEM,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="cycle planned",
    ),
    Stage.COLLECTING: StageRow(
        meaning="Owners have been asked and are answering.",
        next=(Stage.LOCKED, Stage.CANCELLED),
        turn=Role.OWNER,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="cycle opened",
        told=frozenset({Role.OWNER}),
    ),
    Stage.LOCKED: StageRow(
        meaning="The cut-off has passed; an answer that comes now is recorded as late.",
        next=(Stage.DRAFTING, Stage.CANCELLED),
        turn=Role.SYSTEM,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="cycle locked",
        told=frozenset({Role.OFFICER}),
    ),
    Stage.DRAFTING: StageRow(
        meaning="The paper has been drafted and the officer reads it.",
        next=(Stage.AWAITING_SIGN_OFF, Stage.CANCELLED),
        turn=Role.OFFICER,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="paper drafted",
        told=frozenset({Role.OFFICER}),
    ),
    Stage.AWAITING_SIGN_OFF: StageRow(
        meaning="The director has the paper: sign it off or send it back.",
        next=(Stage.APPROVED, Stage.SENT_BACK, Stage.CANCELLED),
        turn=Role.DIRECTOR,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="sign-off asked",
        told=frozenset({Role.DIRECTOR}),
    ),
    Stage.SENT_BACK: StageRow(
        meaning="The director sent the paper back with a reason; the officer mends it.",
        next=(Stage.AWAITING_SIGN_OFF, Stage.CANCELLED),
        turn=Role.OFFICER,
        may_enter=_DIRECTOR,
        recorded="paper sent back",
        told=frozenset({Role.OFFICER}),
    ),
    Stage.APPROVED: StageRow(
        meaning="The paper is signed off and waits for its hour.",
        next=(Stage.PUBLISHED, Stage.AWAITING_SIGN_OFF, Stage.CANCELLED),
        turn=Role.SYSTEM,
        may_enter=_DIRECTOR,
        recorded="paper signed off",
        told=frozenset({Role.OFFICER}),
    ),
    Stage.PUBLISHED: StageRow(
        meaning="The paper is out, byte for byte what was signed off.",
        next=(Stage.CLOSED,),
        turn=Role.BOARD_MEMBER,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="paper published",
        told=frozenset({Role.BOARD_MEMBER, Role.LEADER}),
    ),
    Stage.CLOSED: StageRow(
        meaning="The meeting is over; its decisions go into the next cycle.",
        next=(),
        turn=Role.SYSTEM,
        may_enter=_SYSTEM_OR_OFFICER,
        recorded="cycle closed",
        told=frozenset({Role.OFFICER}),
    ),
    Stage.CANCELLED: StageRow(
        meaning="The meeting will not take place.",
        next=(),
        turn=Role.SYSTEM,
        may_enter=_OFFICER,
        recorded="cycle cancelled",
        told=frozenset({Role.OFFICER, Role.OWNER}),
    ),
}

FINISHED = frozenset(stage for stage, row in STAGES.items() if not row.next)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of what a tick does: the file flows/steps/<name>.py acts when this says it is due.

    during: the stage in which it may run. due: the name of its moment among MOMENTS (several there
    mean that it recurs). leads_to: the stage it moves the cycle to, or None. overtaken_by: the moment
    after which doing it would be pointless (a reminder after the lock); it is then recorded as held.
    """

    name: str
    does: str
    during: Stage
    due: str
    leads_to: Stage | None = None
    overtaken_by: str = ""


STEPS: tuple[Step, ...] = (
    Step(
        name="open_cycle",
        does="asks every owner for what they owe, in one mail each",
        during=Stage.PLANNED,
        due="open_at",
        leads_to=Stage.COLLECTING,
    ),
    Step(
        name="remind_owners",
        does="reminds those who have not answered",
        during=Stage.COLLECTING,
        due="reminders_at",
        overtaken_by="lock_at",
    ),
    Step(
        name="escalate_silence",
        does="tells the accountable officer who has not answered",
        during=Stage.COLLECTING,
        due="escalate_at",
    ),
    Step(
        name="lock_cycle",
        does="closes the collection",
        during=Stage.COLLECTING,
        due="lock_at",
        leads_to=Stage.LOCKED,
    ),
    Step(
        name="flag_areas",
        does="raises the flags and rates the areas",
        during=Stage.LOCKED,
        due="lock_at",
    ),
    Step(
        name="draft_papers",
        does="writes the papers from the record",
        during=Stage.LOCKED,
        due="draft_at",
        leads_to=Stage.DRAFTING,
    ),
    Step(
        name="ask_sign_off",
        does="puts the papers before the director",
        during=Stage.DRAFTING,
        due="sign_off_asked_at",
        leads_to=Stage.AWAITING_SIGN_OFF,
    ),
    Step(
        name="chase_sign_off",
        does="reminds the director that the paper waits",
        during=Stage.AWAITING_SIGN_OFF,
        due="sign_off_reminders_at",
    ),
    Step(
        name="warn_of_lateness",
        does="tells the officer that the paper is not signed off and what can still be done",
        during=Stage.AWAITING_SIGN_OFF,
        due="sign_off_due_at",
    ),
    Step(
        name="publish_papers",
        does="publishes what was signed off and sends it to the board",
        during=Stage.APPROVED,
        due="publish_at",
        leads_to=Stage.PUBLISHED,
    ),
    Step(
        name="notify_leaders",
        does="tells the leaders what the board will read, before it meets",
        during=Stage.PUBLISHED,
        due="notify_at",
    ),
    Step(
        name="close_cycle",
        does="closes the cycle after the meeting",
        during=Stage.PUBLISHED,
        due="close_at",
        leads_to=Stage.CLOSED,
    ),
)


# The moments of a cycle, by the names they have in CycleDates; in the store, local wall time.
Moments = Mapping[str, tuple[datetime, ...]]
MOMENTS = (
    "open_at",
    "reminders_at",
    "escalate_at",
    "lock_at",
    "draft_at",
    "sign_off_asked_at",
    "sign_off_reminders_at",
    "sign_off_due_at",
    "publish_at",
    "publish_by_at",
    "notify_at",
    "meeting_at",
    "close_at",
)


def moments_of(dates: CycleDates) -> Moments:
    return {name: dates.moments(name) for name in MOMENTS}


def give_time_to_answer(moments: Moments, calendar: Calendar, *, opened_at: datetime, working_days: int = 2) -> Moments:
    """A cycle that opens late still gives owners a little time: the lock moves back, but never past publication.

    Reminders that fall due by then are sent as planned; the paper's own dates do not move.
    """
    earliest = datetime.combine(calendar.add_working_days(opened_at.date(), working_days), opened_at.time())
    latest = moments["publish_at"][0] - timedelta(hours=1)
    lock_at = max(moments["lock_at"][0], min(earliest, latest))
    return {**moments, "lock_at": (lock_at,)}


@dataclass(frozen=True, kw_only=True)
class StepDue:
    """A step whose moment has come.

    occurrence: which of its moments (1, 2, …). overtaken: those that will not be done any more, because
    a later one is due or because it is too late for all of them (then `occurrence` is among them).
    """

    step: Step
    occurrence: int
    overtaken: tuple[int, ...] = ()


def next_step(stage: Stage, moments: Moments, done: Collection[tuple[str, int]], *, as_of: datetime) -> StepDue | None:
    """The first step that is due by now and not yet done, or None.

    done: pairs (step name, occurrence) already recorded for this cycle. as_of: local wall time.
    Of a step that recurs only the newest due occurrence is done; the earlier ones are overtaken,
    and all of them once the collection is due to lock.
    """
    for step in STEPS:
        if step.during is not stage:
            continue
        passed = (n for n, moment in enumerate(moments[step.due], start=1) if moment <= as_of)
        due = [n for n in passed if (step.name, n) not in done]
        if due:
            too_late = bool(step.overtaken_by) and moments[step.overtaken_by][0] <= as_of
            return StepDue(step=step, occurrence=due[-1], overtaken=tuple(due if too_late else due[:-1]))
    return None


def check_move(from_stage: Stage, to_stage: Stage, role: Role) -> None:
    """Raises WrongStage where the move is not legal, NotYourTurn where this role may not make it."""
    if to_stage not in STAGES[from_stage].next:
        legal = listed([say(stage) for stage in STAGES[from_stage].next], "or") or "nothing more: it is finished"
        raise WrongStage(
            f"The cycle is {say(from_stage)} and cannot become {say(to_stage)}; from here it can become {legal}."
        )
    if role not in STAGES[to_stage].may_enter:
        allowed = listed(sorted(say(role) for role in STAGES[to_stage].may_enter), "or")
        raise NotYourTurn(f"Only the {allowed} can make the cycle {say(to_stage)}; you are signed in as {say(role)}.")


def say(word: Stage | Role) -> str:
    """A stage or role as people say it: awaiting_sign_off → “awaiting sign-off”."""
    return word.value.replace("_", " ").replace("sign off", "sign-off").replace("sro", "accountable officer")
