import os
from pathlib import Path

import pytest

from delivery.publishing import publish, renew
from governance.errors import DeliveryFailed, PaperError

FILES = {"2026-Q1 progress.pdf": b"%PDF-1.7 the paper", "2026-Q1 progress.html": b"<html lang='en-GB'></html>"}


def test_papers_are_written_under_their_names(tmp_path: Path) -> None:
    written = publish(FILES, tmp_path / "papers" / "2026")

    assert {file.name: file.read_bytes() for file in written} == FILES
    assert sorted((tmp_path / "papers" / "2026").iterdir()) == sorted(written)


def test_publishing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    (first, _) = publish(FILES, tmp_path)
    before = first.stat()

    publish(FILES, tmp_path)

    assert first.stat().st_ino == before.st_ino
    assert first.stat().st_mtime_ns == before.st_mtime_ns


def test_what_was_broken_off_is_finished_the_next_time(tmp_path: Path) -> None:
    publish({"2026-Q1 progress.pdf": FILES["2026-Q1 progress.pdf"]}, tmp_path)

    publish(FILES, tmp_path)

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == FILES


def test_a_published_paper_is_never_overwritten_and_nothing_else_is_written(tmp_path: Path) -> None:
    publish({"2026-Q1 progress.pdf": b"%PDF-1.7 as signed off"}, tmp_path)

    with pytest.raises(PaperError, match=r"progress\.pdf is already published with other content.*supplement"):
        publish({"2026-Q1 annex.pdf": b"%PDF-1.7 an annex", **FILES}, tmp_path)

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"%PDF-1.7 as signed off"]


@pytest.mark.parametrize(
    "name",
    ["../paper.pdf", "/etc/passwd", "a/b.pdf", "a\\b.pdf", "..", ".", "", ".hidden", "paper.pdf\n", "a\x00b",
     "C:paper.pdf", "-rf?", "paper.pdf ", "paper.", "x" * 201, "ŵ" * 101],
)  # fmt: skip
def test_a_name_that_is_not_a_plain_file_name_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "papers"

    with pytest.raises(PaperError, match="cannot be published as"):
        publish({"good.pdf": b"%PDF", name: b"x"}, folder)

    assert not folder.exists()


@pytest.mark.parametrize("name", ["Adroddiad chwarter â ŵ.pdf", "2026-Q1_progress v1.2.html", "7.csv"])
def test_a_plain_name_in_any_language_is_taken(tmp_path: Path, name: str) -> None:
    assert publish({name: b"x"}, tmp_path) == [tmp_path / name]


def test_a_published_paper_can_be_read_by_everybody(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        (file,) = publish({"paper.pdf": b"%PDF"}, tmp_path)
    finally:
        os.umask(before)

    assert file.stat().st_mode & 0o777 == 0o644


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "papers").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(DeliveryFailed, match="cannot be written to") as failure:
        publish(FILES, tmp_path / "papers")

    assert not failure.value.permanent


def test_what_a_stopped_publisher_left_half_written_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".0123456789abcdef.part").write_bytes(b"%PDF half")

    publish(FILES, tmp_path)

    assert {file.name for file in tmp_path.iterdir()} == set(FILES)


def test_a_page_that_lists_what_is_out_is_renewed(tmp_path: Path) -> None:
    renew({"index.html": b"one paper"}, tmp_path)

    renew({"index.html": b"two papers"}, tmp_path)

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"two papers"]
