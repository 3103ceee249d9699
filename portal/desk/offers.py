"""What an officer may do with a cycle just now, and what each act will do: to whom, by when, and whether for good.

Only what is legal is offered (governance.cycle); it knows nothing of forms, and does nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from config.council import Council
from governance.cycle import STAGES
from governance.position import Position
from governance.reminders import who_is_asked
from governance.terms import Role, Stage
from governance.wording import listed, plural
from plan_store import cycles, papers, people, telling
from plan_store.asked import owners_asked
from plan_store.database import Session
from plan_store.tables import Cycle
from portal.desk.clock import board_in
from portal.pages import say_moment

COLLECTING_ON = frozenset({Stage.COLLECTING})
BEFORE_PUBLICATION = frozenset(
    stage for stage in Stage if stage not in (Stage.PUBLISHED, Stage.CLOSED, Stage.CANCELLED)
)
CANCELLABLE = frozenset(stage for stage, row in STAGES.items() if Stage.CANCELLED in row.next)


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act. words: on the link to it and its button. leads_to: the stage it makes, for telling a second click."""

    key: str
    words: str
    during: frozenset[Stage]
    leads_to: Stage | None = None
    warns: bool = False


ACTS: Mapping[str, Act] = {
    act.key: act
    for act in (
        Act(key="open", words="Open now", during=frozenset({Stage.PLANNED}), leads_to=Stage.COLLECTING),
        Act(key="nudge", words="Nudge everybody who is silent", during=COLLECTING_ON),
        Act(key="lock", words="Close answers now", during=COLLECTING_ON, leads_to=Stage.LOCKED),
        Act(key="draft", words="Write the papers now", during=frozenset({Stage.LOCKED}), leads_to=Stage.DRAFTING),
        Act(
            key="ask",
            words="Ask for sign-off now",
            during=frozenset({Stage.DRAFTING}),
            leads_to=Stage.AWAITING_SIGN_OFF,
        ),
        Act(
            key="mend",
            words="Write the papers again and ask for sign-off",
            during=frozenset({Stage.DRAFTING, Stage.SENT_BACK, Stage.APPROVED}),
            leads_to=Stage.AWAITING_SIGN_OFF,
        ),
        Act(key="publish", words="Publish now", during=frozenset({Stage.APPROVED}), leads_to=Stage.PUBLISHED),
        Act(key="supplement", words="Write a paper for a supplement", during=frozenset({Stage.PUBLISHED})),
        Act(key="late-item", words="Explain a late paper", during=BEFORE_PUBLICATION),
        Act(key="cancel", words="Cancel this cycle", during=CANCELLABLE, leads_to=Stage.CANCELLED, warns=True),
    )
}


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What an act will do, as sentences. undo: whether it can be undone, and how. names: those it reaches."""

    happens: tuple[str, ...]
    undo: str
    names: tuple[str, ...] = field(default=())


def offers(cycle: Cycle) -> tuple[Act, ...]:
    """The acts that are legal now, in the order of a cycle."""
    return tuple(act for act in ACTS.values() if cycle.stage in act.during)


def prospect_of(
    session: Session, council: Council, cycle: Cycle, key: str, position: Callable[[], Position], *, as_of: datetime
) -> Prospect:
    """What the act will do if it is done now. position: the plan today, drawn only where it is needed."""
    if key == "open":
        return _open(cycle, position(), as_of)
    if key in ("lock", "nudge"):
        return _to_the_silent(session, cycle, key)
    if key in ("draft", "mend"):
        return _write(session, council, cycle, key)
    if key == "ask":
        return _ask(session, cycle)
    if key == "publish":
        return _publish(session, cycle)
    if key == "supplement":
        return _supplement(session, cycle)
    return _late_item(cycle) if key == "late-item" else _cancel(session, cycle)


def _moment(cycle: Cycle, name: str) -> str:
    return say_moment(cycles.moments(cycle)[name][0])


def _open(cycle: Cycle, position: Position, as_of: datetime) -> Prospect:
    asked = [who_is_asked(line, as_of=as_of.date()) for line in position.lines]
    names = sorted({person.name for person in asked if person is not None})
    actions = sum(person is not None for person in asked)
    return Prospect(
        happens=(
            f"{plural(len(names), 'owner').capitalize()} will get a mail with a personal link, about "
            f"{plural(actions, 'action')} in all. It goes within a minute.",
            f"Planned was {_moment(cycle, 'open_at')}. Answers close at {_moment(cycle, 'lock_at')} all the same, and "
            "reminders go as planned.",
        ),
        undo="This cannot be undone: a mail that has gone cannot be called back.",
        names=tuple(names),
    )


def _to_the_silent(session: Session, cycle: Cycle, key: str) -> Prospect:
    silent = telling.silent_people(session, cycle)
    names = tuple(person.name for person in silent)
    if key == "nudge":
        return Prospect(
            happens=(
                f"{plural(len(names), 'owner').capitalize()} will get a mail with their personal link and what they "
                "still owe. It goes within a minute.",
                "Nobody is nudged twice on one day, and nobody who answers before it goes.",
                f"Answers close at {_moment(cycle, 'lock_at')}.",
            ),
            undo="This cannot be undone: a mail that has gone cannot be called back.",
            names=names,
        )
    owed = f"{plural(len(names), 'owner')} still {'owes' if len(names) == 1 else 'owe'} an answer."
    return Prospect(
        happens=(
            f"Answers close now instead of at {_moment(cycle, 'lock_at')}. {owed.capitalize()}",
            "What comes later is recorded as late, and the board can see that it was.",
            "Reminders and words to accountable officers that were still to come are not sent.",
            "The flags are raised at once.",
            f"The papers are written at {_moment(cycle, 'draft_at')}, or when you say so.",
        ),
        undo="This cannot be undone: a cycle that is locked does not open again.",
        names=names,
    )


def _write(session: Session, council: Council, cycle: Cycle, key: str) -> Prospect:
    board = board_in(council, cycles.board_of(session, cycle).key)
    kinds = listed([kind.replace("_", " ") for kind in board.reports]) if board else ""
    writes = f"These are written from the record as it is now: {kinds}. It takes a few seconds."
    if key == "draft":
        return Prospect(
            happens=(writes, "You read them next; nobody else gets them before you ask for sign-off."),
            undo="You can write them again as often as you like; every version is kept.",
        )
    directors = people.with_role(session, Role.DIRECTOR)
    approved = cycle.stage is Stage.APPROVED
    return Prospect(
        happens=(
            writes,
            "The version before stays on record."
            + (" What was signed off no longer counts: the new version needs a new sign-off." if approved else ""),
            f"{plural(len(directors), 'director').capitalize()} will get a mail to read the new version and decide by "
            f"{_moment(cycle, 'sign_off_due_at')}.",
        ),
        undo="This cannot be undone, but the papers can be written again, and the director can send them back.",
        names=tuple(person.name for person in directors),
    )


def _ask(session: Session, cycle: Cycle) -> Prospect:
    directors = people.with_role(session, Role.DIRECTOR)
    return Prospect(
        happens=(
            f"{plural(len(directors), 'director').capitalize()} will get a mail with a personal link to read the "
            f"papers and to decide by {_moment(cycle, 'sign_off_due_at')}.",
            f"Planned was {_moment(cycle, 'sign_off_asked_at')}.",
        ),
        undo="This cannot be undone, but the director can send the papers back.",
        names=tuple(person.name for person in directors),
    )


def _publish(session: Session, cycle: Cycle) -> Prospect:
    out = papers.current(session, cycle)
    members, leaders = people.members(session, cycle.board_id), people.with_role(session, Role.LEADER)
    return Prospect(
        happens=(
            f"{plural(len(out), 'paper').capitalize()} will be public at once, byte for byte as signed off, instead of "
            f"at {_moment(cycle, 'publish_at')}.",
            f"{plural(len(members), 'board member').capitalize()} and {plural(len(leaders), 'leader')} get a mail.",
        ),
        undo="This cannot be undone: what is published has been seen.",
        names=tuple(dict.fromkeys(person.name for person in (*members, *leaders))),
    )


def _supplement(session: Session, cycle: Cycle) -> Prospect:
    directors = people.with_role(session, Role.DIRECTOR)
    return Prospect(
        happens=(
            "The paper you choose is written from the record as it is now. It takes a few seconds.",
            f"{plural(len(directors), 'director').capitalize()} will get a mail with a personal link to read it. As "
            "soon as it is signed off it goes out as a supplement, and the board and the leaders get a mail.",
            "The pack that is out stays as it is. Nothing goes out once the meeting has begun.",
        ),
        undo="You can write it again if the director sends it back; every version is kept.",
        names=tuple(person.name for person in directors),
    )


def _late_item(cycle: Cycle) -> Prospect:
    return Prospect(
        happens=(
            "The paragraph stands at the head of the papers from the next time they are written.",
            f"The papers had to be out by {_moment(cycle, 'publish_by_at')}. Fill it in only if they were not, or "
            "cannot be: the chair decides whether the meeting takes a late paper.",
        ),
        undo="You can change it, or empty the box to take it out, until the papers are published.",
    )


def _cancel(session: Session, cycle: Cycle) -> Prospect:
    asked = dict.fromkeys(
        person.name for person in (*owners_asked(session, cycle), *people.with_role(session, Role.OFFICER))
    )
    return Prospect(
        happens=(
            f"{plural(len(asked), 'person', 'people').capitalize()} will be told that the meeting will not take place.",
            "Nothing more is asked, reminded or published for it. What was answered stays on record.",
        ),
        undo="This cannot be undone: a cancelled cycle does not start again. A new meeting gets a new cycle.",
        names=tuple(asked),
    )
