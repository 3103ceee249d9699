"""Papers: drafted, signed off, published, each with its facts and its bytes. It knows nothing of how they are made."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from governance.errors import ChangedSinceApproval, RecordError
from governance.terms import Stage
from governance.wording import plural
from plan_store import audit, exemptions
from plan_store.tables import AuditEntry, Board, Cycle, Meeting, Paper, PaperFile, PaperTemplate, Person, SignOff


def keep_draft(
    session: Session,
    cycle: Cycle,
    kind: str,
    title: str,
    facts: Mapping[str, Any],
    files: Mapping[str, tuple[str, bytes]],
    *,
    template_digest: str,
    part: int = 1,
    remark: str = "",
    checked: Sequence[Mapping[str, Any]] = (),
    by: str,
    at: datetime,
) -> Paper:
    """A new version of a paper; the earlier one is superseded, but not one that is out already.

    files: format → (file name, bytes).

    part: 1 for a paper that everybody may read once it is published, 2 for an exempt one. remark: what the officer has
    to know of how it was made. checked: what the checker found in it, as plain values.
    """
    earlier = select(func.max(Paper.version)).where(Paper.cycle_id == cycle.id, Paper.kind == kind)
    for paper in _in_its_place(session, cycle, kind):
        paper.state = "superseded"
        session.add(paper)
    paper = Paper(
        cycle_id=cycle.id or 0,
        kind=kind,
        version=(session.exec(earlier).one() or 0) + 1,
        title=title,
        part=part,
        facts=dict(facts),
        facts_digest=digest_of_facts(facts),
        template_digest=template_digest,
        drafted_at=at,
        remark=remark,
        checked=[dict(finding) for finding in checked],
    )
    session.add(paper)
    session.flush()
    for format_, (name, content) in files.items():
        session.add(
            PaperFile(paper_id=paper.id or 0, format=format_, name=name, digest=digest_of(content), content=content)
        )
    session.flush()
    audit.record(
        session, "paper kept", f"{cycle.reference}/{kind}", by=by, at=at, cycle=cycle.reference, version=paper.version
    )
    return paper


def _in_its_place(session: Session, cycle: Cycle, kind: str) -> list[Paper]:
    """What a new version of a paper replaces: once the pack is out, only what has not gone out itself."""
    stays = {"superseded", "published"} if is_out(cycle) else {"superseded"}
    query = select(Paper).where(Paper.cycle_id == cycle.id, Paper.kind == kind, col(Paper.state).not_in(stays))
    return list(session.exec(query))


def is_out(cycle: Cycle) -> bool:
    """Whether the papers of the cycle have gone out; what is drafted from then on is for a supplement."""
    return cycle.stage in (Stage.PUBLISHED, Stage.CLOSED)


def current(session: Session, cycle: Cycle, kind: str = "") -> list[Paper]:
    """The papers of a cycle that have not been superseded or set aside, in the order they were first drafted.

    Once they are out, those that are: a draft for a supplement is nobody's to read but its signer's and the officer's
    (plan_store.despatches.waiting).
    """
    found = _out_first(cycle, session.exec(_current(cycle)))
    return [paper for paper in found if not kind or paper.kind == kind]


def heads(session: Session, cycle: Cycle) -> list[Paper]:
    """The same papers without their facts, which can be large; they are read only if somebody asks for them."""
    return _out_first(cycle, session.exec(_current(cycle).options(defer(_column(Paper.facts)))))


def _current(cycle: Cycle) -> SelectOfScalar[Paper]:
    query = select(Paper).where(Paper.cycle_id == cycle.id).order_by(col(Paper.id))
    return query.where(col(Paper.state).not_in(("superseded", "to_follow")))


def _out_first(cycle: Cycle, found: Iterable[Paper]) -> list[Paper]:
    every = list(found)
    out = [paper for paper in every if paper.state == "published"] if is_out(cycle) else []
    return out or every


def versions(session: Session, cycle: Cycle) -> list[Paper]:
    """Every version of every paper of the cycle, the superseded ones too, newest first, without their facts."""
    query = select(Paper).where(Paper.cycle_id == cycle.id).order_by(col(Paper.version).desc(), col(Paper.id))
    return list(session.exec(query.options(defer(_column(Paper.facts)))))


def drafted(session: Session, cycle: Cycle, kind: str) -> list[datetime]:
    """When each version of a paper was drafted, oldest first."""
    query = select(Paper.drafted_at).where(Paper.cycle_id == cycle.id, Paper.kind == kind)
    return list(session.exec(query.order_by(col(Paper.version))))


def files(session: Session, paper: Paper) -> dict[str, PaperFile]:
    query = select(PaperFile).where(PaperFile.paper_id == paper.id).order_by(col(PaperFile.id))
    return {file.format: file for file in session.exec(query)}


def file(session: Session, paper: Paper, format_: str) -> PaperFile | None:
    """One format of a paper, without reading the bytes of the others."""
    return session.exec(select(PaperFile).where(PaperFile.paper_id == paper.id, PaperFile.format == format_)).first()


# The facts of a long plan are large and are never changed: those of the last few papers are kept, by their digest.
_FACTS: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
MOST_FACTS = 16


def facts(session: Session, paper_id: int) -> Mapping[str, Any]:
    """What one paper says, as plain values, to be read and not to be changed."""
    digest = session.exec(select(Paper.facts_digest).where(Paper.id == paper_id)).one()
    if (kept := _FACTS.get(digest)) is None:
        kept = _FACTS[digest] = session.exec(select(Paper.facts).where(Paper.id == paper_id)).one()
        if len(_FACTS) > MOST_FACTS:
            _FACTS.popitem(last=False)
    return kept


def formats(session: Session, of: Iterable[int]) -> dict[int, dict[str, int]]:
    """Paper id → format → length in bytes, of these papers, without reading a file."""
    query = select(PaperFile.paper_id, PaperFile.format, func.length(PaperFile.content))
    kept: dict[int, dict[str, int]] = {paper_id: {} for paper_id in of}
    for paper_id, format_, length in session.exec(
        query.where(col(PaperFile.paper_id).in_(kept)).order_by(col(PaperFile.id))
    ):
        kept[paper_id][format_] = length
    return kept


@dataclass(frozen=True, kw_only=True)
class Out:
    """A published paper as a list names it. held_on: the day of its meeting. drafted_at: until when it knows."""

    paper_id: int
    kind: str
    version: int
    title: str
    cycle: str
    board_key: str
    board: str
    meeting_id: int
    held_on: date
    drafted_at: datetime
    published_at: datetime | None


def published(session: Session, *, part: int = 1) -> tuple[Out, ...]:
    """Every published paper of that part, of the newest meeting first, without its facts and files."""
    query = (
        select(Paper, Cycle, Board, Meeting)
        .join(Cycle, col(Paper.cycle_id) == Cycle.id)
        .join(Board, col(Cycle.board_id) == Board.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(Paper.state == "published", Paper.part == part)
        .order_by(col(Meeting.held_on).desc(), col(Meeting.id).desc(), col(Paper.id))
        .options(defer(_column(Paper.facts)))
    )
    return tuple(_out(*row) for row in session.exec(query))


def _out(paper: Paper, cycle: Cycle, board: Board, meeting: Meeting) -> Out:
    return Out(
        paper_id=paper.id or 0,
        kind=paper.kind,
        version=paper.version,
        title=paper.title,
        cycle=cycle.reference,
        board_key=board.key,
        board=board.name,
        meeting_id=meeting.id or 0,
        held_on=meeting.held_on,
        drafted_at=paper.drafted_at,
        published_at=paper.published_at,
    )


def _column(attribute: Any) -> Any:
    """A mapped attribute as SQLAlchemy's options want it, which SQLModel's types do not say."""
    return attribute


def keep_template(session: Session, kind: str, digest: str, files: Mapping[str, str], *, by: str, at: datetime) -> None:
    """Keep the template that has just made a paper, to stand in for a later one that cannot. files: path → base64."""
    row = session.get(PaperTemplate, kind)
    if row is not None and row.digest == digest:
        return
    if row is None:
        row = PaperTemplate(kind=kind, digest=digest, files=dict(files), good_at=at)
    else:
        row.digest, row.files, row.good_at = digest, dict(files), at
    session.add(row)
    audit.record(session, "template kept", kind, by=by, at=at, digest=digest)


def kept_template(session: Session, kind: str) -> PaperTemplate | None:
    """The last version of a template that made a paper."""
    return session.get(PaperTemplate, kind)


def sign(session: Session, paper: Paper, person: Person, outcome: str, comment: str, *, by: str, at: datetime) -> None:
    """Record a director's word on one version and on the very bytes it was said of. outcome: approved or sent_back."""
    if outcome == "sent_back" and not comment.strip():
        raise RecordError("Say what has to change: a paper is sent back with a reason, so that it can be mended.")
    if paper.state != "drafted":
        raise RecordError(f"Version {paper.version} of this paper is {paper.state} already. Open the latest version.")
    digests = {format_: file.digest for format_, file in files(session, paper).items()}
    session.add(
        SignOff(
            paper_id=paper.id or 0, person_id=person.id or 0, outcome=outcome, comment=comment, digests=digests, at=at
        )
    )
    if outcome == "approved":
        paper.state = "approved"
        session.add(paper)
    audit.record(session, f"version {outcome.replace('_', ' ')}", f"paper {paper.id}", by=by, at=at, digests=digests)


def approved_files(session: Session, paper: Paper) -> dict[str, bytes]:
    """File name → bytes, exactly as they were signed off.

    Raises ChangedSinceApproval where one byte differs, or where words of a public paper were marked exempt after it was
    drafted: it would give them away.
    """
    kept = signed_files(session, paper)
    if marks := marked_since(session, paper):
        raise ChangedSinceApproval(
            f"“{paper.title}” holds words that have been marked exempt since it was drafted "
            f"({plural(marks, 'mark')}), so it was not published. Draft it again and ask for a new sign-off."
        )
    return {file.name: file.content for file in kept.values()}


def marked_since(session: Session, paper: Paper) -> int:
    """How many marks were made on words of a public paper after it was drafted; none count for an exempt one."""
    return len(exemptions.marked_since(session, paper.facts, paper.drafted_at)) if paper.part == 1 else 0


def signed_files(session: Session, paper: Paper) -> dict[str, PaperFile]:
    """Format → file, byte for byte as it was signed off. Raises ChangedSinceApproval where one byte differs."""
    query = select(SignOff).where(SignOff.paper_id == paper.id, SignOff.outcome == "approved").order_by(col(SignOff.id))
    approval = session.exec(query).all()
    if not approval:
        raise ChangedSinceApproval(f"Version {paper.version} of “{paper.title}” has not been signed off.")
    kept = files(session, paper)
    if approval[-1].digests != {format_: digest_of(file.content) for format_, file in kept.items()}:
        raise ChangedSinceApproval(
            f"“{paper.title}” is not byte for byte what was signed off, so it was not published. "
            "Draft it again and ask for a new sign-off."
        )
    return kept


def mark_published(session: Session, paper: Paper, *, by: str, at: datetime) -> None:
    """The paper is out. An earlier version that is out stays where it was published; readers are led to this one."""
    earlier = select(Paper).where(
        Paper.cycle_id == paper.cycle_id, Paper.kind == paper.kind, Paper.state == "published", Paper.id != paper.id
    )
    for replaced in session.exec(earlier):
        replaced.state = "superseded"
        session.add(replaced)
    paper.state, paper.published_at = "published", at
    session.add(paper)
    audit.record(session, "paper out", f"paper {paper.id}", by=by, at=at, facts=paper.facts_digest)


def last_published(session: Session, kind: str, before: Cycle, *, by_then: datetime | None = None) -> Paper | None:
    """The paper that a board compares this one with: its own last of this kind, else the plan's last to any board.

    Where there has been none of this kind, it is the last of any kind: all say of every action where it stood.

    by_then: one that had been published by that instant.
    """
    out = () if by_then is None else (col(Paper.published_at) <= by_then,)
    meeting = session.get_one(Meeting, before.meeting_id)
    query = (
        select(Paper, Cycle)
        .join(Cycle, col(Paper.cycle_id) == Cycle.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(Paper.state == "published", Paper.part == 1, Cycle.plan_id == before.plan_id)
        .where(col(Meeting.held_on) < meeting.held_on, *out)
        .order_by(col(Meeting.held_on).desc(), col(Paper.version).desc())
        .options(defer(_column(Paper.facts)))
    )
    published = session.exec(query).all()
    of_kind = [row for row in published if row[0].kind == kind] or published
    own = [paper for paper, cycle in of_kind if cycle.board_id == before.board_id]
    return next(iter(own or [paper for paper, _ in of_kind]), None)


def trail(session: Session, verbs: Collection[str], *, cycle: str = "") -> list[AuditEntry]:
    """Who did these things and when, oldest first: in one cycle, or in all where none is named."""
    query = select(AuditEntry).where(col(AuditEntry.verb).in_(verbs)).order_by(col(AuditEntry.id))
    return list(session.exec(query.where(AuditEntry.cycle == cycle) if cycle else query))


def last_comment(session: Session, cycle: Cycle) -> str:
    """What the director wrote when the cycle's paper was last sent back; empty where it never was."""
    query = (
        select(SignOff.comment)
        .join(Paper, col(SignOff.paper_id) == Paper.id)
        .where(Paper.cycle_id == cycle.id, SignOff.outcome == "sent_back")
        .order_by(col(SignOff.id).desc())
    )
    return session.exec(query).first() or ""


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_of_facts(facts: Mapping[str, Any]) -> str:
    return digest_of(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode())
