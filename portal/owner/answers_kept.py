"""What an owner has typed and picked so far: put together from drafts and this browser's picks, kept, and sent.

It knows the form's fields and the store's verbs; it shows nothing.
"""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from governance.answers import AnswerFault, faults_in
from governance.errors import RecordError, in_a_log
from plan_store import cycles, drafts, evidence_files, links, updates
from plan_store.database import Session, transaction
from plan_store.tables import Action, AnswerDraft, EvidenceFile, Update
from portal.deps import Visit
from portal.owner.answer_form import AnswerRead, AnswerTyped, BlockTyped, in_page_order, read_answer
from portal.owner.asked import AskedAction, actions_asked
from portal.owner.evidence_check import Checked
from portal.owner.person_step import Picks
from portal.owner.told import tell_received
from portal.visitors import Visitor, admit

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One action with what stands in its block. kept: there is something to send, a draft or a pick."""

    action: AskedAction
    typed: AnswerTyped
    draft: AnswerDraft | None = None
    files: Sequence[EvidenceFile] = ()
    picked: bool = False

    @property
    def kept(self) -> bool:
        return self.draft is not None or self.picked

    @property
    def read(self) -> AnswerRead:
        return read_answer(self.typed, files=len(self.files))

    def faults(self, visit: Visit) -> tuple[AnswerFault, ...]:
        """What is missing or cannot be, one for each field."""
        read, action = self.read, self.action
        of_rules = faults_in(
            read.answer, due_on=action.due_on, as_of=visit.today, unchanged_before=action.unchanged_before
        )
        return in_page_order((*read.faults, *of_rules))


def entries_of(session: Session, visit: Visit, visitor: Visitor, picks: Picks) -> tuple[Entry, ...]:
    """Every action asked of the visitor, with what was typed about it."""
    kept = drafts.of_person(session, visitor.cycle, visitor.person)
    files = evidence_files.of_drafts(session, [draft.id or 0 for draft in kept.values()])
    return tuple(_entry(action, kept.get(action.id), files, picks) for action in actions_asked(session, visit, visitor))


def _entry(
    action: AskedAction, draft: AnswerDraft | None, files: Mapping[int, Sequence[EvidenceFile]], picks: Picks
) -> Entry:
    typed = AnswerTyped(**drafts.typed(draft)) if draft else words_of_this_round(action)
    pick = picks.of.get(action.id)
    if pick is not None:
        typed = replace(AnswerTyped() if pick[1] else typed, status=pick[0])
    of_draft = files.get(draft.id or 0, ()) if draft else ()
    return Entry(action=action, typed=typed, draft=draft, files=of_draft, picked=pick is not None)


def words_of_this_round(action: AskedAction) -> AnswerTyped:
    """A correction starts from the words it corrects; the choice itself is always made anew."""
    if action.sent is None:
        return AnswerTyped()
    percent = "" if action.sent.percent is None else str(action.sent.percent)
    return AnswerTyped(
        narrative=action.sent.narrative,
        reason=action.sent.reason,
        would_move=action.sent.would_move,
        percent=percent,
    )


def latest_sent(entries: Iterable[Entry]) -> int:
    """The number of the last answer sent, 0 where there is none: by it a page knows whether it is out of date."""
    return max((entry.action.sent.id or 0 for entry in entries if entry.action.sent), default=0)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A form as it came back. view, place: which page, and when by its browser's count. seen: latest_sent of then."""

    blocks: Mapping[int, BlockTyped]
    files: Mapping[int, Sequence[Checked]]
    view: str
    place: int
    seen: int
    by_itself: bool = False

    @property
    def words_typed(self) -> bool:
        return any(block.words_typed for block in self.blocks.values())


def picks_from(page: Page, entries: Iterable[Entry], picks: Picks) -> Picks:
    """The picks with those of a page on which nobody typed a word."""
    for entry in entries:
        block = page.blocks.get(entry.action.id)
        if block is not None and block.touched and block.typed.status and not _is_stale(page, entry, block.typed):
            emptied = not block.typed.has_words and entry.typed.has_words
            picks = picks.with_pick(entry.action.id, block.typed.status, emptied=emptied)
    return picks


def keep_page(visit: Visit, visitor: Visitor, page: Page, picks: Picks) -> None:
    """Keep what a person typed on a page, and what was picked in this browser before, as drafts.

    Raises RecordError where the store cannot take it.
    """
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        links.hold_still(session, visitor.link)
        asked = {action.id: action for action in updates.asked_of(session, visitor.cycle, visitor.person)}
        for entry in entries_of(session, visit, visitor, picks):
            _keep_entry(session, visit, visitor, page, entry, asked[entry.action.id])


def _keep_entry(session: Session, visit: Visit, visitor: Visitor, page: Page, entry: Entry, action: Action) -> None:
    block, files = page.blocks.get(entry.action.id), page.files.get(entry.action.id, ())
    typed = entry.typed
    from_here = entry.draft is not None and bool(page.view) and entry.draft.fields.get(drafts.VIEW) == page.view
    if block is not None and (block.touched or from_here or files):
        typed = block.typed
        if _is_stale(page, entry, typed, session) or not typed.can_be_kept:
            return
    elif not entry.picked:
        return
    by: dict[str, Any] = {"by": visitor.person.reference, "at": visit.at}
    if typed.is_empty and not files and not entry.files:
        if entry.draft is not None:
            drafts.discard(session, entry.draft, **by)
        return
    draft = drafts.keep(
        session, visitor.cycle, action, visitor.person, typed.fields, view=page.view, place=page.place, **by
    )
    for file in files:
        evidence_files.keep(session, draft, file.name, file.media_type, file.content, **by)


def _is_stale(page: Page, entry: Entry, typed: AnswerTyped, session: Session | None = None) -> bool:
    """Whether this was sent already: the page is older than the answer, and brings nothing that was not in it."""
    sent = entry.action.sent
    if sent is None or (sent.id or 0) <= page.seen:
        return False
    return page.by_itself or _says_the_same(read_answer(typed), sent, session)


def _says_the_same(read: AnswerRead, sent: Update, session: Session | None) -> bool:
    given = read.answer
    same = (given.status, given.percent, given.narrative, given.reason, given.new_due_on, given.no_change) == (
        sent.status, sent.percent, sent.narrative, sent.reason, sent.asked_due_on, sent.no_change,
    )  # fmt: skip
    evidence = updates.evidence_of(session, sent) if session is not None else given.evidence
    return same and (not given.evidence or given.evidence == evidence)


def sendable(entries: Iterable[Entry], visit: Visit) -> tuple[Entry, ...]:
    """What can be sent as it stands."""
    return tuple(entry for entry in entries if entry.kept and not entry.faults(visit))


def digest_of(entries: Iterable[Entry]) -> str:
    """What a check page has shown, in short: what is sent must be what was checked."""
    shown = [
        f"{entry.action.id}\x1e{entry.typed.marks}\x1e{[file.digest for file in entry.files]}" for entry in entries
    ]
    return hashlib.sha256("\x1f".join(shown).encode()).hexdigest()[:24]


class ChangedSince(Exception):
    """Something was typed since the answers were checked."""


def send_all(visit: Visit, visitor: Visitor, picks: Picks, *, checked: str, seen: int) -> tuple[Update, ...]:
    """Turn everything that was checked into answers, in one transaction. A second time there is nothing left to send.

    Raises ChangedSince where it is not what was checked, RecordError where the round is closed or the store is busy.
    """
    with transaction(visit.engine) as session:
        visitor = admit(session, visit, visitor.token, "answer")
        cycle = cycles.hold_still(session, visitor.cycle.reference)
        links.hold_still(session, visitor.link)
        visitor = replace(visitor, cycle=cycle)
        entries = entries_of(session, visit, visitor, picks)
        if latest_sent(entries) > seen:
            # This browser's picks have been sent by an earlier click.
            entries = entries_of(session, visit, visitor, Picks({}))
        ready = sendable(entries, visit)
        if not ready:
            return ()
        if digest_of(ready) != checked:
            raise ChangedSince
        asked = {action.id: action for action in updates.asked_of(session, cycle, visitor.person)}
        sent = [(entry.action, _send(session, visit, visitor, entry, asked[entry.action.id])) for entry in ready]
        tell_received(session, visit, cycle, visitor.person, sent)
        return tuple(update for _, update in sent)


def _send(session: Session, visit: Visit, visitor: Visitor, entry: Entry, action: Action) -> Update:
    person, cycle, by = visitor.person, visitor.cycle, visitor.person.reference
    draft = entry.draft or drafts.keep(session, cycle, action, person, entry.typed.fields, by=by, at=visit.at)
    return drafts.send(session, draft, cycle, action, person, entry.read.answer, as_of=visit.as_of, by=by, at=visit.at)


def log_refusal(fault: RecordError) -> None:
    """Into the log, without a word of what was typed."""
    LOG.warning("an answer was not recorded: %s", in_a_log(fault))
