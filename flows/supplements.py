"""What goes out after the pack: a late paper, one drafted again, one that was to follow, and a pack that was refused.

A supplement is drafted by the officer, signed off by the director and put out by the next tick. The pack stays.
"""

from dataclasses import dataclass
from datetime import datetime

from config.clock import london
from flows.agenda import item_number, paper_name
from flows.drafting import file_name, gather, render
from flows.meeting_papers import agenda_of, papers_of
from flows.office import Office
from flows.publication import folder_of, lacks, put_out
from flows.roles import somebody_who_is
from flows.steps.draft_papers import keep
from governance.cycle import say
from governance.errors import PaperError, RecordError, WrongStage
from governance.terms import Role, Stage
from governance.wording import listed, plural
from papers.catalogue import EXEMPT
from plan_store import cycles, despatches, embargoes, exemptions, papers
from plan_store.audit import SYSTEM
from plan_store.database import Session, reading, transaction
from plan_store.tables import Cycle, Plan
from plan_store.telling import ask_for_supplement, tell_of_refusal, tell_of_supplement

BLANKS = ("[reason]", "[date]")


def set_aside(office: Office, reference: str, kind: str, *, by: str, at: datetime) -> str:
    """Let the other papers of a cycle go without this one, which is to follow. Returns its title."""
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        return despatches.set_aside(session, cycle, kind, by=officer.reference, at=at)[0].title


def draft_supplement(office: Office, reference: str, kind: str, why_late: str, *, by: str, at: datetime) -> int:
    """Draft a paper for the next supplement, from the record as it is now, and ask for its sign-off.

    Returns its version.

    why_late: the late-item paragraph, filled in; not asked for while the clear days can still be met. Raises WrongStage
    unless the papers are out and the meeting is to come, RecordError for a kind there is not or a paragraph that lacks.
    """
    with reading(office.engine) as session:
        somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.require(session, reference)
        check_may_follow(cycle, at=at)
        kinds = _kinds(session, office, cycle, kind)
        _check_reason(cycle, why_late, at=at)
        gathered = {each: gather(session, office, cycle, each, at=at) for each in kinds}
        names = {each: _name(session, office, cycle, each, gathered[each]["cover"]) for each in kinds}
    if why_late.strip():
        gathered = {each: said | {"late_item_reason": why_late.strip()} for each, said in gathered.items()}
    drafts = [render(office, reference, each, said, at=at, named=names[each]) for each, said in gathered.items()]
    with transaction(office.engine) as session:
        officer = somebody_who_is(session, by, Role.OFFICER)
        cycle = cycles.hold_still(session, reference)
        check_may_follow(cycle, at=at)
        kept = keep(session, office, cycle, drafts, by=officer.reference, at=at)
        ask_for_supplement(session, office.telling, cycle, kept, by=officer.reference, at=at)
        return len(papers.drafted(session, cycle, kind))


def check_may_follow(cycle: Cycle, *, at: datetime) -> None:
    """Raises WrongStage unless the papers are out and the meeting has not begun."""
    if cycle.stage is not Stage.PUBLISHED:
        raise WrongStage(
            f"The cycle is {say(cycle.stage)}, so there is no pack to supplement. A supplement can be drafted once the "
            "papers are published, and until the meeting."
        )
    if london(at) >= cycles.moments(cycle)["meeting_at"][0]:
        raise WrongStage("The meeting has begun, so nothing more goes out for it. The paper is for the next one.")


def is_late(cycle: Cycle, *, at: datetime) -> bool:
    """Whether the papers' last day has passed, so that one needs the late-item paragraph."""
    return london(at) > cycles.moments(cycle)["publish_by_at"][0]


def _check_reason(cycle: Cycle, why_late: str, *, at: datetime) -> None:
    if is_late(cycle, at=at) and not why_late.strip():
        raise RecordError(
            "The papers’ last day has passed, so say why this one is late: give the paragraph, filled in, with "
            f"--words. The form: {cycle.late_item_paragraph}"
        )
    if left := [blank for blank in BLANKS if blank in why_late]:
        raise RecordError(f"Put your own words in the place of {listed(left)}; nothing was drafted.")


def _kinds(session: Session, office: Office, cycle: Cycle, kind: str) -> tuple[str, ...]:
    """The type, and its exempt twin where words of the plan are marked exempt."""
    if kind not in office.paper_types or kind.endswith(EXEMPT):
        known = listed([each for each in office.paper_types if not each.endswith(EXEMPT)])
        raise RecordError(f"There is no paper type “{kind}”; there are {known}.")
    paper_type = office.paper_types[kind]
    marked = paper_type.part == 1 and exemptions.standing(session, session.get_one(Plan, cycle.plan_id))
    return (kind, paper_type.twin.kind) if marked else (kind,)


def _name(session: Session, office: Office, cycle: Cycle, kind: str, cover: dict[str, object]) -> str:
    """Its usual name; with the number of its version where a paper of the meeting has that name already."""
    out, waiting = despatches.out(session, cycle), despatches.waiting(session, cycle)
    order, _ = agenda_of(session, office, cycle, [])
    more = dict.fromkeys(paper.kind for paper in (*out, *waiting) if paper.part == 1 and paper.kind not in order)
    order = tuple(dict.fromkeys((*order, *more, kind.removesuffix(EXEMPT))))
    paper_type = office.paper_types[kind]
    name = paper_name(office.council, cycle.reference, paper_type, cover, item=item_number(order, kind))
    others = (*out, *(paper for paper in waiting if paper.kind != kind))
    taken = {file.name.lower() for paper in others for file in papers.files(session, paper).values()}
    is_taken = any(file_name(name, format_).lower() in taken for format_ in paper_type.formats)
    return f"{name}-v{len(papers.drafted(session, cycle, kind)) + 1}" if is_taken else name


@dataclass(frozen=True, kw_only=True)
class FollowedUp:
    """sent: how many papers went out in a supplement, and how many people are told. lacking: why a pack is, empty where
    none is. mended: whether one that was lacking is there now.
    """

    sent: int = 0
    told: int = 0
    lacking: str = ""
    mended: bool = False

    @property
    def said(self) -> str:
        words = (
            f"Published {plural(self.sent, 'paper')} in a supplement and told {self.told} people." if self.sent else ""
        )
        return words + (" Put out what was lacking." if self.mended else "") + self.lacking


def follow_up(office: Office, reference: str, *, at: datetime, by: str = SYSTEM) -> FollowedUp:
    """Put out what was signed off since the pack, and a pack that was refused, where its template is put back.

    Nothing new goes out once the meeting has begun. Files first, as with the pack; a stop in between is harmless.
    Raises ChangedSinceApproval where a paper is not what
    was signed off, UnderEmbargo where it says too early what an inspection found; then nothing is published.
    """
    with reading(office.engine) as session:
        cycle = cycles.require(session, reference)
        if cycle.stage is not Stage.PUBLISHED:
            return FollowedUp()
        has_begun = london(at) >= cycles.moments(cycle)["meeting_at"][0]
        approved = [] if has_begun else despatches.waiting(session, cycle, state="approved")
        going = [paper.id for paper in approved]
        if any(paper.part == 1 for paper in approved):
            embargoes.refuse_before_its_day(session, cycle, london(at).date())
        out_at = despatches.out_at(session, cycle, at)
        meeting = papers_of(session, office, reference) if going or office.published is not None else None
    if meeting is not None and has_begun:
        meeting = meeting.as_it_is_out()
    lacking, mended = "", False
    if office.published is not None and meeting is not None:
        folder = folder_of(office, meeting.board, office.published) / reference
        lacked = not going and lacks(office, meeting, folder)
        if going or lacked:
            lacking = put_out(office, meeting, folder, at=out_at)
            mended = lacked and not lacking
    if not going:
        return FollowedUp(lacking=lacking, mended=mended)
    with transaction(office.engine) as session:
        cycle = cycles.hold_still(session, reference)
        sent = despatches.waiting(session, cycle, state="approved")
        if cycle.stage is not Stage.PUBLISHED or [paper.id for paper in sent] != going:
            return FollowedUp(lacking=lacking)
        for paper in sent:
            papers.approved_files(session, paper)
        despatches.send_out(session, cycle, sent, by=by, at=out_at)
        told = tell_of_supplement(session, office.telling, cycle, sent, by=by, at=at)
    return FollowedUp(sent=len(going), told=told, lacking=lacking)


def tell_why_not(office: Office, reference: str, sentence: str, *, by: str, at: datetime) -> None:
    """The officers get a mail with the sentence that says why something did not go out; once, not with every tick."""
    with transaction(office.engine) as session:
        tell_of_refusal(session, office.telling, cycles.hold_still(session, reference), sentence, by=by, at=at)


def complete(office: Office, reference: str, *, at: datetime) -> str:
    """What an officer is told who asks for what is lacking to be put out. Raises WrongStage, PaperError."""
    with reading(office.engine) as session:
        stage = cycles.require(session, reference).stage
    if stage is not Stage.PUBLISHED:
        raise WrongStage(f"The cycle is {say(stage)}; --publish puts out what lacks once its papers are published.")
    followed = follow_up(office, reference, at=at)
    if followed.lacking:
        raise PaperError(followed.said.strip())
    return followed.said.strip() or "Nothing is lacking: the pack, its supplements and the pages are out."
