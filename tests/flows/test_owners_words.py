"""What an owner wrote goes through every room and comes out as it was written: paper, PDF, Word and mail."""

import email
import html
import io
from datetime import date
from email import policy

import pypdfium2
import pytest
from paper_reading import Page, flat, words_of_word
from paper_samples import ATTACK
from quarters import EVENING, an_office, days, load_ashcombe, moment, tick

from config.clock import london
from governance.answers import AnswerGiven
from governance.terms import DeliveryStatus
from plan_store import cycles, papers, people, plans, updates
from plan_store.database import reading, transaction

pytestmark = pytest.mark.full

CYCLE = "improvement-board-2027-02-09"


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Amara answers with all that could break a format; the paper is drafted, and the next round asks her again."""
    folder = tmp_path_factory.mktemp("verbatim")
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("html", "pdf", "docx"))
    load_ashcombe(office)
    tick(office, moment(date(2027, 1, 6), EVENING))
    at = moment(date(2027, 1, 12), EVENING)
    with transaction(office.engine) as session:
        amara, cycle = people.require(session, "Amara Osei"), cycles.hold_still(session, CYCLE)
        action = plans.find_action(session, plans.require(session), "S3")
        answer = AnswerGiven(status=DeliveryStatus.ON_TRACK, narrative=ATTACK)
        updates.record_update(
            session, cycle, action, amara, answer, once="attack", as_of=london(at), by=amara.reference, at=at
        )
    for day in days(date(2027, 1, 22), date(2027, 2, 15)):
        tick(office, moment(day, EVENING))
    with reading(office.engine) as session:
        paper = papers.current(session, cycles.require(session, CYCLE))[0]
        files = {kind: file.content for kind, file in papers.files(session, paper).items()}
    mails = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((folder / "outbox").glob("202702*.eml"))
    ]
    asked = [mail for mail in mails if "Amara Osei" in mail["To"] and mail["Subject"].startswith("Please update")]
    yield files, asked[-1]
    office.engine.dispose()


def test_an_owners_words_stand_on_the_page_as_written(told):
    page = told[0]["html"].decode()

    assert ATTACK in "".join(Page(page).words)
    assert "<script" not in page


def test_an_owners_words_stand_in_the_word_file_as_written(told):
    assert ATTACK in words_of_word(told[0]["docx"]).replace("\n", "")


def test_an_owners_words_stand_in_the_pdf_as_written(told):
    pdf = pypdfium2.PdfDocument(io.BytesIO(told[0]["pdf"]))
    words = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    before_arabic, long_word = ATTACK.rsplit(" ", 2)[0], ATTACK.rsplit(" ", 1)[1]

    assert flat(before_arabic) in flat(words)
    assert "مرحبا" in words
    # Page ends stand between pieces of the 5,000-letter word; every piece is there.
    assert flat(words).count("anhygoel") >= len(long_word) // len("anhygoel") - 12


def test_an_owners_words_stand_in_the_next_mail_as_written(told):
    mail = told[1]

    assert ATTACK in mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert ATTACK in html.unescape(page)
    assert "<script" not in page
