import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from apprise import Apprise
from apprise.decorators import notify
from apprise.manager_plugins import NotificationManager
from letters import MESSAGE_ID, WORDS, a_letter

from delivery.sending import Outcome, Post
from governance.errors import ConfigError

# Apprise loads all its plugins at the first look, and one imports a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

Board = list[tuple[str, str]]


@pytest.fixture
def recorder() -> Iterator[Board]:
    """A team channel recorder:// that keeps what is posted, and refuser:// that takes nothing."""
    posted: Board = []

    @notify(on="recorder")  # type: ignore[no-untyped-call, untyped-decorator]
    def record(body: str, title: str, *_args: Any, **_kwargs: Any) -> bool:
        posted.append((title, body))
        return True

    @notify(on="refuser")  # type: ignore[no-untyped-call, untyped-decorator]
    def refuse(*_args: Any, **_kwargs: Any) -> bool:
        return False

    @notify(on="breaker")  # type: ignore[no-untyped-call, untyped-decorator]
    def fall_over(*_args: Any, **_kwargs: Any) -> bool:
        raise OSError("no network")

    yield posted
    NotificationManager().remove("recorder", "refuser", "breaker")  # type: ignore[no-untyped-call]


def test_a_notice_for_officers_is_copied_to_a_team_channel_by_its_url_alone(tmp_path: Path, recorder: Board) -> None:
    with Post([f"eml://{tmp_path}", "recorder://"], allowed=["eml", "recorder"]) as post:
        outcomes = post.copy_to_team(WORDS)

    assert recorder == [(WORDS.subject, WORDS.text.rstrip())]
    assert outcomes == [Outcome(channel="recorder", said="posted")]
    assert not list(tmp_path.iterdir())


def test_a_letter_to_a_person_goes_to_no_team_channel(tmp_path: Path, recorder: Board) -> None:
    with Post(["recorder://", f"eml://{tmp_path}"], allowed=["eml", "recorder"]) as post:
        outcome = post.send(
            a_letter(),
            to_address="amara.nwosu@ashcombe.example",
            from_address="governance@ashcombe.example",
            message_id=MESSAGE_ID,
            in_doubt=lambda: None,
        )

    assert outcome.channel == "eml"
    assert recorder == []


def test_a_team_channel_that_fails_is_reported_and_stops_no_other(tmp_path: Path, recorder: Board) -> None:
    urls = [f"eml://{tmp_path}", "refuser://", "breaker://", "recorder://"]

    with Post(urls, allowed=["eml", "recorder", "refuser", "breaker"]) as post:
        outcomes = post.copy_to_team(WORDS)

    assert [(outcome.channel, outcome.left) for outcome in outcomes] == [
        ("refuser", False),
        ("breaker", False),
        ("recorder", True),
    ]
    assert len(recorder) == 1


class TeamServer(BaseHTTPRequestHandler):
    answers: list[int]
    asked: list[dict[str, Any]]

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(json.loads(asked))
        self.send_response(self.answers.pop(0))
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Nothing on the screen of whoever runs the tests."""


@pytest.fixture
def team_server() -> Iterator[tuple[int, list[int], list[dict[str, Any]]]]:
    """A web server that team messages are posted to: its port, the answers it will give, what it was asked."""
    TeamServer.answers, TeamServer.asked = [], []
    server = HTTPServer(("127.0.0.1", 0), TeamServer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, TeamServer.answers, TeamServer.asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.full
@pytest.mark.parametrize(("answer", "left"), [(200, True), (500, False), (403, False), (307, False)])
def test_what_a_real_team_channel_answers_is_read_back(
    tmp_path: Path, team_server: tuple[int, list[int], list[dict[str, Any]]], answer: int, left: bool
) -> None:
    port, answers, asked = team_server
    answers.append(answer)

    with Post(
        [f"eml://{tmp_path}", f"json://127.0.0.1:{port}/hook?optional=yes&retry=2"], allowed=["eml", "json"]
    ) as post:
        (outcome,) = post.copy_to_team(WORDS)

    assert outcome.left is left
    assert len(asked) == 1
    assert asked[0]["title"] == WORDS.subject
    assert asked[0]["message"] == WORDS.text.rstrip()
    if not left:
        assert str(answer) in outcome.said


@pytest.mark.parametrize(
    ("urls", "why"),
    [
        ([], "None of the channels carries letters to people"),
        (["jsons://user:s3cret@chat.example"], "None of the channels carries letters"),
        (["eml://post", "xmpps://user:s3cret@chat.example"], "Channel 2 (xmpps://) is not on the list"),
        (["mailtos://user:s3cret@mail.example"], "Channel 1 (mailtos://) loses letters"),
        (["s3cret"], "Channel 1 is not on the list"),
        (["s3cret://x"], "is not on the list"),
        (["eml://post", "slack://s3cret"], "Channel 2 (slack://) cannot be opened"),
        (["eml://post", "nothing://s3cret"], "Channel 2 (nothing://) cannot be opened"),
        (["eml://post", "jsons://user:s3cret@chat.example?verify=no"], "must not say verify=no"),
        (["eml://post", "jsons://user:s3cret@chat.example?%76erify=no"], "must not say verify=no"),
    ],
)
def test_a_channel_that_cannot_be_used_is_refused_and_no_secret_printed(
    urls: list[str], why: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(ConfigError) as refusal:
        Post(urls, allowed=["eml", "jsons", "slack", "nothing", "mailtos"])

    assert why in str(refusal.value)
    printed = caplog.text + "".join(capsys.readouterr())
    if "s3cret://x" not in urls:
        assert "s3cret" not in str(refusal.value)
    assert "s3cret" not in printed


def test_mail_by_apprise_itself_is_refused_even_where_a_council_allows_it() -> None:
    with pytest.raises(ConfigError, match="apostrophe; use posts://"):
        Post(["mailtos://user:pw@mail.example"], allowed=["mailtos"])


def test_a_channel_for_letters_takes_no_bare_text_from_apprise(tmp_path: Path) -> None:
    with Post([f"eml://{tmp_path}"], allowed=["eml"]):
        carrier = Apprise(f"eml://{tmp_path}")

        assert carrier.notify(title="To everybody", body="Hello") is False
    assert not list(tmp_path.iterdir())


def test_of_two_channels_for_letters_the_first_is_used_and_the_other_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Post([f"eml://{tmp_path}", "posts://user:s3cret@mail.example"], allowed=["eml", "posts"]) as post:
        post.send(
            a_letter(),
            to_address="amara.nwosu@ashcombe.example",
            from_address="governance@ashcombe.example",
            message_id=MESSAGE_ID,
            in_doubt=lambda: None,
        )

    assert len(list(tmp_path.iterdir())) == 1
    assert "A second channel for letters (posts) is not used" in caplog.text
    assert "s3cret" not in caplog.text


def test_the_log_names_the_message_and_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with Post([f"eml://{tmp_path}"], allowed=["eml"]) as post:
        post.send(
            a_letter(),
            to_address="amara.nwosu@ashcombe.example",
            from_address="governance@ashcombe.example",
            message_id=MESSAGE_ID,
            in_doubt=lambda: None,
        )

    assert MESSAGE_ID in caplog.text
    assert "amara" not in caplog.text.lower()
