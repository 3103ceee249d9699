"""Personal links: the store alone opens nothing, and a link that opens no more says why and what to do."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from stores import AT, SECRET, Town, a_cycle, a_town, all_of, dump, verbs_of

from governance.errors import LinkError
from plan_store import links
from plan_store.database import Engine, Session, reading, transaction
from plan_store.tables import AccessLink, Cycle, Person

UNTIL = datetime(2026, 3, 24, tzinfo=UTC)
ANOTHER_SECRET = "another-secret-of-more-than-thirty-two-signs"


def issue(session: Session, cycle: Cycle, person: Person, *, opens: str = "answer", at: datetime = AT) -> AccessLink:
    return links.issue(session, cycle, person, opens, secret=SECRET, expires_at=at + (UNTIL - AT), by="system", at=at)


def a_link(session: Session) -> tuple[Town, Cycle, AccessLink]:
    town, cycle = a_town(session), a_cycle(session)
    return town, cycle, issue(session, cycle, town.amara)


def test_a_link_opens_for_its_person_and_cycle_as_often_as_it_is_clicked(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle, link = a_link(session)
    token, before = links.token(link, secret=SECRET), dump(store)

    for _ in range(3):
        with reading(store) as session:
            _, opened, person = links.open_link(session, token, "answer", at=UNTIL - timedelta(seconds=1))
            assert (opened.reference, person.reference) == (cycle.reference, town.amara.reference)

    assert dump(store) == before


def test_the_store_holds_the_hash_of_a_token_and_nothing_that_opens(store: Engine) -> None:
    with transaction(store) as session:
        *_, link = a_link(session)
    token = links.token(link, secret=SECRET)

    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(dump(store))
    assert SECRET not in repr(dump(store))
    assert len(base64.urlsafe_b64decode(f"{token}=")) * 8 == 256


def test_with_another_secret_the_same_store_opens_nothing(store: Engine) -> None:
    with transaction(store) as session:
        *_, link = a_link(session)

    with reading(store) as session:
        for forged in (links.token(link, secret=ANOTHER_SECRET), link.token_hash, link.nonce):
            with pytest.raises(LinkError, match="This link is not known"):
                links.open_link(session, forged, "answer", at=AT)


@pytest.mark.parametrize("wrong", ["", "x", "..", "A" * 43])
def test_a_wrong_link_says_to_copy_the_whole_address(store: Engine, wrong: str) -> None:
    with transaction(store) as session:
        a_link(session)

    with (
        reading(store) as session,
        pytest.raises(
            LinkError, match=r"This link is not known\. Check that the whole address was copied from the mail\."
        ),
    ):
        links.open_link(session, wrong, "answer", at=AT)


def test_a_link_opens_only_what_it_was_issued_for(store: Engine) -> None:
    with transaction(store) as session:
        *_, link = a_link(session)

    with reading(store) as session, pytest.raises(LinkError, match="This link is not known"):
        links.open_link(session, links.token(link, secret=SECRET), "sign_off", at=AT)


def test_an_expired_link_says_that_a_new_one_will_come(store: Engine) -> None:
    with transaction(store) as session:
        *_, link = a_link(session)

    with (
        reading(store) as session,
        pytest.raises(LinkError, match=r"This link has expired\. The next request for updates will bring a new one\."),
    ):
        links.open_link(session, links.token(link, secret=SECRET), "answer", at=UNTIL)


def test_a_withdrawn_link_says_whom_to_ask(store: Engine) -> None:
    with transaction(store) as session:
        *_, link = a_link(session)
        links.withdraw(session, link, by="P-003", at=AT)

    with (
        reading(store) as session,
        pytest.raises(LinkError, match=r"This link has been withdrawn\. Ask the officer who sent it for a new one\."),
    ):
        links.open_link(session, links.token(link, secret=SECRET), "answer", at=AT)
    assert verbs_of(store, subject=f"link {link.id}") == ["link withdrawn"]


def test_as_long_as_a_link_is_valid_reminders_bring_the_same_one(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle, link = a_link(session)
        again = issue(session, cycle, town.amara, at=AT + timedelta(days=3))

    assert again is link
    assert verbs_of(store, subject="P-001").count("link issued") == 1


def test_after_the_secret_has_changed_the_next_letter_brings_a_link_that_opens(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle, link = a_link(session)
        old = links.token(link, secret=SECRET)
        new = links.issue(
            session, cycle, town.amara, "answer", secret=ANOTHER_SECRET, expires_at=UNTIL, by="system", at=AT
        )

        opened = links.open_link(session, links.token(new, secret=ANOTHER_SECRET), "answer", at=AT)
        assert opened[2].reference == "P-001"
        with pytest.raises(LinkError, match="This link is not known"):
            links.open_link(session, old, "answer", at=AT)


def test_people_and_purposes_have_links_of_their_own(store: Engine) -> None:
    with transaction(store) as session:
        town, cycle, link = a_link(session)
        issue(session, cycle, town.bryn)
        issue(session, cycle, town.amara, opens="sign_off")

        tokens = {links.token(row, secret=SECRET) for row in all_of(session, AccessLink)}
    assert len(tokens) == 3
    assert links.token(link, secret=SECRET) in tokens


@pytest.mark.parametrize("ended", ["withdrawn", "expired"])
def test_after_a_link_has_ended_a_new_one_opens_and_the_old_one_does_not(store: Engine, ended: str) -> None:
    later = UNTIL + timedelta(days=1)
    with transaction(store) as session:
        town, cycle, link = a_link(session)
        old = links.token(link, secret=SECRET)
        if ended == "withdrawn":
            links.withdraw(session, link, by="P-003", at=AT)

        new = links.token(issue(session, cycle, town.amara, at=later), secret=SECRET)

    with reading(store) as session:
        assert links.open_link(session, new, "answer", at=later)[2].reference == "P-001"
        with pytest.raises(LinkError, match="This link is not known"):
            links.open_link(session, old, "answer", at=later)
