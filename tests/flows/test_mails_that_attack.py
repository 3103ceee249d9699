"""Whatever stands in the record, a mail about it holds it as words, under no other headers than its own."""

import email
from collections.abc import Iterator
from datetime import date
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hostile_record import FIELDS, plant
from hostile_words import ATTACKS, MARK, found_in
from lxml import etree, html
from quarters import EVENING, act, an_office, days, load_ashcombe, moment, play, tick

from flows.demonstration import SAMPLE
from flows.story import read_story
from plan_store import tables

pytestmark = pytest.mark.full

HEADERS = (
    "Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "MIME-Version", "Content-Type",
)  # fmt: skip
# A name with a line break in it cannot be written to at all, which has tests of its own.
NAMES = {(tables.Person, "name")}
FROM_ON, TO_ON = date(2027, 1, 23), date(2027, 2, 20)


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EmailMessage]]:
    """Four weeks of a quarter in which the words of the record were replaced: reminders, papers, minutes, briefs."""
    folder = tmp_path_factory.mktemp("letters")
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}")
    load_ashcombe(office)
    play(office, to_on=date(2027, 1, 22))
    before = set((folder / "outbox").iterdir())
    story = read_story(SAMPLE / "story.toml")
    for n, today in enumerate(days(FROM_ON, TO_ON)):
        act(office, story.get(today, []), today)
        plant(office, n, but=NAMES)
        tick(office, moment(today, EVENING))
    yield [read(path) for path in sorted((folder / "outbox").iterdir()) if path not in before]
    office.engine.dispose()


def read(path: Path) -> EmailMessage:
    mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def words_in(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content if kind == "plain" else "".join(html.fromstring(content).find("body").itertext())


def test_words_that_attack_stand_whole_in_mails(mails: list[EmailMessage]) -> None:
    found = [each for mail in mails for kind in ("plain", "html") for each in found_in("notice", words_in(mail, kind))]

    assert {FIELDS[each.place] for each in found} >= {
        (tables.Action, "title"), (tables.Update, "narrative"), (tables.Plan, "title"), (tables.Action, "due_words"),
    }  # fmt: skip
    assert {each.attack for each in found} == set(range(len(ATTACKS)))
    assert [(FIELDS[each.place], each.then) for each in found if not each.whole] == []


def test_no_words_add_a_header_or_end_a_part_of_a_mail(mails: list[EmailMessage]) -> None:
    assert len(mails) > 30
    for mail in mails:
        assert tuple(mail.keys()) == HEADERS
        assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
        assert mail.defects == []


def test_the_subject_of_a_mail_may_attack_and_is_one_line_all_the_same(mails: list[EmailMessage]) -> None:
    attacked = [mail["Subject"] for mail in mails if MARK.search(mail["Subject"])]

    assert attacked
    assert [subject for subject in attacked if len(subject) > 150 or not subject.isprintable()] == []


def test_nothing_in_a_mail_runs_is_fetched_or_leads_where_words_say(mails: list[EmailMessage]) -> None:
    for mail in mails:
        part = mail.get_body(("html",))
        assert part is not None
        page = html.fromstring(part.get_content())
        values = [(str(name), str(value)) for node in page.iter(etree.Element) for name, value in node.items()]
        assert page.xpath("//script | //iframe | //img | //svg | //form | //link") == []
        assert [name for name, _ in values if name.startswith("on")] == []
        assert [value for name, value in values if name == "href" and not value.startswith(("http", "mailto:"))] == []
        assert [value for name, value in values if name == "href" and "x.example" in value] == []
