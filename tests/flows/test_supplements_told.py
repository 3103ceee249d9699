"""Who is told of a supplement on its way, and of what was refused: read as the letters that left."""

import warnings
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from casts import hidden
from despatches_played import (
    CANARY,
    CYCLE,
    LATE,
    SIGNED_ON,
    WHY_LATE,
    Despatched,
    before_sign_off,
    despatched,
    drafted,
    play_on,
    sign,
)
from quarters import moment
from sqlmodel import select

from flows.deliver_notices import deliver_notices, outbox_folder
from flows.office import Office
from flows.tick import run_tick
from plan_store import cycles, despatches, papers
from plan_store.database import reading, transaction
from plan_store.tables import PaperFile
from portal.app import create_app

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

pytestmark = pytest.mark.full
TITLE = "Improvement plan: exception report"
NEXT_DAY = moment(date(2027, 2, 4), time(9))


@pytest.fixture
def town(tmp_path: Path) -> Despatched:
    return despatched(tmp_path)


def letters(office: Office, *, at: datetime) -> list[tuple[str, str, str]]:
    """To whom, under what subject and with what words a post round sends."""
    folder, came = Path(outbox_folder(office.settings)), []
    before = set(folder.glob("*.eml"))
    deliver_notices(office, at=at)
    for path in sorted(set(folder.glob("*.eml")) - before):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = letter.get_body(("plain",))
        assert body is not None
        came.append((str(letter["To"]), str(letter["Subject"]), body.get_content()))
    return came


def on_the_portal(office: Office, link: str, decision: str, comment: str, *, at: datetime) -> int:
    client = TestClient(create_app(office, clock=lambda: at), base_url="https://portal")
    client.headers["sec-fetch-site"] = "same-origin"
    page = client.get(link)
    fields = {"key": hidden(page.text, "key"), "versions": hidden(page.text, "versions"), "initials": "DM"}
    # The record of Ashcombe leaves the checker something to find.
    typed = fields | {"decision": decision, "comment": comment, "despite": "yes"}
    return client.post(page.url.path, data=typed, follow_redirects=False).status_code


def link_in(words: str) -> str:
    (line,) = (line for line in words.splitlines() if "/sign-off/" in line)
    return line[line.index("/sign-off/") :]


def test_director_and_officer_pass_a_supplement_to_and_fro_by_mail_and_portal_until_it_is_out(
    town: Despatched,
) -> None:
    office = town.office

    drafted(office, "exception_report")
    ((to, subject, words),) = letters(office, at=LATE)
    assert "dev.malhotra@" in to
    assert subject == f"Please sign off a supplement: {TITLE}"
    assert f"* {TITLE}" in words
    assert "an exempt paper (Part 2)" in words
    assert "It goes out as soon as you sign it off" in words
    assert WHY_LATE in " ".join(words.split())
    assert CANARY not in words + subject

    assert on_the_portal(office, link_in(words), "sent_back", "Say which visits.", at=LATE) == 303
    ((to, subject, words),) = letters(office, at=LATE)
    assert "carys.bevan@" in to
    assert subject == f"Sent back by the director: {TITLE} (supplement)"
    assert "Say which visits." in words
    assert [deed for deed in run_tick(office, at=LATE) if deed.step == "publish_supplement"] == []

    drafted(office, "exception_report", at=NEXT_DAY)
    ((_, _, words),) = letters(office, at=NEXT_DAY)
    assert on_the_portal(office, link_in(words), "approved", "", at=NEXT_DAY) == 303
    (deed,) = (deed for deed in run_tick(office, at=NEXT_DAY) if deed.step == "publish_supplement")
    assert deed.said.startswith("Published two papers in a supplement")
    assert f"{CYCLE}-exception-report.pdf" in town.files()


def test_the_officers_get_one_mail_for_one_reason_however_often_the_tick_runs(tmp_path: Path) -> None:
    town = despatched(tmp_path, exempt=False)
    other = replace(town.office, council=town.office.council.model_copy(update={"footer": "Another footer"}))
    (town.folder / f"{CYCLE}-pack.pdf").unlink()

    came = []
    for hour in range(3):
        at = LATE + timedelta(hours=hour)
        run_tick(other, at=at)
        came += letters(other, at=at)

    ((to, subject, words),) = came
    assert "carys.bevan@" in to
    assert subject.startswith("Not published: something for the Improvement Board")
    assert "There is no pack:" in words
    assert "Put the template back" in " ".join(words.split())


def test_a_refused_exempt_paper_is_told_of_without_its_title(town: Despatched) -> None:
    drafted(town.office, "exception_report")
    sign(town.office)
    letters(town.office, at=LATE)
    with transaction(town.office.engine) as session:
        waiting = despatches.waiting(session, cycles.require(session, CYCLE))
        (exempt,) = (paper for paper in waiting if paper.part == 2)
        file = session.exec(select(PaperFile).where(PaperFile.paper_id == exempt.id)).first()
        assert file is not None
        file.content += b" "
        title = exempt.title
        session.add(file)

    run_tick(town.office, at=LATE)
    ((_, subject, words),) = letters(town.office, at=LATE)

    assert "an exempt paper is not byte for byte what was signed off" in " ".join(words.split())
    assert title not in words + subject
    with reading(town.office.engine) as session:
        assert papers.current(session, cycles.require(session, CYCLE), "exception_report") == []


def test_a_pack_that_is_refused_at_its_hour_is_told_of_too(tmp_path: Path) -> None:
    office = before_sign_off(tmp_path, exempt=False)
    play_on(office, SIGNED_ON, SIGNED_ON)
    other = replace(office, council=office.council.model_copy(update={"footer": "Another footer"}))
    at = moment(date(2027, 2, 2), time(9, 30))

    run_tick(other, at=at)
    subjects = [(to, subject) for to, subject, _ in letters(other, at=at) if subject.startswith("Not published")]
    run_tick(other, at=at + timedelta(hours=1))

    assert len(subjects) == 1
    assert [s for _, s, _ in letters(other, at=at + timedelta(hours=1)) if s.startswith("Not published")] == []


def test_papers_that_are_not_what_was_signed_off_stop_no_other_meeting_and_the_officers_hear_of_it_once(
    tmp_path: Path,
) -> None:
    office = before_sign_off(tmp_path, exempt=False)
    play_on(office, SIGNED_ON, SIGNED_ON)
    with transaction(office.engine) as session:
        for file in session.exec(select(PaperFile)):
            file.content += b" "
    due, later = moment(date(2027, 2, 2), time(9, 30)), moment(date(2027, 2, 15), time(9, 30))

    run_tick(office, at=due)
    told = [words for _, subject, words in letters(office, at=due) if subject.startswith("Not published")]
    deeds = run_tick(office, at=later)

    assert len(told) == 1
    assert "not byte for byte what was signed off" in " ".join(told[0].split())
    assert ("partnership-board-2027-03-24", "open_cycle") in {(deed.cycle, deed.step) for deed in deeds}
    assert office.published is not None
    assert not (office.published / CYCLE).exists()
    again = [subject for _, subject, _ in letters(office, at=later) if subject.startswith("Not published")]
    assert again == []
