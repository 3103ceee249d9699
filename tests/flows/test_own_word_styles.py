"""A council's own Word file of styles, beside its paper types: it is used, and a faulty one stops nothing."""

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import docx
import pytest
from paper_samples import paper_facts
from quarters import an_office, moment

from flows.drafting import render
from flows.office import Office


def an_office_with_styles(folder: Path, styles: bytes) -> Office:
    """Ashcombe with a file of styles of its own."""
    own = folder / "ashcombe"
    office = an_office(folder, f"sqlite:///{folder / 'plan.db'}", formats=("docx",))
    shutil.copytree(office.settings.council.parent, own)
    (own / "papers").mkdir()
    (own / "papers" / "styles.docx").write_bytes(styles)
    return replace(office, settings=replace(office.settings, council=own / office.settings.council.name))


def styles_in_georgia() -> bytes:
    styled = docx.Document()
    styled.styles["Heading 2"].font.name = "Georgia"
    file = io.BytesIO()
    styled.save(file)
    return file.getvalue()


def drafted(office: Office) -> tuple[bytes, str]:
    """The styles of the paper's Word file, and what the officer is told."""
    paper = render(office, "board", "progress_report", paper_facts(), at=moment(date(2026, 3, 10), time(18)))
    with zipfile.ZipFile(io.BytesIO(paper.files["docx"][1])) as packed:
        return packed.read("word/styles.xml"), paper.remark


@pytest.mark.full
def test_every_paper_is_set_in_the_styles_that_lie_in_the_councils_folder(tmp_path: Path) -> None:
    styles, remark = drafted(an_office_with_styles(tmp_path, styles_in_georgia()))

    assert b"Georgia" in styles
    assert remark == ""


@pytest.mark.full
def test_a_faulty_file_of_styles_is_told_and_stops_no_paper(tmp_path: Path) -> None:
    styles, remark = drafted(an_office_with_styles(tmp_path, b"no Word file"))

    assert b"Georgia" not in styles
    assert "The council's Word file of styles cannot be read as a Word file." in remark
    assert "with the standard Word styles instead" in remark
