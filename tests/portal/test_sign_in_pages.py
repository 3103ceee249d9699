"""The pages of signing in, in a real browser: no barrier in any state, and the whole way without JavaScript."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from casts import Address, Ashcombe, served
from in_chromium import NEEDS_CHROMIUM, SHOTS, barriers_on
from playwright.sync_api import Browser, Page
from providers import a_provider, with_council_accounts
from sign_ins import CARYS, newest_code, wrong

from plan_store import codes, people
from plan_store.database import transaction

pytestmark = [
    *NEEDS_CHROMIUM,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def an_invitation(town: Ashcombe) -> str:
    with transaction(town.office.engine) as session:
        invitation = codes.invite(session, people.require(session, "Carys Bevan"), by="system", at=town.now)
        return f"/invitation/{codes.invitation_token(invitation, secret=town.office.settings.secret)}"


def every_scene(town: Ashcombe, address: Address, page: Page) -> Iterator[str]:
    """Each state of each page; it is on the screen when its name is yielded."""
    page.goto(f"{address}/sign-in")
    yield "sign in"
    page.get_by_role("button", name="Send me a code").click()
    yield "sign in, in error"
    page.get_by_label("Your work mail address").fill(CARYS)
    page.get_by_role("button", name="Send me a code").click()
    yield "code"
    page.get_by_label("The code from the mail").fill(wrong(newest_code(town)))
    page.get_by_role("button", name="Sign in").click()
    yield "code, wrong"
    invitation = an_invitation(town)
    page.goto(address + invitation)
    yield "invitation"
    page.get_by_role("button", name="Sign in as Carys Bevan").click()
    page.goto(f"{address}/sign-out")
    yield "sign out"
    page.get_by_role("button", name="Sign out everywhere").click()
    yield "signed out"
    page.goto(address + invitation)
    yield "invitation, used"
    for _ in range(6):
        page.goto(f"{address}/sign-in")
        page.get_by_label("Your work mail address").fill(CARYS)
        page.get_by_role("button", name="Send me a code").click()
    yield "too many tries"
    with a_provider() as issuer:
        with_council_accounts(town, issuer)
        with served(town) as linked:
            page.goto(f"{linked}/sign-in")
            yield "two ways in"
            page.context.clear_cookies()
            page.goto(f"{linked}/sign-in/openid?state=x&code=y")
            yield "two ways in, in error"


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_page_of_signing_in_has_a_barrier_that_a_machine_can_find(
    town: Ashcombe, browser: Browser, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    found = {}
    with served(town) as address:
        for number, scene in enumerate(every_scene(town, address, page)):
            if faults := barriers_on(page):
                found[scene] = faults
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{width}-{number:02}-{scene.replace(' ', '-')}.png", full_page=True)
    page.close()

    assert found == {}


def test_an_officer_signs_in_and_out_on_a_phone_without_javascript(town: Ashcombe, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    with served(town) as address:
        page.goto(f"{address}/home")
        page.get_by_label("Your work mail address").fill(CARYS)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("The code from the mail").fill(newest_code(town))
        page.get_by_role("button", name="Sign in").click()
        assert "Carys Bevan" in page.inner_text("header")
        page.get_by_role("button", name="Sign out").click()

        assert page.inner_text("h1") == "You are signed out"
        page.goto(f"{address}/home")
        assert page.inner_text("h1") == "Sign in"
    context.close()


def test_an_officer_signs_in_with_the_council_account_in_a_browser(town: Ashcombe, browser: Browser) -> None:
    """The page's own policy lets the browser go to the provider and come back."""
    context = browser.new_context()
    page = context.new_page()
    with a_provider() as issuer:
        with_council_accounts(town, issuer)
        with served(town) as address:
            reached_at(town, address)
            page.goto(f"{address}/sign-in?then=/sign-out")
            page.get_by_role("button", name="Sign in with your council account").click()
            page.get_by_role("button", name="carys", exact=True).click()

            assert "since" in page.inner_text("main")
            assert "with your council account" in page.inner_text("main")
    context.close()


def reached_at(town: Ashcombe, address: Address) -> None:
    """The provider sends people back to where this server listens; only known once it does."""
    object.__setattr__(town.office.settings, "portal_address", address)


def test_the_focus_goes_to_the_summary_of_errors_and_from_there_to_the_field(town: Ashcombe, browser: Browser) -> None:
    page = browser.new_page()
    with served(town) as address:
        page.goto(f"{address}/sign-in")
        page.get_by_role("button", name="Send me a code").click()

        assert page.title().startswith("Error: Sign in")
        assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
        page.get_by_role("link", name="Enter your work mail address").click()
        assert page.evaluate("document.activeElement.id") == "address"
    page.close()


def test_a_code_asked_for_ten_minutes_ago_leads_back_to_the_beginning(town: Ashcombe, browser: Browser) -> None:
    page = browser.new_page()
    with served(town) as address:
        page.goto(f"{address}/sign-in")
        page.get_by_label("Your work mail address").fill(CARYS)
        page.get_by_role("button", name="Send me a code").click()
        page.get_by_label("The code from the mail").fill(newest_code(town))
        town.now += timedelta(minutes=11)
        page.get_by_role("button", name="Sign in").click()

        assert "Give your address again for a new one" in page.inner_text(".govuk-error-summary")
        assert barriers_on(page) == []
    page.close()
