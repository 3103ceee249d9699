"""Who is told what when a cycle moves: notices written in the transaction of the move itself.

It knows which kinds of notice there are only from what it is handed, and nothing of their words.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from governance.brief import facts
from governance.exempt import WITHHELD
from governance.flags import Flag
from governance.position import Position
from governance.ratings import Scale
from governance.reminders import CycleFacts, NoticeKind, lines_for, once_key, owed_to
from governance.terms import Role, Stage
from plan_store import cycles, links, notices, papers, people
from plan_store.asked import owners_asked
from plan_store.exemptions import marks_for, titles_of_measures, without
from plan_store.position import position_of
from plan_store.tables import AccessLink, Action, Cycle, Paper, Person, Plan, Update, UpdateRequest

# A link outlives the meeting, so that an owner can read what was said; then the next cycle brings a new one.
LINK_LIVES_AFTER_MEETING = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is needed to write any notice. secret: signs personal links. council: its name."""

    kinds: Mapping[str, NoticeKind]
    scale: Scale
    council: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """Why notices go out now: on entering a stage, or with a step; which time; and if not to be sent, why not."""

    stage: Stage | None = None
    step: str = ""
    occurrence: int = 1
    last_occurrence: bool = True
    held_because: str = ""

    def calls_for(self, kind: NoticeKind) -> bool:
        return (self.stage is not None and kind.on_stage is self.stage) or (
            bool(self.step) and kind.with_step == self.step
        )


def tell(
    session: Session, telling: Telling, cycle: Cycle, occasion: Occasion, *, as_of: datetime, by: str, at: datetime
) -> int:
    """Write every notice this occasion calls for. as_of: local wall time of `at`. Returns how many are new."""
    due = [kind for kind in telling.kinds.values() if occasion.calls_for(kind)]
    if not due:
        return 0
    position = position_of(session, cycle, at=at, as_of=as_of.date())
    about = cycle_facts(session, telling, cycle)
    asked = asked_in(session, cycle)
    written = 0
    for kind in due:
        for role, person in recipients(session, cycle, kind, position):
            lines = lines_for(position, role, person.reference, asked)
            asks = role is Role.SRO or (role is Role.OWNER and bool(kind.opens))
            if asks and not lines:
                continue
            owed = owed_to(lines, flags_to_tell(session, cycle), telling.scale, as_of=as_of.date())
            written += _write(
                session,
                telling,
                cycle,
                kind,
                role,
                person,
                {"cycle": facts(about), "owed": facts(owed)},
                occasion,
                by=by,
                at=at,
            )
    return written


def tell_of_act(
    session: Session,
    telling: Telling,
    cycle: Cycle | None,
    person: Person,
    act: str,
    said: Mapping[str, object],
    *,
    once: str,
    while_silent: bool = False,
    by: str,
    at: datetime,
) -> int:
    """Tell one person of something somebody did (governance.reminders.ACTS), at once and whatever the stage.

    said: plain facts for the templates, beside the cycle's. once: what makes this telling unique. while_silent: not
    sent any more once the person has answered. Returns how many notices are new.
    """
    if cycle is not None and "cycle" not in said:
        said = {"cycle": facts(cycle_facts(session, telling, cycle)), **said}
    written = 0
    for kind in telling.kinds.values():
        if kind.on_act != act:
            continue
        link = _link(session, telling, cycle, kind, person, by=by, at=at) if kind.opens and cycle is not None else None
        notice = notices.write(
            session,
            f"{kind.kind}/{once}/{person.reference}",
            kind.kind,
            person,
            said,
            cycle=cycle,
            link=link,
            while_silent=while_silent,
            by=by,
            at=at,
        )
        written += int(notice is not None)
    return written


def tell_of_supplement(
    session: Session, telling: Telling, cycle: Cycle, sent: Sequence[Paper], *, by: str, at: datetime
) -> int:
    """Tell the board and the leaders of the papers that went out after the pack; of exempt ones nobody is told by mail.

    Returns how many notices are new.
    """
    public = [paper for paper in sent if paper.part == 1]
    if not public:
        return 0
    first, said = public[0], _of_supplement(session, telling, cycle, public)
    readers = [*people.members(session, cycle.board_id), *people.with_role(session, Role.LEADER)]
    once = f"{cycle.reference}/{first.id}"
    return sum(
        tell_of_act(session, telling, cycle, person, "supplement_published", said, once=once, by=by, at=at)
        for person in {person.id: person for person in readers}.values()
    )


def ask_for_supplement(
    session: Session, telling: Telling, cycle: Cycle, drafted: Sequence[Paper], *, by: str, at: datetime
) -> int:
    """Ask the directors to sign off what was drafted for a supplement. Returns how many notices are new."""
    said = _of_supplement(session, telling, cycle, drafted)
    said["supplement"]["exempt"] = sum(paper.part == 2 for paper in drafted)
    return _tell_role(session, telling, cycle, Role.DIRECTOR, "supplement_drafted", said, _once(drafted), by=by, at=at)


def tell_of_sending_back(
    session: Session, telling: Telling, cycle: Cycle, returned: Sequence[Paper], *, by: str, at: datetime
) -> int:
    """Tell the officers that a supplement was sent back, with the reason. Returns how many notices are new.

    Of exempt papers alone the reason is kept back as well: it may repeat them, and stands on the desk.
    """
    said, once = _of_supplement(session, telling, cycle, returned), _once(returned)
    if all(paper.part == 2 for paper in returned):
        said["cycle"]["comment"] = WITHHELD
    return _tell_role(session, telling, cycle, Role.OFFICER, "supplement_sent_back", said, once, by=by, at=at)


def tell_of_refusal(session: Session, telling: Telling, cycle: Cycle, sentence: str, *, by: str, at: datetime) -> int:
    """Tell the officers why something did not go out, once for each sentence. Returns how many notices are new."""
    exempt = {paper.title for paper in papers.versions(session, cycle) if paper.part == 2}
    for title in sorted(exempt, key=len, reverse=True):
        sentence = sentence.replace(f"“{title}”", "an exempt paper").replace(title, "an exempt paper")
    once = f"{cycle.reference}/{papers.digest_of(sentence.encode())[:16]}"
    said = {"refused": sentence}
    return _tell_role(session, telling, cycle, Role.OFFICER, "publication_refused", said, once, by=by, at=at)


def _once(of: Sequence[Paper]) -> str:
    return f"paper {min(paper.id or 0 for paper in of)}"


def _of_supplement(session: Session, telling: Telling, cycle: Cycle, of: Sequence[Paper]) -> dict[str, Any]:
    """What a mail about a supplement may say: of an exempt paper no word, not even its title."""
    public, about = [paper for paper in of if paper.part == 1], facts(cycle_facts(session, telling, cycle))
    about |= {"paper_title": "an exempt paper", "paper_path": "", "headline": []}
    if public:
        about |= {"paper_title": public[0].title, "paper_path": f"papers/{cycle.reference}/{public[0].kind}"}
    late = dict.fromkeys(str(paper.facts.get("late_item_reason", "")) for paper in public)
    supplement = {"titles": [paper.title for paper in public], "late": "\n\n".join(filter(None, late))}
    return {"cycle": about, "supplement": supplement}


def _tell_role(
    session: Session,
    telling: Telling,
    cycle: Cycle,
    role: Role,
    act: str,
    said: Mapping[str, object],
    once: str,
    *,
    by: str,
    at: datetime,
) -> int:
    return sum(
        tell_of_act(session, telling, cycle, person, act, said, once=once, by=by, at=at)
        for person in people.with_role(session, role)
    )


def nudge(
    session: Session,
    telling: Telling,
    cycle: Cycle,
    owners: Sequence[Person],
    *,
    as_of: datetime,
    by: str,
    at: datetime,
) -> int:
    """Ask owners again, each for what they still owe; at most once a day, however often. Returns the new notices."""
    position, asked = position_of(session, cycle, at=at, as_of=as_of.date()), asked_in(session, cycle)
    about = facts(cycle_facts(session, telling, cycle))
    written = 0
    for person in owners:
        lines = lines_for(position, Role.OWNER, person.reference, asked)
        owed = owed_to(lines, (), telling.scale, as_of=as_of.date())
        if not owed:
            continue
        once = f"{cycle.reference}/{as_of:%Y-%m-%d}"
        said = {"cycle": about, "owed": facts(owed)}
        written += tell_of_act(
            session, telling, cycle, person, "nudged", said, once=once, while_silent=True, by=by, at=at
        )
    return written


def silent_people(session: Session, cycle: Cycle) -> list[Person]:
    """Everybody who was asked in the cycle and still owes an answer."""
    answered = select(Update.action_id).where(Update.cycle_id == cycle.id)
    owing = select(UpdateRequest.person_id).where(
        UpdateRequest.cycle_id == cycle.id, col(UpdateRequest.action_id).not_in(answered)
    )
    return list(session.exec(select(Person).where(col(Person.id).in_(owing)).order_by(col(Person.id))))


def people_of(session: Session, references: Collection[str]) -> list[Person]:
    """The people of these references, in the order of the store."""
    return list(session.exec(select(Person).where(col(Person.reference).in_(references)).order_by(col(Person.id))))


def person_asked(session: Session, cycle: Cycle, action: Action) -> Person | None:
    """Who was asked about an action in the cycle; None where nobody was."""
    where = (UpdateRequest.cycle_id == cycle.id, UpdateRequest.action_id == action.id)
    return session.exec(select(Person).join(UpdateRequest).where(*where)).first()


def _write(
    session: Session,
    telling: Telling,
    cycle: Cycle,
    kind: NoticeKind,
    role: Role,
    person: Person,
    said: dict[str, object],
    occasion: Occasion,
    *,
    by: str,
    at: datetime,
) -> int:
    link = _link(session, telling, cycle, kind, person, by=by, at=at) if kind.opens else None
    said |= {"occurrence": occasion.occurrence, "last_occurrence": occasion.last_occurrence}
    notice = notices.write(
        session,
        once_key(cycle.reference, kind.kind, occasion.occurrence, person.reference),
        kind.kind,
        person,
        said,
        cycle=cycle,
        link=link,
        while_silent=role is Role.OWNER and kind.opens == "answer",
        held_because=occasion.held_because,
        by=by,
        at=at,
    )
    return int(notice is not None)


def _link(
    session: Session, telling: Telling, cycle: Cycle, kind: NoticeKind, person: Person, *, by: str, at: datetime
) -> AccessLink:
    held_on = cycles.meeting_of(session, cycle).held_on
    expires_at = datetime(held_on.year, held_on.month, held_on.day, tzinfo=UTC) + LINK_LIVES_AFTER_MEETING
    return links.issue(session, cycle, person, kind.opens, secret=telling.secret, expires_at=expires_at, by=by, at=at)


def recipients(session: Session, cycle: Cycle, kind: NoticeKind, position: Position) -> Iterator[tuple[Role, Person]]:
    """Whom a kind goes to, each person once, in the order of their roles."""
    seen: set[int | None] = set()
    for role in kind.to:
        for person in _people_in(session, cycle, role, position):
            if person.id not in seen:
                seen.add(person.id)
                yield role, person


def _people_in(session: Session, cycle: Cycle, role: Role, position: Position) -> list[Person]:
    if role is Role.OWNER:
        return owners_asked(session, cycle)
    if role is Role.SRO:
        return people_of(session, {line.sro.reference for line in position.lines if line.sro is not None})
    if role is Role.BOARD_MEMBER:
        return people.members(session, cycle.board_id)
    return people.with_role(session, role)


def flags_to_tell(session: Session, cycle: Cycle) -> tuple[Flag, ...]:
    """The flags kept at the lock as a mail may give them: a title that has been marked since is kept back."""
    closed = titles_of_measures(session, marks_for(session))
    return tuple(replace(flag, because=without(flag.because, closed)) for flag in cycles.flags(session, cycle))


def asked_in(session: Session, cycle: Cycle) -> dict[str, str]:
    """Action reference → reference of the person asked."""
    query = (
        select(Action.reference, Person.reference)
        .select_from(UpdateRequest)
        .join(Action, col(UpdateRequest.action_id) == Action.id)
        .join(Person, col(UpdateRequest.person_id) == Person.id)
        .where(UpdateRequest.cycle_id == cycle.id)
    )
    return dict(session.exec(query).all())


def cycle_facts(session: Session, telling: Telling, cycle: Cycle) -> CycleFacts:
    """What every notice of a cycle may name."""
    moments, board = cycles.moments(cycle), cycles.board_of(session, cycle)
    # No word of an exempt paper stands in a mail, not even its title.
    paper = next((paper for paper in papers.current(session, cycle) if paper.part == 1), None)
    return CycleFacts(
        council=telling.council,
        reference=cycle.reference,
        plan=session.get_one(Plan, cycle.plan_id).title,
        board=board.name,
        meeting_at=moments["meeting_at"][0],
        place=cycles.meeting_of(session, cycle).place,
        lock_at=moments["lock_at"][0],
        publish_by_at=moments["publish_by_at"][0],
        sign_off_due_at=moments["sign_off_due_at"][0],
        paper_title=paper.title if paper else "",
        paper_path=f"papers/{cycle.reference}/{paper.kind}" if paper else "",
        comment=cycle.cancelled_because or papers.last_comment(session, cycle),
        headline=tuple(paper.facts["summary"]) if paper else (),
        late_item_paragraph=cycle.late_item_paragraph,
        paper_remark=paper.remark if paper else "",
    )
