"""An owner's form as it came back: its blocks, its files, whether a person stands behind it, and keeping it.

It knows nothing of pages.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from governance.answers import AnswerFault
from governance.errors import RecordError
from governance.wording import number as in_words
from plan_store.database import reading
from plan_store.evidence_files import MOST_FOR_ONE_ACTION
from portal.deps import Visit
from portal.owner.answer_form import block_in
from portal.owner.answers_kept import Entry, Page, entries_of, keep_page, log_refusal, picks_from
from portal.owner.door import is_safe
from portal.owner.evidence_check import LARGEST_FILE, Checked, FileRefused, check_file
from portal.owner.person_step import Picks, is_known_person, keep_picks, remember_person
from portal.view_keys import is_ours
from portal.visitors import Visitor

FILE_ALONE = AnswerFault("evidence_shows", "Write what the evidence shows, and choose the file again.")
# A block of the form is known by its box for words.
NARRATIVE = re.compile(r"narrative-([0-9]{1,9})")


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a form. person: somebody typed words; picks: what this browser now holds beside the drafts.

    file_faults: by action id. saved: nothing stood in the way of keeping it.
    """

    page: Page
    person: bool
    picks: Picks
    file_faults: dict[int, AnswerFault]
    genuine: bool
    saved: bool = True


def take_form(
    visit: Visit, request: Request, visitor: Visitor, form: FormData, picks: Picks, *, by_itself: bool = False
) -> Taken:
    """Keep what came, where it came from a page of ours: as drafts if a person typed it, in the browser if not."""
    numbers = [int(found[1]) for name in form if (found := NARRATIVE.fullmatch(name))]
    blocks = {number: block_in(form, number) for number in numbers}
    person = is_known_person(request, visit.secret, visitor.link_id) or any(
        block.words_typed for block in blocks.values()
    )
    came = {number: given for number in numbers if (given := files_in(form, number))}
    # What is kept already is read only where it is needed: most forms come from a person, and without a file.
    entries = _entries(visit, visitor, picks) if came or not person else ()
    files, faults = _checked(came, entries)
    page = Page(
        blocks=blocks,
        files=files,
        view=str(form.get("key", "")).partition(".")[0],
        place=number_in(form.get("place")),
        seen=number_in(form.get("seen")),
        by_itself=by_itself,
    )
    genuine = is_ours(str(form.get("key", "")), visit.secret, "answers", visitor.link_id)
    if not genuine:
        return Taken(page=page, person=False, picks=picks, file_faults=faults, genuine=False, saved=False)
    if not person:
        faults |= dict.fromkeys(files, FILE_ALONE)
        picks = picks_from(page, entries, picks)
        return Taken(page=page, person=False, picks=picks, file_faults=faults, genuine=True)
    try:
        keep_page(visit, visitor, page, picks)
    except RecordError as fault:
        log_refusal(fault)
        return Taken(page=page, person=True, picks=picks, file_faults=faults, genuine=True, saved=False)
    return Taken(page=page, person=True, picks=Picks({}), file_faults=faults, genuine=True)


def _entries(visit: Visit, visitor: Visitor, picks: Picks) -> tuple[Entry, ...]:
    with reading(visit.engine) as session:
        return entries_of(session, visit, visitor, picks)


def put_cookies(response: Response, visit: Visit, visitor: Visitor, taken: Taken) -> Response:
    """What this browser is to remember: that a person has typed here, and what was picked without a word."""
    about = {"until": visitor.link.expires_at, "at": visit.at, "safe": is_safe(visit)}
    if taken.genuine and taken.saved:
        keep_picks(response, taken.picks, visit.secret, visitor.link_id, **about)  # type: ignore[arg-type]
    if taken.genuine and taken.person:
        remember_person(response, visit.secret, visitor.link_id, **about)  # type: ignore[arg-type]
    return response


def number_in(written: object) -> int:
    """A whole number of a hidden field; 0 for anything else."""
    return int(written) if isinstance(written, str) and re.fullmatch(r"[0-9]{1,15}", written) else 0


def files_in(form: FormData, number: int) -> list[UploadFile]:
    """What was chosen in the box for files of one block; browsers send an empty one where nothing was."""
    return [file for file in form.getlist(f"files-{number}") if isinstance(file, UploadFile) and file.filename]


def _checked(
    came: Mapping[int, Sequence[UploadFile]], entries: Iterable[Entry]
) -> tuple[dict[int, list[Checked]], dict[int, AnswerFault]]:
    """The files of each block that may be kept, and a fault for each block with one that may not."""
    kept: dict[int, list[Checked]] = {}
    faults: dict[int, AnswerFault] = {}
    for entry in entries:
        number = entry.action.id
        for file in came.get(number, ()):
            try:
                checked = check_file(file.filename or "", file.file.read(LARGEST_FILE + 1))
                kept.setdefault(number, []).append(checked)
            except FileRefused as refusal:
                faults[number] = AnswerFault("files", str(refusal))
        there = {(file.name, file.digest) for file in entry.files}
        there |= {(file.name, hashlib.sha256(file.content).hexdigest()) for file in kept.get(number, ())}
        if number in kept and len(there) > MOST_FOR_ONE_ACTION:
            faults[number] = AnswerFault("files", f"An answer takes at most {in_words(MOST_FOR_ONE_ACTION)} files.")
            del kept[number]
    return kept, faults
