"""What guards every page: nothing changes by looking, headers, forms only from our pages, sizes, logs, faults."""

import logging
from collections.abc import Iterator

import pytest
from casts import CYCLE, Ashcombe
from fastapi.testclient import TestClient
from owners_day import came_in, fields_of, over_https, typed_on
from sqlalchemy import event

from governance.terms import Role, Stage
from portal.access_log import MASK
from portal.pages import colours_css, contrast
from portal.view_keys import is_ours, new_key


def every_page(town: Ashcombe) -> list[str]:
    answer, sign_off = f"/answer/{town.tokens['Amara']}", f"/sign-off/{town.tokens['Dev']}"
    return [
        "/",
        "/health",
        answer,
        f"{answer}/",
        f"{answer}/A-001",
        "/answers/1",
        "/answers/1?page=2",
        "/answers/1/action/A-001",
        "/answers/1/hand-over",
        "/answers/1/saved",
        "/link",
        "/answer/unknown",
        sign_off,
        f"{sign_off}/paper/progress_report/1.html",
        f"{sign_off}/paper/progress_report/1.docx",
        f"/papers/{CYCLE}/progress_report",
        "/nothing-here",
        "/static/portal.css",
    ]


@pytest.fixture
def drafted(town: Ashcombe) -> Ashcombe:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    return town


def test_looking_changes_nothing_however_often(drafted: Ashcombe) -> None:
    """Mail scanners open every link, some of them many times."""
    client, before, done = over_https(drafted), kept(drafted), len(drafted.verbs())

    for _ in range(4):
        for path in every_page(drafted):
            client.get(path)
            client.head(path)

    assert kept(drafted) == before
    assert set(drafted.verbs()[done:]) <= {"link refused", "too many tries"}


def kept(town: Ashcombe) -> str:
    """Every row but those that a refused link leaves behind."""
    return "\n".join(row for row in town.everything().splitlines() if not row.startswith(("auditentry", "ratecount")))


def test_every_page_answers_a_head_request_as_it_would_a_get(drafted: Ashcombe) -> None:
    client = over_https(drafted)

    for path in every_page(drafted):
        assert client.head(path).status_code == client.get(path).status_code


def test_every_answer_carries_the_same_guard_headers(drafted: Ashcombe) -> None:
    client = over_https(drafted)

    for path in every_page(drafted):
        headers = client.get(path).headers
        assert headers["referrer-policy"] in ("no-referrer", "same-origin")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_personal_pages_are_kept_by_no_browser_and_no_search_engine(drafted: Ashcombe) -> None:
    client = over_https(drafted)
    for path in every_page(drafted):
        if path.startswith(("/answer/", "/answers/", "/sign-off/")):
            headers = client.get(path).headers
            assert headers["cache-control"] == "no-store"
            assert headers["x-robots-tag"] == "noindex, nofollow"


def test_our_pages_allow_no_script_or_style_but_from_our_own_files(drafted: Ashcombe) -> None:
    client = over_https(drafted)
    for path in every_page(drafted):
        answer = client.get(path)
        if answer.headers["content-type"].startswith("text/html") and "progress_report" not in path:
            assert "unsafe" not in answer.headers["content-security-policy"]
            assert "<style" not in answer.text
            assert " style=" not in answer.text
            assert "<script>" not in answer.text
            assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", "")
            assert "https://" not in answer.text.replace("starting with https://", "")


def test_the_colours_and_scripts_of_a_page_are_kept_for_a_year_under_their_own_address(town: Ashcombe) -> None:
    page = town.client().get("/").text

    for name in ("portal.css", "portal.js", "council.css"):
        address = page.split(f'"/static/{name}')[1].split('"')[0]
        answer = town.client().get(f"/static/{name}{address}")
        assert address.startswith("?v=")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_the_style_files_name_no_font_or_arms_of_the_government(town: Ashcombe) -> None:
    css = town.client().get("/static/govuk-frontend-6.3.0.min.css").text

    for kept_out in ("GDS Transport", "govuk-crest", "@font-face", "url("):
        assert kept_out not in css


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "", "origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site", "origin": "http://portal"},
    ],
)
def test_a_form_sent_by_another_website_records_nothing(town: Ashcombe, headers: dict[str, str]) -> None:
    client, pages = came_in(town)
    fields, before = an_answer(client.get(pages).text), town.everything()

    sent = client.post(pages, data=fields, headers=headers)

    assert sent.status_code == 403
    assert "sent from another website" in sent.text
    assert town.everything() == before


def an_answer(page: str, **typed: str) -> dict[str, str]:
    return fields_of(page) | typed_on(page, "A-001", **typed)


@pytest.mark.parametrize("origin", ["null", "https://portal", "https://plan.ashcombe.example", None])
def test_an_older_browser_may_send_our_own_form(town: Ashcombe, origin: str | None) -> None:
    """It sends no Sec-Fetch-Site, and “Origin: null” because our pages send no referrer."""
    client, pages = came_in(town)
    fields = an_answer(client.get(pages).text)
    del client.headers["sec-fetch-site"]

    sent = client.post(pages, data=fields, headers={"origin": origin} if origin else {}, follow_redirects=False)

    assert sent.status_code == 303


def test_more_than_a_megabyte_is_refused_whether_announced_or_not(town: Ashcombe) -> None:
    client, pages = came_in(town)
    fields, before = an_answer(client.get(pages).text), town.everything()
    form = {"content-type": "application/x-www-form-urlencoded"}

    def in_pieces() -> Iterator[bytes]:
        for _ in range(11):
            yield b"narrative=" + b"a" * 100_000 + b"&"

    announced = client.post(pages, data=fields | {"narrative-1": "a" * 1_000_001})
    unannounced = client.post(pages, content=in_pieces(), headers=form)

    assert (announced.status_code, unannounced.status_code) == (413, 413)
    assert "Shorten the text" in announced.text
    assert town.everything() == before


def test_a_stranger_may_not_even_send_the_files_that_an_owner_may(town: Ashcombe) -> None:
    client, pages = came_in(town)
    large = {"files-1": ("notes.txt", b"a" * 2_000_000)}
    fields = an_answer(client.get(pages).text, evidence_shows="Notes")
    stranger = over_https(town)

    refused = stranger.post(pages, data=fields, files=large)
    too_large = client.post(pages, data=fields, files={"files-1": ("notes.txt", b"a" * 51_000_001)})
    taken = client.post(pages, data=fields, files=large, follow_redirects=False)

    assert [answer.status_code for answer in (refused, too_large, taken)] == [404, 413, 303]


def test_a_body_that_is_no_form_is_refused_with_a_page(town: Ashcombe) -> None:
    client, pages = came_in(town)

    as_json = client.post(pages, json={"status-1": "on_track"})
    broken = client.post(pages, content=b"\xff--x", headers={"content-type": "multipart/form-data; boundary=x"})
    a_file = client.post(pages, files={"narrative-1": ("words.txt", b"words")})

    assert [answer.status_code for answer in (as_json, broken, a_file)] == [422, 400, 400]
    assert all("<h1" in answer.text for answer in (as_json, broken, a_file))


def test_sending_a_form_to_a_page_without_one_is_refused_with_a_page(town: Ashcombe) -> None:
    sent = town.client().post("/", data={"a": "b"})

    assert sent.status_code == 405
    assert "Nothing was recorded" in sent.text


def test_a_fault_of_ours_shows_no_trace_and_keeps_its_guard(town: Ashcombe) -> None:
    town.write(lambda session, cycle: setattr(cycle, "dates", {}))
    client, pages = came_in(town)

    answer = TestClient(client.app, "https://portal", raise_server_exceptions=False, cookies=client.cookies).get(pages)

    assert answer.status_code == 500
    assert "Sorry, something went wrong" in answer.text
    assert "Traceback" not in answer.text
    assert "KeyError" not in answer.text
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


def test_a_store_that_cannot_be_read_is_a_page_that_does_not_tell_strangers_why(town: Ashcombe) -> None:
    with town.office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE accesslink")

    answer = town.client(raise_server_exceptions=False).get(f"/answer/{town.tokens['Amara']}")

    assert answer.status_code in (500, 503)
    assert "Try again in a few minutes" in answer.text
    assert "accesslink" not in answer.text
    assert "migrate" not in answer.text


def test_a_store_that_cannot_be_written_gives_the_words_back(town: Ashcombe) -> None:
    client, pages = came_in(town)
    fields, before = an_answer(client.get(pages).text, narrative="An hour of writing"), town.everything()
    town.office.engine.dispose()
    event.listen(town.office.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))

    sent = client.post(pages, data=fields)

    assert sent.status_code == 503
    assert "Your answers could not be saved just now." in sent.text
    assert "An hour of writing</textarea>" in sent.text
    assert town.everything() == before


def test_the_access_log_shows_no_token() -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        0,
        '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1", "GET", "/answer/S3cret-tok_en/A-001?answered=A-001", "1.1", 200),
        None,
    )

    MASK.filter(record)

    assert record.getMessage() == '127.0.0.1 - "GET /answer/***/A-001?answered=A-001 HTTP/1.1" 200'


def test_a_log_line_about_a_directors_link_shows_no_token() -> None:
    record = logging.LogRecord("uvicorn.error", logging.INFO, "", 0, "failed: /sign-off/S3cret", None, None)

    MASK.filter(record)

    assert record.getMessage() == "failed: /sign-off/***"


def test_the_key_of_a_form_fits_only_the_form_it_was_made_for() -> None:
    key = new_key("secret", "answer", 1, "A-001")

    assert is_ours(key, "secret", "answer", 1, "A-001")
    assert not is_ours(key, "secret", "answer", 2, "A-001")
    assert not is_ours(key, "secret", "answer", 1, "A-002")
    assert not is_ours(key, "another secret", "answer", 1, "A-001")
    assert new_key("secret", "answer", 1, "A-001") != key


@pytest.mark.parametrize(
    "colour", ["#00703c", "#ffdd00", "#1d70b8", "#777777", "#767676", "#ff0000", "#00ff00", "#0000ff"]
)
def test_text_on_the_councils_colour_can_be_read_whatever_the_colour(colour: str) -> None:
    text = colours_css(colour).split("--on-council-colour:")[1][:7]

    assert contrast(colour, text) >= 4.5


def test_an_address_with_a_token_in_it_is_told_to_no_page_that_follows(town: Ashcombe) -> None:
    for path in (f"/answer/{town.tokens['Amara']}", f"/sign-off/{town.tokens['Dev']}", "/invitation/some-token"):
        assert town.client().get(path, follow_redirects=False).headers["referrer-policy"] == "no-referrer"


def test_a_signed_in_browser_that_does_not_say_where_a_form_came_from_is_not_believed(town: Ashcombe) -> None:
    client = town.signed_in("Carys Bevan", Role.OFFICER)
    del client.headers["sec-fetch-site"]
    address = f"/desk/cycles/{CYCLE}/do/lock"

    refused = [client.post(address, headers=said).status_code for said in ({}, {"origin": "null"})]
    elsewhere = client.post(address, headers={"origin": "https://elsewhere.example"}).status_code
    ours = client.post(address, headers={"origin": "http://portal"}, follow_redirects=False).status_code

    assert [*refused, elsewhere, ours] == [403, 403, 403, 303]
