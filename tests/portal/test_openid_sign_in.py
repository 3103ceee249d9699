"""Signing in with the council's own account, against a real provider on the loopback and one that cannot be trusted."""

import hashlib
import hmac
import json
import logging
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from casts import Ashcombe
from joserfc.jwk import RSAKey
from providers import (
    CARYS,
    SpoiltProvider,
    a_provider,
    at_the_provider,
    come_back,
    spoilt_provider,
    with_council_accounts,
)
from sign_ins import HTTPS, a_browser, is_in, sign_in

from config.council_tables import SignInTable
from governance.terms import Role
from portal.security import COOKIE

# The provider still uses a part of Authlib that is on its way out, and says so at each request.
pytestmark = [pytest.mark.full, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with a_provider() as issuer:
        yield issuer


@pytest.fixture
def linked(town: Ashcombe, issuer: str) -> Ashcombe:
    with_council_accounts(town, issuer)
    return town


@pytest.fixture
def spoilt(town: Ashcombe) -> Iterator[SpoiltProvider]:
    with spoilt_provider() as provider:
        with_council_accounts(town, provider.issuer)
        yield provider


def nonce_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["nonce"][0]


def test_an_officer_signs_in_with_the_council_account_and_goes_on_to_the_page_asked_for(linked: Ashcombe) -> None:
    client = a_browser(linked)
    page = client.get("/sign-in?then=/desk").text
    assert page.index("Sign in with your council account") < page.index("Send me a code")

    answer = come_back(client, at_the_provider(client, "carys", then="/home?x=1"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/home?x=1")
    assert is_in(client)
    assert "signed in" in linked.verbs()


def test_the_way_there_asks_with_pkce_state_and_nonce_and_keeps_nothing_in_the_store(linked: Ashcombe) -> None:
    client, before = a_browser(linked), linked.everything()

    away = client.get("/sign-in/council-account")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()}

    assert asked["response_type"] == "code"
    assert asked["redirect_uri"] == f"{HTTPS}/sign-in/openid"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    (kept,) = away.headers.get_list("set-cookie")
    assert all(word in kept for word in ("HttpOnly", "Secure", "SameSite=lax", "Max-Age=600", "Path=/sign-in"))
    assert linked.everything() == before


@pytest.mark.parametrize("account", ["carys-in-capitals", "carys-by-username"])
def test_an_account_is_matched_by_its_mail_address_however_it_is_given(linked: Ashcombe, account: str) -> None:
    client = a_browser(linked)

    assert come_back(client, at_the_provider(client, account)).status_code == 303
    assert is_in(client)


def test_an_account_that_is_not_in_the_plan_is_told_so_and_nobody_is_added(linked: Ashcombe) -> None:
    client, before = a_browser(linked), linked.everything()

    answer = come_back(client, at_the_provider(client, "stranger"))

    assert answer.status_code == 403
    assert "Your council account is known, but nobody with its mail address has a part in this plan" in answer.text
    assert not is_in(client)
    assert linked.everything() == before


@pytest.mark.parametrize("account", ["unverified", "no-address"])
def test_an_account_whose_address_is_not_proven_lets_nobody_in(linked: Ashcombe, account: str) -> None:
    client = a_browser(linked)

    answer = come_back(client, at_the_provider(client, account))

    assert (answer.status_code, is_in(client)) == (422, False)
    assert "did not work, so you are not signed in" in answer.text


def test_an_answer_to_a_question_this_browser_did_not_ask_is_refused(linked: Ashcombe) -> None:
    mine, others = a_browser(linked), a_browser(linked)
    address = at_the_provider(mine, "carys")
    at_the_provider(others, "carys")

    assert come_back(others, address).status_code == 422
    assert come_back(a_browser(linked), address).status_code == 422
    assert come_back(mine, address, state="x").status_code == 422
    assert come_back(mine, address).status_code == 422, "the one try is over"
    assert not any(is_in(client) for client in (mine, others))


def test_a_code_and_an_address_work_once(linked: Ashcombe) -> None:
    first, second = a_browser(linked), a_browser(linked)
    address = at_the_provider(first, "carys")
    kept = first.cookies["cleardays_away"]
    assert come_back(first, address).status_code == 303

    assert come_back(first, address).status_code == 422
    second.cookies.set("cleardays_away", kept, domain="plan.ashcombe.example", path="/sign-in")
    again = come_back(second, address)

    assert (again.status_code, is_in(second)) == (422, False)


def test_whoever_calls_it_off_at_the_provider_comes_back_to_the_sign_in_page(linked: Ashcombe) -> None:
    client = a_browser(linked)
    state = parse_qs(urlsplit(client.get("/sign-in/council-account").headers["location"]).query)["state"][0]

    answer = client.get("/sign-in/openid", params={"error": "access_denied", "state": state})

    assert answer.status_code == 422
    assert "you are not signed in" in answer.text


def test_a_way_back_that_took_too_long_is_refused(linked: Ashcombe) -> None:
    client = a_browser(linked)
    address = at_the_provider(client, "carys")
    linked.now += timedelta(minutes=11)

    assert come_back(client, address).status_code == 422


def text_of(header: dict[str, str]) -> str:
    return urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()


def the_proofs() -> dict[str, Callable[[SpoiltProvider], str]]:
    other = RSAKey.generate_key(2048, {"kid": "one"})

    def unsigned(provider: SpoiltProvider) -> str:
        return f"{text_of({'alg': 'none'})}.{provider.signed().split('.')[1]}."

    def with_the_public_key(provider: SpoiltProvider) -> str:
        said = f"{text_of({'alg': 'HS256', 'kid': 'one'})}.{provider.signed().split('.')[1]}"
        digest = hmac.new(provider.key.as_pem(private=False), said.encode(), hashlib.sha256).digest()
        return f"{said}.{urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    def reworded(provider: SpoiltProvider) -> str:
        head, _, signature = provider.signed().split(".")
        return f"{head}.{provider.signed(email='dev@ashcombe.example').split('.')[1]}.{signature}"

    return {
        "with another nonce": lambda p: p.signed(nonce="another"),
        "without a nonce": lambda p: p.signed(nonce=None),
        "that is over": lambda p: p.signed(exp=p.claims()["exp"] - 1200),
        "without an end": lambda p: p.signed(exp=None),
        "for another portal": lambda p: p.signed(aud="another"),
        "for nobody": lambda p: p.signed(aud=None),
        "for two, by the other": lambda p: p.signed(aud=["cleardays", "another"], azp="another"),
        "of another provider": lambda p: p.signed(iss="https://evil.example"),
        "signed with another key": lambda p: p.signed(key=other),
        "that is not signed": unsigned,
        "signed with what everybody knows": with_the_public_key,
        "that is no token": lambda p: "a.b.c",
        "with its words changed": reworded,
        "whose address is marked unverified": lambda p: p.signed(email_verified="false"),
    }


PROOFS = the_proofs()


@pytest.mark.parametrize("name", PROOFS)
def test_a_proof_that_does_not_hold_lets_nobody_in(town: Ashcombe, spoilt: SpoiltProvider, name: str) -> None:
    client = a_browser(town)
    away = client.get("/sign-in/council-account").headers["location"]
    spoilt.nonce, spoilt.proof = nonce_of(away), PROOFS[name]

    answer = come_back(client, away, code="any")

    assert (answer.status_code, is_in(client)) == (422, False)
    assert COOKIE not in client.cookies


def test_the_same_provider_is_believed_when_its_proof_holds_even_after_it_changed_its_key(
    town: Ashcombe, spoilt: SpoiltProvider
) -> None:
    for minutes, kid in ((0, "one"), (2, "two")):
        town.now += timedelta(minutes=minutes)
        spoilt.key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})
        client = a_browser(town)
        away = client.get("/sign-in/council-account").headers["location"]
        spoilt.nonce, spoilt.proof = nonce_of(away), lambda p, kid=kid: p.signed(header={"kid": kid})

        assert come_back(client, away, code="any").status_code == 303, kid
        assert is_in(client)


def test_only_whoever_began_can_have_the_code_exchanged(town: Ashcombe, spoilt: SpoiltProvider) -> None:
    client = a_browser(town)
    away = client.get("/sign-in/council-account").headers["location"]
    spoilt.nonce = nonce_of(away)
    come_back(client, away, code="any")

    digest = hashlib.sha256(spoilt.sent["code_verifier"].encode()).digest()
    challenge = parse_qs(urlsplit(away).query)["code_challenge"][0]
    assert urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
    assert spoilt.sent["client_secret"] == "a-secret"
    assert spoilt.sent["code_verifier"] not in away


def test_a_provider_that_calls_itself_by_another_name_is_not_used(town: Ashcombe, spoilt: SpoiltProvider) -> None:
    spoilt.name = "https://evil.example"

    assert a_browser(town).get("/sign-in/council-account").status_code == 503


def test_while_the_provider_is_away_a_page_says_so_and_the_code_by_mail_still_works(town: Ashcombe) -> None:
    with spoilt_provider() as gone:
        with_council_accounts(town, gone.issuer)
    client = a_browser(town)

    answer = client.get("/sign-in/council-account?then=/home")

    assert answer.status_code == 503
    assert "does not answer just now" in answer.text
    assert "Send me a code" in answer.text
    assert sign_in(town, client).status_code == 303
    assert is_in(client)


def test_a_provider_that_fails_on_the_way_back_is_a_page_too(town: Ashcombe, spoilt: SpoiltProvider) -> None:
    client = a_browser(town)
    away = client.get("/sign-in/council-account").headers["location"]
    spoilt.token_status = 502

    assert come_back(client, away, code="any").status_code == 503


def test_a_council_may_leave_the_code_by_mail_out_but_only_where_there_is_another_way(linked: Ashcombe) -> None:
    council = linked.office.council.model_copy(update={"sign_in": SignInTable(mailed_code=False)})
    linked.office = replace(linked.office, council=council)
    client = a_browser(linked)

    assert "Send me a code" not in client.get("/sign-in").text
    assert client.post("/sign-in", data={"address": CARYS}).status_code == 403

    linked.office = replace(linked.office, settings=replace(linked.office.settings, openid=None))
    assert "Send me a code" in a_browser(linked).get("/sign-in").text


def test_without_council_accounts_their_addresses_say_what_to_do_instead(town: Ashcombe) -> None:
    for path in ("/sign-in/council-account", "/sign-in/openid?code=x&state=y"):
        answer = a_browser(town).get(path)
        assert (answer.status_code, "sign in with a code by mail" in answer.text) == (404, True)
    assert "council account" not in a_browser(town).get("/sign-in").text


@pytest.mark.parametrize("then", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_way_back_leads_to_no_other_website(linked: Ashcombe, then: str) -> None:
    client = a_browser(linked)

    assert come_back(client, at_the_provider(client, "carys", then=then)).headers["location"] == "/home"


def test_a_session_from_before_does_not_outlive_the_sign_in(linked: Ashcombe) -> None:
    planted = linked.signed_in("Mallory Vance", Role.BOARD_MEMBER).cookies[COOKIE]
    client = a_browser(linked)
    client.cookies.set(COOKIE, planted, domain="plan.ashcombe.example", path="/")
    come_back(client, at_the_provider(client, "carys"))
    other = a_browser(linked)
    other.cookies.set(COOKIE, planted, domain="plan.ashcombe.example", path="/")

    assert is_in(client)
    assert not is_in(other)


def test_no_log_line_says_who_came_or_what_they_brought(linked: Ashcombe, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client = a_browser(linked)
    for account in ("carys", "stranger", "unverified"):
        address = at_the_provider(client, account)
        code = parse_qs(urlsplit(address).query)["code"][0]
        come_back(client, address)
        ours = [record.getMessage() for record in caplog.records if record.name.startswith(("portal", "plan_store"))]
        assert not re.search(rf"@|{re.escape(code)}|carys|stranger", "\n".join(ours))
