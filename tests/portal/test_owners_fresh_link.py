"""Somebody who has lost their link asks for a fresh one by mail, and nobody learns whose address is known."""

from email import message_from_bytes, policy

import pytest
from casts import SECRET, Ashcombe
from httpx import Response
from owners_day import TRAP, over_https
from sqlmodel import select

from governance.terms import Stage
from plan_store import links
from plan_store.database import reading, transaction
from plan_store.tables import AccessLink, Notice
from portal.routes.answers_link import MOST_OF_ONE_ADDRESS, MOST_OF_ONE_CLIENT


def ask(town: Ashcombe, email: str, **typed: str) -> Response:
    sent: Response = over_https(town).post("/link", data={"email": email, TRAP: "", **typed})
    return sent


def mails(town: Ashcombe) -> list[tuple[str, str]]:
    """To whom, and the text, of everything that has left."""
    folder = town.office.settings.var / "outbox"
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
    return [(mail["To"].addresses[0].addr_spec, mail.get_body(("plain",)).get_content()) for mail in read]


def notices(town: Ashcombe) -> list[Notice]:
    with reading(town.office.engine) as session:
        return list(session.exec(select(Notice).where(Notice.kind == "fresh_link")))


@pytest.mark.parametrize("email", ["amara@ashcombe.example", " Amara@Ashcombe.Example "])
def test_a_fresh_link_goes_to_its_owner_at_once(town: Ashcombe, email: str) -> None:
    asked = ask(town, email)

    assert asked.status_code == 200
    (notice,) = notices(town)
    assert notice.state == "sent"
    ((to, text),) = mails(town)
    assert to == "amara@ashcombe.example"
    assert f"/answer/{town.tokens['Amara']}" in text.replace("=\n", "")


def test_the_answer_is_the_same_for_an_address_we_do_not_know(town: Ashcombe) -> None:
    known, unknown = ask(town, "amara@ashcombe.example"), ask(town, "nobody@ashcombe.example")

    assert known.text.replace("amara@", "nobody@") == unknown.text
    assert len(notices(town)) == 1


def test_a_withdrawn_link_is_made_anew_and_the_old_one_stays_shut(town: Ashcombe) -> None:
    old = town.tokens["Amara"]
    with transaction(town.office.engine) as session:
        link = session.exec(select(AccessLink).where(AccessLink.token_hash == links.hash_of(old))).one()
        links.withdraw(session, link, by="P-001", at=town.now)

    ask(town, "amara@ashcombe.example")

    with reading(town.office.engine) as session:
        new = links.token(session.get_one(AccessLink, link.id), secret=SECRET)
    assert over_https(town).get(f"/answer/{old}").status_code == 404
    assert over_https(town).get(f"/answer/{new}").status_code == 200
    assert new in mails(town)[0][1]


@pytest.mark.parametrize("email", ["", "amara", "a@b\x00.example", f"{'a' * 400}@b.example"])
def test_what_is_no_address_is_asked_for_again(town: Ashcombe, email: str) -> None:
    before = town.everything()

    asked = ask(town, email)

    assert asked.status_code == 422
    assert "Type the mail address that the request for updates went to." in asked.text
    assert town.everything() == before


def test_a_machine_that_fills_every_box_in_gets_no_link_sent(town: Ashcombe) -> None:
    before = town.everything()

    ask(town, "amara@ashcombe.example", **{TRAP: "x"})

    assert town.everything() == before


def test_nobody_can_fill_somebodys_mailbox_with_links(town: Ashcombe) -> None:
    answers = {ask(town, "amara@ashcombe.example").status_code for _ in range(3 * MOST_OF_ONE_ADDRESS)}

    assert answers == {200}
    assert len(notices(town)) <= MOST_OF_ONE_ADDRESS


def test_one_client_may_not_try_address_after_address(town: Ashcombe) -> None:
    answers = [ask(town, f"somebody{n}@ashcombe.example").status_code for n in range(MOST_OF_ONE_CLIENT + 2)]

    assert answers[:MOST_OF_ONE_CLIENT] == [200] * MOST_OF_ONE_CLIENT
    assert set(answers[MOST_OF_ONE_CLIENT:]) == {429}


def test_where_nothing_is_asked_no_link_is_sent(town: Ashcombe) -> None:
    town.enter(Stage.CANCELLED)

    ask(town, "amara@ashcombe.example")
    ask(town, "dev@ashcombe.example")

    assert notices(town) == []
