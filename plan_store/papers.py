"""Papers: drafted, signed off, published, each with its facts and its bytes. It knows nothing of how they are made."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from governance.errors import ChangedSinceApproval, RecordError
from plan_store import audit
from plan_store.tables import Cycle, Meeting, Paper, PaperFile, Person, SignOff


def keep_draft(
    session: Session,
    cycle: Cycle,
    kind: str,
    title: str,
    facts: Mapping[str, Any],
    files: Mapping[str, tuple[str, bytes]],
    *,
    template_digest: str,
    by: str,
    at: datetime,
) -> Paper:
    """A new version of a paper; the earlier one is superseded. files: format → (file name, bytes)."""
    earlier = select(func.max(Paper.version)).where(Paper.cycle_id == cycle.id, Paper.kind == kind)
    for paper in current(session, cycle, kind):
        paper.state = "superseded"
        session.add(paper)
    paper = Paper(
        cycle_id=cycle.id or 0,
        kind=kind,
        version=(session.exec(earlier).one() or 0) + 1,
        title=title,
        facts=dict(facts),
        facts_digest=digest_of_facts(facts),
        template_digest=template_digest,
        drafted_at=at,
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


def current(session: Session, cycle: Cycle, kind: str = "") -> list[Paper]:
    """The papers of a cycle that have not been superseded, in the order they were first drafted."""
    query = select(Paper).where(Paper.cycle_id == cycle.id, Paper.state != "superseded").order_by(col(Paper.id))
    if kind:
        query = query.where(Paper.kind == kind)
    return list(session.exec(query))


def files(session: Session, paper: Paper) -> dict[str, PaperFile]:
    query = select(PaperFile).where(PaperFile.paper_id == paper.id).order_by(col(PaperFile.id))
    return {file.format: file for file in session.exec(query)}


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
    """File name → bytes, exactly as they were signed off. Raises ChangedSinceApproval where one byte differs."""
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
    return {file.name: file.content for file in kept.values()}


def mark_published(session: Session, paper: Paper, *, by: str, at: datetime) -> None:
    paper.state, paper.published_at = "published", at
    session.add(paper)
    audit.record(session, "paper out", f"paper {paper.id}", by=by, at=at, facts=paper.facts_digest)


def last_published(session: Session, kind: str, before: Cycle) -> Paper | None:
    """The paper that a board compares this one with: its own last of this kind, else the plan's last to any board."""
    meeting = session.get_one(Meeting, before.meeting_id)
    query = (
        select(Paper, Cycle)
        .join(Cycle, col(Paper.cycle_id) == Cycle.id)
        .join(Meeting, col(Cycle.meeting_id) == Meeting.id)
        .where(Paper.kind == kind, Paper.state == "published", Cycle.plan_id == before.plan_id)
        .where(col(Meeting.held_on) < meeting.held_on)
        .order_by(col(Meeting.held_on).desc(), col(Paper.version).desc())
    )
    published = session.exec(query).all()
    own = [paper for paper, cycle in published if cycle.board_id == before.board_id]
    return next(iter(own or [paper for paper, _ in published]), None)


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
