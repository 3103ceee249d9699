"""Who is asked, who owes an answer, and what a notice to each of them says. Pure; it knows no addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from governance.flags import Flag, is_overdue
from governance.position import Line, Person, Position
from governance.ratings import Scale
from governance.terms import Role, Stage


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A folder in templates/notices/: who gets it, and on entering which stage, with which step or on whose act.

    on_act: one of ACTS, something a person did; it goes to those whom that act concerns.
    opens: what its personal link opens (answer, sign_off), empty where it carries none.
    """

    kind: str
    to: tuple[Role, ...]
    on_stage: Stage | None = None
    with_step: str = ""
    on_act: str = ""
    opens: str = ""


# What people do that somebody else, or they themselves, are told of at once.
ACTS = (
    "answers_sent",
    "link_asked",
    "code_asked",
    "nudged",
    "handed_over",
    "not_mine",
    "question_asked",
    "question_answered",
    "paragraph_commented",
    "supplement_drafted",
    "supplement_sent_back",
    "supplement_published",
    "publication_refused",
)


@dataclass(frozen=True, kw_only=True)
class CycleFacts:
    """What every notice may name, the same for all of them. comment: what the director wrote when sending back.

    paper_remark: what the officer has to know of how the paper was made, such as a template that another stood in for.
    """

    council: str
    reference: str
    plan: str
    board: str
    meeting_at: datetime
    place: str
    lock_at: datetime
    publish_by_at: datetime
    sign_off_due_at: datetime
    paper_title: str
    paper_path: str
    comment: str = ""
    headline: tuple[str, ...] = ()
    late_item_paragraph: str = ""
    paper_remark: str = ""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One action that somebody owes an answer on, with what was said last."""

    reference: str
    title: str
    due_on: date | None
    due_words: str
    overdue: bool
    status_word: str
    last_said_on: date | None
    last_said: str
    why: tuple[str, ...]
    owners: tuple[str, ...]


def who_is_asked(line: Line, *, as_of: date) -> Person | None:
    """The lead owner; the deputy while the lead owner is away or gone; nobody for an action that has ended."""
    if line.is_ended:
        return None
    for person in (*line.owners[:1], line.deputy, *line.owners[1:]):
        if person is not None and is_here(person, as_of=as_of):
            return person
    return None


class Comes(Protocol):
    """Somebody with a last day, who may be away: a person of the position, or a row of the store."""

    @property
    def away_until(self) -> date | None: ...

    @property
    def left_on(self) -> date | None: ...


def has_left(person: Comes, *, as_of: date) -> bool:
    """left_on is the first day on which somebody is asked nothing more."""
    return person.left_on is not None and person.left_on <= as_of


def is_here(person: Comes, *, as_of: date) -> bool:
    """Neither gone nor away on that day; away_until is the last day away."""
    away = person.away_until is not None and person.away_until >= as_of
    return not has_left(person, as_of=as_of) and not away


def owed_to(lines: tuple[Line, ...], flags: tuple[Flag, ...], scale: Scale, *, as_of: date) -> tuple[Owed, ...]:
    """The lines as a notice lists them."""
    return tuple(_owed(line, flags, scale, as_of=as_of) for line in lines)


def _owed(line: Line, flags: tuple[Flag, ...], scale: Scale, *, as_of: date) -> Owed:
    last = line.last_answer
    words = "" if last is None else "No change." if last.no_change and not last.narrative else last.narrative
    return Owed(
        reference=line.reference,
        title=line.title,
        due_on=line.due_on,
        due_words=line.due_words,
        overdue=is_overdue(line, as_of=as_of),
        status_word=scale.statuses[line.status].word if line.status else "",
        last_said_on=last.said_on if last else None,
        last_said=words,
        why=tuple(flag.because for flag in flags if flag.subject == line.reference),
        owners=tuple(person.name for person in line.owners),
    )


def lines_for(position: Position, role: Role, person: str, asked: Mapping[str, str]) -> tuple[Line, ...]:
    """The lines a notice to this person is about.

    asked: action reference → reference of the person asked. An owner's are those they were asked about and have
    not answered; an accountable officer's those under them that are silent; the officer's all that are silent; a
    leader's those that are silent or overdue.
    """
    silent = [line for line in position.lines if position.is_silent(line)]
    if role is Role.OWNER:
        return tuple(line for line in silent if asked.get(line.reference) == person)
    if role is Role.SRO:
        return tuple(line for line in silent if line.sro is not None and line.sro.reference == person)
    if role is Role.OFFICER:
        return tuple(silent)
    if role is Role.LEADER:
        return tuple(line for line in position.lines if line in silent or is_overdue(line, as_of=position.as_of))
    return ()


def once_key(cycle: str, kind: str, occurrence: int, person: str) -> str:
    """What makes a notice unique: one of a kind, for one occasion, to one person."""
    return f"{cycle}/{kind}/{occurrence}/{person}"
