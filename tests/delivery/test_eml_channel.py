from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from letters import MESSAGE_ID, a_letter, never

from delivery.sending import Outcome, Post
from governance.errors import ConfigError, DeliveryFailed


def send_to(
    folder: Path, written: bytes, *, message_id: str = MESSAGE_ID, in_doubt: Callable[[], None] = lambda: None
) -> Outcome:
    with Post([f"eml://{folder}"], allowed=["eml"]) as post:
        return post.send(
            written,
            to_address="amara.nwosu@ashcombe.example",
            from_address="governance@ashcombe.example",
            message_id=message_id,
            in_doubt=in_doubt,
        )


def test_a_letter_becomes_one_file_that_a_mail_program_can_read(tmp_path: Path) -> None:
    outcome = send_to(tmp_path / "Post of March", a_letter())

    (file,) = (tmp_path / "Post of March").iterdir()
    message = message_from_bytes(file.read_bytes(), policy=default)
    assert file.read_bytes() == a_letter()
    assert message["Message-ID"] == MESSAGE_ID
    assert file.name.startswith("20260310T090000Z-")
    assert file.suffix == ".eml"
    assert outcome == Outcome(channel="eml", said=f"written as {file.name}")


def test_the_same_letter_again_is_the_same_one_file(tmp_path: Path) -> None:
    send_to(tmp_path, a_letter())
    send_to(tmp_path, a_letter())

    assert len(list(tmp_path.iterdir())) == 1


def test_two_letters_are_two_files(tmp_path: Path) -> None:
    other = "<other@ashcombe.example>"

    send_to(tmp_path, a_letter())
    send_to(tmp_path, a_letter(message_id=other), message_id=other)

    assert len(list(tmp_path.iterdir())) == 2


def test_a_letter_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    send_to(tmp_path, a_letter())

    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_the_mark_is_made_before_the_file_is_there(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    send_to(tmp_path, a_letter(), in_doubt=lambda: seen.append([f.suffix for f in tmp_path.iterdir()]))

    assert seen == [[".part"]]


def test_where_the_mark_cannot_be_made_no_letter_is_left(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        send_to(tmp_path, a_letter(), in_doubt=never)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "post").write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(DeliveryFailed, match="No letter can be written to") as failure:
        send_to(tmp_path / "post", a_letter())

    assert not failure.value.permanent


@pytest.mark.parametrize("url", ["eml://", "eml:///var/post?format=text"])
def test_a_channel_that_names_no_folder_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="names a folder and nothing else"):
        Post([url], allowed=["eml"])
