"""Signing in by mailed code and by invitation, over the wire: who gets in, who does not, and what is told."""

import logging
import re
from datetime import date, timedelta
from http.cookies import SimpleCookie
from time import monotonic

import pytest
from casts import Ashcombe
from sign_ins import CARYS, a_browser, ask, give, is_in, mails, newest_code, sign_in, text_of, wrong
from sqlmodel import col, select

from flows.deliver_notices import facts_for, is_for_the_team
from governance.terms import Role
from plan_store import codes, people, refusals, visits
from plan_store.database import reading, transaction
from plan_store.tables import AuditEntry, Notice, PersonRole
from portal.access_log import mask
from portal.guard import same_site
from portal.security import COOKIE
from portal.signing_in.tries import EVEN_SECONDS


def the_trail(town: Ashcombe) -> list[AuditEntry]:
    with reading(town.office.engine) as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.id))))


def an_invitation(town: Ashcombe, name: str = "Carys Bevan") -> str:
    with transaction(town.office.engine) as session:
        invitation = codes.invite(session, people.require(session, name), by="system", at=town.now)
        return codes.invitation_token(invitation, secret=town.office.settings.secret)


def test_an_officer_signs_in_with_the_code_from_the_mail(town: Ashcombe) -> None:
    client = a_browser(town)

    asked = ask(client)
    page = client.get("/sign-in/code")
    signed_in = give(client, newest_code(town))

    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in/code")
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/home")
    assert is_in(client)


def test_the_mail_says_what_the_code_is_for_and_how_long_and_holds_no_link(town: Ashcombe) -> None:
    ask(a_browser(town))
    (mail,) = mails(town)
    words = text_of(mail)

    assert mail["to"].addresses[0].addr_spec == CARYS
    assert newest_code(town) not in str(mail["subject"])
    assert "until Monday 9 February 2026 at 10.10am" in words
    assert "If you did not ask for it, ignore this message" in words
    assert "http" not in mail.as_string()


def test_a_code_is_sent_once_and_its_fact_in_the_outbox_is_only_a_number(town: Ashcombe) -> None:
    ask(a_browser(town))
    with reading(town.office.engine) as session:
        (notice,) = session.exec(select(Notice).where(Notice.kind == "sign_in_code"))

    assert notice.state == "sent"
    assert isinstance(notice.facts["sign_in_code"], int)
    assert newest_code(town) not in town.everything()
    assert newest_code(town).replace(" ", "") not in town.everything()


def test_a_code_goes_to_no_team_channel_and_to_no_preview(town: Ashcombe) -> None:
    kind = town.office.notice_kinds["sign_in_code"]
    ask(a_browser(town))
    with reading(town.office.engine) as session:
        (notice,) = session.exec(select(Notice).where(Notice.kind == "sign_in_code"))
        carys = people.require(session, "Carys Bevan")

    assert not is_for_the_team(town.office, notice)
    assert "code" not in facts_for(town.office, kind, dict(notice.facts), carys, None)


@pytest.mark.parametrize("address", ["nobody@ashcombe.example", "una@ashcombe.example", "gone@ashcombe.example"])
def test_an_address_that_cannot_sign_in_gets_the_same_pages_and_no_mail(town: Ashcombe, address: str) -> None:
    town.person("Una Visitor")
    gone = town.person("Gone Away", Role.OFFICER)
    with transaction(town.office.engine) as session:
        people.mark_left(session, people.require(session, gone.reference), date(2026, 2, 1), by="P-001", at=town.now)
    known, unknown = a_browser(town), a_browser(town)

    told = [(ask(client, of), client.get("/sign-in/code")) for client, of in ((known, CARYS), (unknown, address))]
    refused = [give(client, "1234 5678") for client in (known, unknown)]

    (asked, form), (asked_too, form_too) = told
    assert (asked.status_code, asked.headers["location"]) == (asked_too.status_code, asked_too.headers["location"])
    assert set(asked.headers) == set(asked_too.headers)
    assert form.text.replace(CARYS, "*") == form_too.text.replace(address, "*")
    assert refused[0].status_code == refused[1].status_code == 422
    assert refused[0].text.replace(CARYS, "*") == refused[1].text.replace(address, "*")
    assert [mail["to"].addresses[0].addr_spec for mail in mails(town)] == [CARYS]


@pytest.mark.parametrize("address", [CARYS, "nobody@ashcombe.example"])
def test_a_wrong_code_takes_as_long_whether_or_not_anybody_has_the_address(town: Ashcombe, address: str) -> None:
    client = a_browser(town)
    ask(client, address)
    began = monotonic()

    give(client, "1234 5678")

    assert monotonic() - began >= EVEN_SECONDS


def test_a_wrong_an_old_and_a_used_code_let_nobody_in(town: Ashcombe) -> None:
    client = a_browser(town)
    ask(client)
    first = newest_code(town)
    assert give(client, wrong(first)).status_code == 422
    ask(client)
    assert give(client, first).status_code == 422
    second = newest_code(town)
    town.now += timedelta(minutes=10)
    assert "10 minutes only" in give(client, second).text
    assert not is_in(client)

    sign_in(town, client)
    used, other = newest_code(town), a_browser(town)
    other.cookies.update(client.cookies)
    other.cookies.delete(COOKIE)
    assert give(other, used).status_code == 422
    assert not is_in(other)


def test_a_stolen_code_does_not_work_for_another_address_nor_in_another_browser(town: Ashcombe) -> None:
    victim, thief = a_browser(town), a_browser(town)
    ask(thief, "dev@ashcombe.example")
    ask(victim)
    stolen = newest_code(town)

    assert give(thief, stolen).status_code == 422
    assert give(a_browser(town), stolen).status_code == 422
    assert not is_in(thief)
    assert give(victim, stolen).status_code == 303


def test_what_the_browser_keeps_between_the_pages_cannot_be_changed(town: Ashcombe) -> None:
    client = a_browser(town)
    ask(client, "dev@ashcombe.example")
    kept = client.cookies["cleardays_asked"]
    ask(a_browser(town))
    code = newest_code(town)
    for forged in (f"{kept}x", kept[2:], "a.b", "", "é", f"x{kept}"):
        other = a_browser(town)
        other.cookies.set("cleardays_asked", forged.encode("ascii", "replace").decode())
        assert give(other, code).status_code == 422
        assert not is_in(other)


def test_after_five_wrong_tries_the_right_code_opens_nothing_either(town: Ashcombe) -> None:
    client = a_browser(town)
    ask(client)
    code = newest_code(town)

    assert [give(client, wrong(code)).status_code for _ in range(5)] == [422] * 5

    assert give(client, code).status_code == 422
    assert not is_in(client)


def test_after_twenty_wrong_codes_in_an_hour_none_is_sent_or_tried_for_that_address(town: Ashcombe) -> None:
    client = a_browser(town)
    for _ in range(4):
        ask(client)
        for _ in range(5):
            assert give(client, wrong(newest_code(town))).status_code == 422
    sent = len(mails(town))

    asked, tried = ask(client), give(client, newest_code(town))

    assert (asked.status_code, tried.status_code) == (429, 429)
    assert "You can try again from <strong>11am on Monday 9 February 2026</strong>" in tried.text
    assert len(mails(town)) == sent
    assert not is_in(client)
    town.now += timedelta(minutes=61)
    assert sign_in(town, client).status_code == 303


def test_codes_are_sent_to_one_address_only_so_often_whoever_asks(town: Ashcombe) -> None:
    asked = [ask(a_browser(town), address).status_code for address in [CARYS, CARYS.upper()] * 3]

    assert asked == [303] * 5 + [429]
    assert len(mails(town)) == 5
    assert ask(a_browser(town), "dev@ashcombe.example").status_code == 303
    town.now += timedelta(minutes=15)
    assert ask(a_browser(town)).status_code == 303


def test_one_client_can_ask_for_codes_only_so_often_whatever_the_address(town: Ashcombe) -> None:
    client = a_browser(town)

    asked = [ask(client, f"somebody-{number}@ashcombe.example").status_code for number in range(31)]

    assert asked == [303] * 30 + [429]
    assert int(ask(client).headers["retry-after"]) > 0


def test_guessing_leaves_rows_in_the_trail_that_name_nobody(town: Ashcombe) -> None:
    client = a_browser(town)
    for _ in range(7):
        ask(client, "nobody@ashcombe.example")
    ask(client)
    give(client, wrong(newest_code(town)))

    rows = [(row.verb, row.subject) for row in the_trail(town)]
    carys = town.person("Carys Bevan").reference
    assert rows.count(("too many tries", "sign-in codes asked for")) == 1
    assert ("code refused", carys) in rows


def test_no_name_address_code_or_token_stands_in_a_log_line_or_the_trail(
    town: Ashcombe, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own client
    client, token = a_browser(town), an_invitation(town)
    ask(client)
    give(client, wrong(newest_code(town)))
    give(client, newest_code(town))
    a_browser(town).post(f"/invitation/{token}")
    client.get("/director")
    client.post("/sign-out")

    said = caplog.text + "".join(f"{row.verb} {row.subject} {row.by} {row.detail}" for row in the_trail(town))
    secrets = [CARYS, "Carys", newest_code(town), newest_code(town).replace(" ", ""), token, client.cookies.get(COOKIE)]
    assert [secret for secret in secrets if secret and secret in said] == []


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_websites(town: Ashcombe) -> None:
    answer = sign_in(town, a_browser(town))
    cookies = [SimpleCookie(line) for line in answer.headers.get_list("set-cookie")]
    (kept,) = (jar[COOKIE] for jar in cookies if COOKIE in jar)

    assert kept["httponly"] is True
    assert kept["secure"] is True
    assert (kept["samesite"].lower(), kept["path"], kept["domain"]) == ("lax", "/", "")
    assert int(kept["max-age"]) == visits.SESSION_LASTS.total_seconds()


def test_a_session_that_somebody_else_put_into_the_browser_is_not_the_one_that_is_signed_in(town: Ashcombe) -> None:
    planted = town.signed_in("Mallory Vance", Role.BOARD_MEMBER).cookies[COOKIE]
    victim = a_browser(town)
    victim.cookies.set(COOKIE, planted, domain="plan.ashcombe.example", path="/")
    victim.cookies.set(COOKIE, planted)
    ask(victim)
    answer = give(victim, newest_code(town))

    mine = re.search(rf"{COOKIE}=([^;]+)", " ".join(answer.headers.get_list("set-cookie")))
    assert mine
    assert mine[1] != planted
    with reading(town.office.engine) as session:
        signed_in = visits.person_of(session, mine[1], at=town.now)
        assert signed_in is not None
        assert signed_in.name == "Carys Bevan"
        assert visits.person_of(session, planted, at=town.now) is None


def test_signing_in_again_gives_a_new_token(town: Ashcombe) -> None:
    tokens = set()
    for _ in range(3):
        client = a_browser(town)
        sign_in(town, client)
        tokens.add(client.cookies[COOKIE])

    assert len(tokens) == 3


def test_signing_out_really_ends_the_session_and_says_so(town: Ashcombe) -> None:
    client = a_browser(town)
    sign_in(town, client)
    copy = a_browser(town)
    copy.cookies.update(client.cookies)
    assert is_in(copy)

    answer = client.post("/sign-out")

    assert not is_in(copy)
    assert not is_in(client)
    assert "You are signed out" in client.get(answer.headers["location"]).text


def test_signing_out_everywhere_ends_every_session_of_that_person(town: Ashcombe) -> None:
    laptop, phone, other = a_browser(town), a_browser(town), a_browser(town)
    sign_in(town, laptop)
    sign_in(town, phone)
    sign_in(town, other, "dev@ashcombe.example")
    assert phone.get("/sign-out").text.count("since 10am on Monday 9 February 2026, with a code by mail") == 2

    answer = phone.post("/sign-out", data={"everywhere": "yes"})

    assert [is_in(client) for client in (laptop, phone, other)] == [False, False, True]
    assert "on any device" in phone.get(answer.headers["location"]).text


def test_whoever_leaves_or_loses_their_roles_is_refused_with_the_next_click(town: Ashcombe) -> None:
    client = a_browser(town)
    sign_in(town, client)
    assert client.get("/home").headers["location"] == "/desk"
    with transaction(town.office.engine) as session:
        carys = people.require(session, "Carys Bevan")
        for row in session.exec(select(PersonRole).where(PersonRole.person_id == carys.id)):
            session.delete(row)
    assert client.get("/home").status_code == 403

    with transaction(town.office.engine) as session:
        people.mark_left(session, people.require(session, "Carys Bevan"), date(2026, 2, 9), by="P-001", at=town.now)
    assert not is_in(client)


def test_a_session_is_over_after_ten_hours(town: Ashcombe) -> None:
    client = a_browser(town)
    sign_in(town, client)
    town.now += timedelta(hours=9, minutes=59)
    assert is_in(client)
    town.now += timedelta(minutes=1)
    assert not is_in(client)


def test_after_signing_in_one_is_on_the_page_one_asked_for(town: Ashcombe) -> None:
    client = a_browser(town)
    away = client.get("/home?from=mail%20%26")

    page = client.get(away.headers["location"])
    then = re.search(r'name="then" value="([^"]*)"', page.text)
    assert then
    answer = sign_in(town, client, then=then[1].replace("&amp;", "&"))

    assert answer.headers["location"] == "/home?from=mail%20%26"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/desk\r\nSet-Cookie: x=y",
    "/desk\u202e",
    "",
]


@pytest.mark.parametrize("then", ELSEWHERE)
def test_nobody_is_led_to_another_website_after_signing_in(town: Ashcombe, then: str) -> None:
    client = a_browser(town)

    answer = sign_in(town, client, then=then)

    assert same_site(then) == ""
    assert answer.headers["location"] == "/home"
    assert "x" not in answer.cookies
    assert client.get("/sign-in", params={"then": then}).headers["location"] == "/home"


def test_somebody_who_is_signed_in_already_is_not_asked_again(town: Ashcombe) -> None:
    client = a_browser(town)
    sign_in(town, client)

    assert client.get("/sign-in?then=/desk").headers["location"] == "/desk"


def test_what_is_no_address_or_no_code_is_said_and_costs_no_try(town: Ashcombe) -> None:
    client = a_browser(town)
    for address in ("", "carys", "a b@c", "@", "a\x00b@c.example", "x" * 300 + "@a.example"):
        answer = ask(client, address)
        assert (answer.status_code, "Enter your work mail address" in answer.text) == (422, True)
        assert "<title>Error: " in answer.text
    ask(client)
    for code in ("", "1234", "123456789", "abcdefgh", "١٢٣٤٥٦٧٨"):
        answer = give(client, code)
        assert (answer.status_code, "it has 8 digits" in answer.text) == (422, True)
    assert give(client, newest_code(town)).status_code == 303


def test_the_page_for_the_code_leads_back_when_no_code_was_asked_for(town: Ashcombe) -> None:
    assert a_browser(town).get("/sign-in/code").headers["location"] == "/sign-in"
    assert "Give your address again" in give(a_browser(town), "1234 5678").text


def test_an_invitation_signs_in_once_and_only_by_its_button(town: Ashcombe) -> None:
    token, client = an_invitation(town), a_browser(town)
    before = town.everything()
    for _ in range(50):
        assert "Sign in as Carys Bevan" in client.get(f"/invitation/{token}").text
        client.head(f"/invitation/{token}")
    assert town.everything() == before
    assert not is_in(client)

    answer = client.post(f"/invitation/{token}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    assert is_in(client)
    again = a_browser(town).post(f"/invitation/{token}")
    assert again.status_code == 404
    assert "has been used or is over" in again.text


def test_an_invitation_is_over_after_half_an_hour(town: Ashcombe) -> None:
    token = an_invitation(town)
    town.now += timedelta(minutes=30)

    assert a_browser(town).get(f"/invitation/{token}").status_code == 404
    assert a_browser(town).post(f"/invitation/{token}").status_code == 404


def test_guessing_invitations_is_stopped_and_noted(town: Ashcombe) -> None:
    client = a_browser(town)

    tried = [client.post(f"/invitation/guess-{number}").status_code for number in range(32)]

    assert tried == [404] * 30 + [429] * 2
    rows = [(row.verb, row.subject) for row in the_trail(town)]
    assert ("too many tries", "invitations tried from one place") in rows
    assert rows.count(("link refused", "unknown link")) == refusals.MOST_OF_ONE_CLIENT


def test_an_invitation_that_is_shown_again_after_its_use_leaves_a_row_in_the_trail(town: Ashcombe) -> None:
    token = an_invitation(town)
    a_browser(town).post(f"/invitation/{token}")
    assert "link refused" not in town.verbs()

    a_browser(town).get(f"/invitation/{token}")

    (row,) = (row for row in the_trail(town) if row.verb == "link refused")
    assert row.detail == {"why": "no live invitation"}


def test_a_form_of_another_website_can_sign_nobody_in_or_out(town: Ashcombe) -> None:
    client, token = a_browser(town), an_invitation(town)
    sign_in(town, client)
    elsewhere = {"sec-fetch-site": "cross-site"}

    sent = [
        client.post("/sign-in", data={"address": CARYS}, headers=elsewhere),
        client.post("/sign-in/code", data={"code": "1"}, headers=elsewhere),
        client.post(f"/invitation/{token}", headers=elsewhere),
        client.post("/sign-out", headers=elsewhere),
    ]

    assert [answer.status_code for answer in sent] == [403] * 4
    assert is_in(client)


def test_a_page_that_is_not_for_somebody_is_noted_with_its_address_but_not_without_end(town: Ashcombe) -> None:
    client = town.signed_in("Fern Reader", Role.EXEMPT_READER)
    reference = town.person("Fern Reader").reference

    for _ in range(25):
        assert client.get("/director?secret=1", follow_redirects=False).status_code == 403

    rows = [(row.verb, row.subject, row.by) for row in the_trail(town) if row.by == reference]
    assert rows.count(("page refused", "GET /director", reference)) == visits.REFUSALS_KEPT
    assert rows.count(("too many tries", "pages refused", reference)) == 1


def test_the_access_log_shows_no_invitation_and_nothing_of_what_comes_back_from_a_provider() -> None:
    assert mask('"GET /invitation/abc.DEF-_1 HTTP/1.1"') == '"GET /invitation/*** HTTP/1.1"'
    assert mask('"GET /sign-in/openid?code=abc&state=def HTTP/1.1"') == '"GET /sign-in/openid?*** HTTP/1.1"'
