"""An owner's pages put together from what is kept: the forms, the check page, the receipt. It writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import Response

from config.clock import london
from governance.answers import OWNERS_MAY_SAY, AnswerFault
from plan_store import evidence_files, referrals
from plan_store.database import Session
from plan_store.tables import Action, EvidenceFile, Person
from portal.addresses import answers_address
from portal.deps import Visit
from portal.owner.answer_form import NO_CHANGE, AnswerTyped
from portal.owner.answers_kept import Entry, digest_of, latest_sent, sendable
from portal.owner.asked import AskedAction
from portal.owner.person_step import TRAP
from portal.rounds import Round, round_of
from portal.view_keys import new_key
from portal.visitors import Visitor

ON_ONE_PAGE = 8
NOT_FROM_THE_PAGE = AnswerFault(
    "",
    "This form was out of date, so nothing was saved. Your words are still here: check them and send the form again.",
)
NOT_SAVED = AnswerFault(
    "", "Your answers could not be saved just now. Your words are still here: try again in a few minutes."
)
NOTHING_TYPED = AnswerFault("", "Answer at least one action, then check your answers.")
NOT_A_PERSON = AnswerFault("initials", "Type your initials, the first letters of your first and last name.")
CHANGED = AnswerFault("", "Your answers have changed since this page was shown. Check them again, then send them.")
# What only stands behind “If it is late …”: a fault there opens it.
BEHIND = ("reason", "percent", "new_due_on", "evidence_shows", "evidence_link", "files")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One action's part of the form. was: the marks of what is kept, by which the next page tells what was typed."""

    action: AskedAction
    typed: AnswerTyped
    was: str
    files: Sequence[EvidenceFile]
    fault_of: Mapping[str, str]

    @property
    def open(self) -> bool:
        behind = self.typed.fields
        given = any(behind[name] for name in behind if name not in ("status", "narrative", "would_move"))
        return given or bool(self.files) or any(field in self.fault_of for field in BEHIND)


def block_of(entry: Entry, *, typed: AnswerTyped | None = None, faults: Sequence[AnswerFault] = ()) -> Block:
    """typed: what just came back, where it is not what is kept."""
    return Block(
        action=entry.action,
        typed=entry.typed if typed is None else typed,
        was=entry.typed.marks,
        files=entry.files,
        fault_of={fault.field: fault.sentence for fault in faults},
    )


def faults_on_page(blocks: Sequence[Block], others: Sequence[AnswerFault]) -> list[dict[str, str]]:
    """For the summary at the head: each fault with the address of its field, in the order of the page."""
    first = f"#status-{blocks[0].action.id}" if blocks else "#main-content"
    several = len(blocks) > 1
    found = [{"text": fault.sentence, "href": first} for fault in others]
    for block in blocks:
        for field, sentence in block.fault_of.items():
            target = f"#{field}-{block.action.id}" + ("-day" if field == "new_due_on" else "")
            words = f"{block.action.reference}: {sentence}" if several else sentence
            found.append({"text": words, "href": target})
    return found


def pages_of(entries: Sequence[Entry]) -> list[list[Entry]]:
    """What is still to answer, a few actions to a page."""
    waiting = [entry for entry in entries if not entry.action.answered and not entry.action.not_mine]
    return [waiting[start : start + ON_ONE_PAGE] for start in range(0, len(waiting), ON_ONE_PAGE)]


def show_list(
    session: Session,
    visit: Visit,
    visitor: Visitor,
    entries: Sequence[Entry],
    *,
    number: int = 1,
    blocks: Sequence[Block] | None = None,
    faults: Sequence[AnswerFault] = (),
    status: int = 200,
) -> Response:
    """“Your actions”. number: which page of those still to answer. blocks: as they came back, with their faults."""
    pages = pages_of(entries)
    number = min(max(number, 1), max(len(pages), 1))
    if blocks is None:
        blocks = [block_of(entry) for entry in pages[number - 1]] if pages else []
    about = round_of(session, visit, visitor.cycle)
    return _show(
        visit,
        visitor,
        "actions.html",
        entries,
        status=status,
        round=about,
        blocks=blocks,
        faults=faults_on_page(blocks, faults),
        number=number,
        pages=len(pages),
        waiting=sum(len(page) for page in pages),
        drafted=sum(entry.kept for entry in entries),
        answered=[entry for entry in entries if entry.action.answered],
        not_mine=[entry for entry in entries if entry.action.not_mine and not entry.action.answered],
        passed_on=passed_on(session, visitor),
        is_away=visitor.person.away_until is not None and visitor.person.away_until >= visit.today,
    )


def show_one(
    session: Session,
    visit: Visit,
    visitor: Visitor,
    entries: Sequence[Entry],
    block: Block,
    *,
    faults: Sequence[AnswerFault] = (),
    status: int = 200,
) -> Response:
    about = round_of(session, visit, visitor.cycle)
    if not about.open:
        return show_closed(visit, visitor, about, block.action, status=410 if status == 200 else 409, blocks=[block])
    shown = faults_on_page([block], faults)
    return _show(visit, visitor, "answer.html", entries, status=status, round=about, block=block, faults=shown)


def show_check(
    session: Session,
    visit: Visit,
    visitor: Visitor,
    entries: Sequence[Entry],
    *,
    asks_initials: bool,
    faults: Sequence[AnswerFault] = (),
    status: int = 200,
) -> Response:
    ready = sendable(entries, visit)
    faulty = [(entry, entry.faults(visit)) for entry in entries if entry.kept and entry not in ready]
    return _show(
        visit,
        visitor,
        "check.html",
        entries,
        status=status,
        round=round_of(session, visit, visitor.cycle),
        ready=[(entry, entry.read.answer) for entry in ready],
        faulty=faulty,
        left=sum(not entry.kept and not entry.action.answered and not entry.action.not_mine for entry in entries),
        asks_initials=asks_initials,
        checked=digest_of(ready),
        faults=[
            {"text": fault.sentence, "href": "#initials" if fault.field == "initials" else "#main-content"}
            for fault in faults
        ],
    )


def show_sent(session: Session, visit: Visit, visitor: Visitor, entries: Sequence[Entry]) -> Response:
    sent = [entry.action for entry in entries if entry.action.answered]
    return _show(
        visit,
        visitor,
        "sent.html",
        entries,
        round=round_of(session, visit, visitor.cycle),
        sent=sent,
        sent_at=max(action.sent_at for action in sent if action.sent_at),
        late=[action for action in sent if action.sent and action.sent.late],
        left=[e for e in entries if not e.action.answered and not e.action.not_mine],
        files={a.id: [f.name for f in evidence_files.of_update(session, a.sent)] for a in sent if a.sent},
    )


def show_saved(session: Session, visit: Visit, visitor: Visitor, entries: Sequence[Entry]) -> Response:
    return _show(
        visit,
        visitor,
        "saved.html",
        entries,
        round=round_of(session, visit, visitor.cycle),
        kept=[entry for entry in entries if entry.draft is not None],
        picked=[entry for entry in entries if entry.picked and entry.draft is None],
        link_until=london(visitor.link.expires_at),
    )


def show_closed(
    visit: Visit,
    visitor: Visitor,
    about: Round,
    action: AskedAction | None,
    *,
    status: int,
    blocks: Sequence[Block] = (),
) -> Response:
    """The round takes no answers; words that were just typed are shown, so that they are not lost."""
    words = [(block.action, block.typed) for block in blocks if block.typed.has_words] if status == 409 else []
    return visit.show(
        "closed.html", status=status, visitor=visitor, round=about, action=action, words=words, address=answers_address
    )


def show_trap(visit: Visit, visitor: Visitor) -> Response:
    """The box that people do not see was filled in."""
    return visit.show("trap.html", status=422, visitor=visitor, address=answers_address)


@dataclass(frozen=True, kw_only=True)
class PassedOn:
    """An action handed over. can_return: the deputy has not answered yet."""

    number: int
    action: Action
    to: str
    can_return: bool


def passed_on(session: Session, visitor: Visitor) -> list[PassedOn]:
    return [
        PassedOn(
            number=row.id or 0,
            action=session.get_one(Action, row.action_id),
            to=session.get_one(Person, row.to_id).name,
            can_return=referrals.can_be_taken_back(session, row),
        )
        for row in referrals.made_by(session, visitor.cycle, visitor.person)
        if row.kind == referrals.HANDED_OVER
    ]


def _show(
    visit: Visit, visitor: Visitor, template: str, entries: Sequence[Entry], *, status: int = 200, **shown: object
) -> Response:
    scale = visit.council.scale
    return visit.show(
        template,
        status=status,
        visitor=visitor,
        person=visitor.person,
        entries=entries,
        address=answers_address,
        key=key_for(visit, visitor),
        seen=latest_sent(entries),
        trap=TRAP,
        statuses={word: scale.statuses[word] for word in OWNERS_MAY_SAY},
        no_change=NO_CHANGE,
        **shown,
    )


def key_for(visit: Visit, visitor: Visitor) -> str:
    return new_key(visit.secret, "answers", visitor.link_id)
