"""What machines and strangers can do with a personal link: look, and nothing else."""

from datetime import date

import pytest
from casts import Ashcombe, london
from httpx import Response
from mail_scanner import scan
from owners_day import TRAP, came_in, check, fields_of, over_https, send_what_is_checked
from sqlmodel import select

from plan_store import people, referrals
from plan_store.database import Session, reading, transaction
from plan_store.refusals import MOST_OF_ONE_CLIENT
from plan_store.tables import Action, AuditEntry, Cycle, Person

# The store keeps no row for a look; these two may grow by refusals.
COUNTED = ("auditentry", "ratecount")


def rows(town: Ashcombe) -> str:
    return "\n".join(line for line in town.everything().splitlines() if not line.startswith(COUNTED))


def deputies(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        amara, bryn = (
            session.exec(select(Person).where(Person.name == name)).one() for name in ("Amara Khan", "Bryn Morgan")
        )
        people.describe(session, amara, by="P-001", at=town.now, deputy_id=bryn.id)


@pytest.mark.full
def test_a_scanner_that_opens_a_link_fifty_times_and_submits_every_form_changes_nothing(town: Ashcombe) -> None:
    deputies(town)
    before, whole = rows(town), town.verbs()

    met: dict[str, int] = {}
    client = over_https(town)
    for opening in range(50):
        client.cookies.clear()
        met |= scan(client, f"/answer/{town.tokens['Amara']}", submits=opening in (0, 49))

    assert rows(town) == before
    assert set(town.verbs()[len(whole) :]) <= {"link refused", "too many tries"}
    assert {"/answers/1", "/answers/1/hand-over", "/answers/1/not-mine", "/answers/1/away", "/link"} <= set(met)
    assert sum("form" in address for address in met) >= 25


def test_a_scanner_changes_nothing_of_what_an_owner_has_saved_handed_over_and_sent(town: Ashcombe) -> None:
    deputies(town)
    client, pages = came_in(town)
    check(client, pages, "A-001", evidence_shows="Weekly figures")
    check(client, pages, "A-002")
    send_what_is_checked(client, pages)
    check(client, pages, "A-002", narrative="A correction that is not sent yet.")
    hand_over_a003(town)
    away(town)
    before, whole = rows(town), town.verbs()

    met = scan(over_https(town), f"/answer/{town.tokens['Amara']}")

    assert rows(town) == before
    assert set(town.verbs()[len(whole) :]) <= {"link refused", "too many tries"}
    assert {"/answers/1/check", "/answers/1/action/A-002", "/answers/1/take-back/1"} <= set(met)


def hand_over_a003(town: Ashcombe) -> None:
    def do(session: Session, cycle: Cycle) -> None:
        amara, bryn = (
            session.exec(select(Person).where(Person.name == name)).one() for name in ("Amara Khan", "Bryn Morgan")
        )
        action = session.exec(select(Action).where(Action.reference == "A-003")).one()
        today = town.now.date()
        referrals.hand_over(session, cycle, action, amara, bryn, "Leave", today=today, by="P-002", at=town.now)

    town.write(do)


def away(town: Ashcombe) -> None:
    with transaction(town.office.engine) as session:
        amara = session.exec(select(Person).where(Person.name == "Amara Khan")).one()
        people.mark_away(session, amara, date(2026, 3, 1), by="P-002", at=town.now)


def test_what_was_only_picked_is_sent_with_initials_and_not_without(town: Ashcombe) -> None:
    client, pages = came_in(town)
    page = client.get(pages).text
    picked = client.post(pages, data=fields_of(page) | {"status-1": "no_change", "status-3": "no_change"})
    before = rows(town)

    without = send_what_is_checked(client, pages)
    wrong = send_what_is_checked(client, pages, initials="XX")
    nothing_yet = rows(town)
    sent = send_what_is_checked(client, pages, initials="a.k.")

    assert "Type your initials" in picked.text
    assert (without.status_code, wrong.status_code, sent.status_code) == (422, 422, 303)
    assert "Type your initials, the first letters" in without.text
    assert nothing_yet == before
    assert [update.no_change for update in town.updates()[1:]] == [True, True]


def test_whoever_has_typed_words_in_this_browser_sends_without_initials(town: Ashcombe) -> None:
    client, pages = came_in(town)
    check(client, pages)

    page = client.get(f"{pages}/check").text

    assert "Type your initials" not in page
    assert send_what_is_checked(client, pages).status_code == 303
    assert len(town.updates()) == 2


def test_in_another_browser_the_saved_words_are_sent_with_initials_alone(town: Ashcombe) -> None:
    check(*came_in(town))
    client, pages = came_in(town)

    assert send_what_is_checked(client, pages).status_code == 422
    assert send_what_is_checked(client, pages, initials="AK").status_code == 303
    assert len(town.updates()) == 2


def test_picks_that_somebody_else_wrote_into_a_cookie_are_no_picks(town: Ashcombe) -> None:
    client, pages = came_in(town)
    client.post(pages, data=fields_of(client.get(pages).text) | {"status-1": "no_change"})
    forged = client.cookies["picks-1"].replace("~", "x~", 1)
    client.cookies.delete("picks-1")
    client.cookies.set("picks-1", forged, domain="portal", path=pages)

    assert client.get(f"{pages}/check").url.path == pages


@pytest.mark.parametrize("path", ["", "/check", "/hand-over", "/not-mine", "/away"])
def test_a_form_with_the_box_for_machines_filled_in_records_nothing_and_says_why(town: Ashcombe, path: str) -> None:
    deputies(town)
    client, pages = came_in(town)
    check(client, pages)
    fields = fields_of(client.get(f"{pages}{path}").text) | {TRAP: "x", "initials": "AK", "words": "Because"}
    before = town.everything()

    sent = client.post(f"{pages}{path}", data=fields | {"narrative-2": "Words", "status-2": "on_track", "action": "1"})

    assert sent.status_code == 422
    assert "Nothing was recorded" in sent.text
    assert town.everything() == before


REFUSED = {
    "a guessed link": "unknown",
    "a link that is over": "expired",
    "another owner's action": "not asked",
    "no cookie": "no cookie",
}


@pytest.mark.parametrize("attempt", REFUSED)
def test_every_refused_link_leaves_one_audit_row_without_its_token(town: Ashcombe, attempt: str) -> None:
    opened = attempted(town, attempt)

    with reading(town.office.engine) as session:
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.verb == "link refused"))
    assert opened.status_code == 404
    assert entry.detail == {"why": REFUSED[attempt]}
    assert town.tokens["Amara"] not in town.everything()


def attempted(town: Ashcombe, attempt: str) -> Response:
    client, pages = came_in(town)
    if attempt == "a guessed link":
        return client.get("/answer/" + "A" * 43)
    if attempt == "another owner's action":
        return client.get(f"{pages}/action/B%2F04%20%28ii%29")
    if attempt == "no cookie":
        return over_https(town).get(pages)
    town.now = london(2026, 4, 1)
    return client.get(f"/answer/{town.tokens['Amara']}")


def test_a_flood_of_guesses_does_not_fill_the_audit_trail(town: Ashcombe) -> None:
    client = over_https(town)

    answers = {client.get(f"/answer/guess-{number}").status_code for number in range(3 * MOST_OF_ONE_CLIENT)}

    assert answers == {404}
    assert town.verbs().count("link refused") == MOST_OF_ONE_CLIENT
    assert town.verbs().count("too many tries") == 1


def test_a_forwarded_link_shows_nobody_elses_actions_and_opens_no_page_of_the_desk(town: Ashcombe) -> None:
    client, pages = came_in(town)

    page = client.get(pages).text

    assert "B/04" not in page
    assert "Bryn" not in page
    assert client.get("/home", follow_redirects=False).headers["location"].startswith("/sign-in")
