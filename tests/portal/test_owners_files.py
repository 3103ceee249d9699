"""Files that show something: taken by their content, kept with the draft, given back as downloads."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from casts import Ashcombe
from fastapi.testclient import TestClient
from hostile_words import ATTACKS, Attack
from httpx import Response
from owners_day import came_in, fields_of, in_textarea, send_what_is_checked, typed_on
from sqlmodel import select

from plan_store import evidence_files
from plan_store.database import reading
from plan_store.tables import Evidence, EvidenceFile
from portal.owner.evidence_check import LARGEST_FILE, MAIN_PARTS, FileRefused, check_file, safe_name
from portal.routes.answers_files import as_download

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
File = tuple[str, bytes]


def a_document(ending: str, **more: bytes) -> bytes:
    """The parts of an Office file, as far as anybody looks at them."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as parts:
        parts.writestr("[Content_Types].xml", b"<Types/>")
        parts.writestr(MAIN_PARTS[ending], b"<document/>")
        for name, content in more.items():
            parts.writestr(name, content)
    return written.getvalue()


def attach(client: TestClient, pages: str, *files: File, do: str = "check", **typed: str) -> Response:
    address = f"{pages}/action/A-001"
    page = client.get(address).text
    given = {"evidence_shows": "Weekly figures", **typed}
    fields = fields_of(page) | typed_on(page, "A-001", **given) | {"do": do}
    sent: Response = client.post(
        address, data=fields, files=[("files-1", file) for file in files], follow_redirects=False
    )
    return sent


def kept(town: Ashcombe) -> list[EvidenceFile]:
    with reading(town.office.engine) as session:
        return list(session.exec(select(EvidenceFile)))


GOOD = {
    "plan.pdf": PDF,
    "plan.PDF": PDF,
    "notes.docx": a_document(".docx"),
    "figures.xlsx": a_document(".xlsx"),
    "slides.pptx": a_document(".pptx"),
    "door.png": PNG,
    "door.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "notes.txt": "Ŵyth o gartrefi".encode(),
    "figures.csv": "team,£\nEast,5\n".encode("cp1252"),
}
BAD = {
    "run.exe": (b"MZ\x90", "of a kind that is not taken"),
    "page.html": (b"<script>alert(1)</script>", "of a kind that is not taken"),
    "picture.svg": (b"<svg onload='alert(1)'/>", "of a kind that is not taken"),
    "plan": (PDF, "of a kind that is not taken"),
    "macros.docm": (a_document(".docx"), "of a kind that is not taken"),
    "empty.pdf": (b"", "is empty"),
    "plan.pdf": (b"MZ\x90", "is not what its name says"),
    "door.png": (PDF, "is not what its name says"),
    "notes.docx": (PDF, "cannot be read as a docx file"),
    "figures.xlsx": (a_document(".docx"), "cannot be read as a xlsx file"),
    "slides.pptx": (a_document(".pptx")[:60], "cannot be read as a pptx file"),
    "macros.docx": (a_document(".docx", **{"word/vbaProject.bin": b"x"}), "has macros in it"),
    "typed.xlsx": (a_document(".xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), "has macros in it"),
    "notes.txt": (b"\x00\x01\x02", "is not plain text"),
    "large.txt": (b"a" * (LARGEST_FILE + 1), "is larger than 10 MB"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_taken_byte_for_byte(name: str) -> None:
    assert check_file(name, GOOD[name]).content == GOOD[name]


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_not_what_it_says_is_refused_with_its_name_and_what_to_do(name: str) -> None:
    content, sentence = BAD[name]

    with pytest.raises(FileRefused) as refused:
        check_file(name, content)

    assert sentence in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("..\\..\\windows\\figures.csv", "figures.csv"),
        ("/etc/passwd.txt", "passwd.txt"),
        ('a"b\r\nSet-Cookie: x.pdf', "abSet-Cookie x.pdf"),
        ("fdp.\u202egpj.exe", "fdp.gpj.exe"),
        ("Ŵyth o gartrefi.docx", "Ŵyth o gartrefi.docx"),
        (f"{'w' * 300}.pdf", f"{'w' * 100}.pdf"),
        ("...", "file"),
    ],
)
def test_the_name_of_a_file_is_made_safe_and_stays_readable(given: str, kept_as: str) -> None:
    assert safe_name(given) == kept_as


def test_a_file_stays_with_the_draft_through_an_error_and_becomes_evidence_when_sent(town: Ashcombe) -> None:
    client, pages = came_in(town)

    faulty = attach(client, pages, ("figures.csv", b"a,b\n1,2\n"), status="off_track")
    again = client.get(f"{pages}/action/A-001").text
    attach(client, pages, reason="Two vacancies.", status="off_track")
    send_what_is_checked(client, pages)

    assert faulty.status_code == 422
    assert "figures.csv" in faulty.text
    assert "figures.csv" in again
    with reading(town.office.engine) as session:
        evidence = session.exec(select(Evidence)).one()
        (file,) = evidence_files.of_update(session, town.updates()[-1])
        assert (file.evidence_id, file.draft_id, file.name) == (evidence.id, None, "figures.csv")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.aimed_at)
def test_no_words_in_the_name_of_a_file_leave_its_folder_or_its_header(attack: Attack) -> None:
    as_kept = safe_name(f"{attack.words}.pdf")
    straight_from_the_store = (
        as_download(EvidenceFile(name=name, content=PDF, media_type="application/pdf", digest="", size=1))
        for name in (as_kept, attack.words)
    )

    assert Path(as_kept).name == as_kept
    assert len(as_kept.encode()) <= 255
    assert not re.search(r'[\x00-\x1f\x7f-\x9f\u202a-\u202e"\\/:;]', as_kept)
    for response in straight_from_the_store:
        header = response.headers["content-disposition"]
        assert re.fullmatch(r"attachment; filename=\"[^\"\\\x00-\x1f\x7f]*\"; filename\*=UTF-8\'\'[\w.~%-]*", header)


def test_a_file_comes_back_as_a_download_that_no_browser_runs(town: Ashcombe) -> None:
    client, pages = came_in(town)
    attach(client, pages, ("Ŵyth.pdf", PDF))

    file = client.get(f"{pages}/file/1")

    assert file.content == PDF
    assert file.headers["content-disposition"].startswith('attachment; filename="_yth.pdf"')
    assert "filename*=UTF-8''%C5%B4yth.pdf" in file.headers["content-disposition"]
    assert file.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in file.headers["content-security-policy"]


def test_nobody_elses_link_opens_a_file_before_or_after_it_is_sent(town: Ashcombe) -> None:
    client, pages = came_in(town)
    attach(client, pages, ("plan.pdf", PDF))
    bryn, bryns = came_in(town, "Bryn")

    before = bryn.get(f"{bryns}/file/1").status_code
    send_what_is_checked(client, pages)
    after = bryn.get(f"{bryns}/file/1").status_code

    assert (before, after, client.get(f"{pages}/file/1").status_code) == (404, 404, 200)
    assert client.get(f"{pages}/file/99999999999999999999").status_code == 404


def test_a_refused_file_is_named_and_the_words_are_kept(town: Ashcombe) -> None:
    client, pages = came_in(town)

    sent = attach(client, pages, ("run.exe", b"MZ"), ("plan.pdf", PDF), do="save")

    assert sent.status_code == 422
    assert "“run.exe” is of a kind that is not taken." in sent.text
    assert '<a href="#files-1">' in sent.text
    assert in_textarea(sent.text, "narrative-1") == "All three teams decide within a day."
    assert [file.name for file in kept(town)] == ["plan.pdf"]


def test_a_sixth_file_is_refused_and_the_same_file_twice_is_one(town: Ashcombe) -> None:
    client, pages = came_in(town)
    five = [(f"plan {n}.pdf", PDF) for n in range(5)]

    attach(client, pages, *five)
    same = attach(client, pages, five[0])
    sixth = attach(client, pages, ("sixth.pdf", PDF))

    assert len(kept(town)) == 5
    assert sixth.status_code == 422
    assert "An answer takes at most five files." in sixth.text
    assert same.status_code == 303


def test_a_file_without_a_word_of_what_it_shows_asks_for_one(town: Ashcombe) -> None:
    client, pages = came_in(town)

    sent = attach(client, pages, ("plan.pdf", PDF), evidence_shows="")

    assert sent.status_code == 422
    assert '<a href="#evidence_shows-1">Write what the evidence shows.' in sent.text


def test_a_file_is_taken_away_before_it_is_sent_and_not_afterwards(town: Ashcombe) -> None:
    client, pages = came_in(town)
    attach(client, pages, ("wrong.pdf", PDF), ("right.pdf", PDF + b"2"))
    fields = fields_of(client.get(f"{pages}/file/1/remove").text)

    removed = client.post(f"{pages}/file/1/remove", data=fields, follow_redirects=False)
    send_what_is_checked(client, pages)
    late = client.post(f"{pages}/file/2/remove", data=fields)

    assert removed.status_code == 303
    assert [file.name for file in kept(town)] == ["right.pdf"]
    assert late.status_code == 422
    assert "has been sent as evidence, so it stays on record" in late.text


def test_in_another_browser_a_file_is_taken_away_with_initials_alone(town: Ashcombe) -> None:
    attach(*came_in(town), ("plan.pdf", PDF))
    client, pages = came_in(town)
    fields = fields_of(client.get(f"{pages}/file/1/remove").text)

    refused = client.post(f"{pages}/file/1/remove", data=fields)
    client.post(f"{pages}/file/1/remove", data=fields | {"initials": "AK"})

    assert refused.status_code == 422
    assert kept(town) == []


def test_a_file_beside_a_mere_choice_asks_for_a_word_and_is_not_lost_in_silence(town: Ashcombe) -> None:
    client, pages = came_in(town)

    sent = attach(client, pages, ("plan.pdf", PDF), status="no_change", narrative="", evidence_shows="")

    assert sent.status_code == 422
    assert "Write what the evidence shows, and choose the file again." in sent.text
    assert kept(town) == []
