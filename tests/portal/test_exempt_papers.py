"""Exempt papers (Part 2): for three roles alone, on record each time, and in no other page of anybody."""

import pytest
from boards_room import publish, publish_exempt
from casts import CYCLE, Ashcombe
from crawl_addresses import every_page
from sqlmodel import select

from governance.terms import Role
from plan_store.database import reading
from plan_store.tables import AuditEntry

CANARY = "Canary-in-part-two"
PAPER = f"/exempt/{CYCLE}/exempt_report.html"
MAY = (Role.EXEMPT_READER, Role.DIRECTOR, Role.OFFICER)
MAY_NOT = tuple(role for role in Role if role not in (*MAY, Role.SYSTEM))


@pytest.fixture
def exempt(town: Ashcombe) -> Ashcombe:
    publish(town)
    publish_exempt(town, CANARY)
    return town


def readings(town: Ashcombe) -> list[tuple[str, str, str]]:
    with reading(town.office.engine) as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.verb == "exempt paper read"))
        return [(row.by, row.subject, row.detail["format"]) for row in rows]


@pytest.mark.parametrize("role", MAY)
def test_whoever_may_read_an_exempt_paper_does_and_it_is_on_record(exempt: Ashcombe, role: Role) -> None:
    person, client = exempt.person(f"Some {role.value}", role), exempt.signed_in(f"Some {role.value}", role)

    answer = client.get(PAPER)

    assert CANARY in client.get("/exempt").text
    assert CANARY in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert readings(exempt) == [(person.reference, f"{CYCLE}/exempt_report", "html")]


@pytest.mark.parametrize("role", MAY_NOT)
def test_nobody_else_opens_one_whatever_they_may_read_besides(exempt: Ashcombe, role: Role) -> None:
    client = exempt.signed_in(f"Some {role.value}", role)

    assert client.get("/exempt").status_code == 403
    assert client.get(PAPER).status_code == 403
    assert readings(exempt) == []


def test_a_board_member_who_is_an_exempt_reader_too_may_read_it(exempt: Ashcombe) -> None:
    client = exempt.signed_in("Ffion Rees", Role.BOARD_MEMBER, Role.EXEMPT_READER)

    assert CANARY in client.get(PAPER).text


def test_looking_whether_it_is_there_is_no_reading(exempt: Ashcombe) -> None:
    client = exempt.signed_in("Ffion Rees", Role.EXEMPT_READER)

    assert client.head(PAPER).status_code == 200
    assert readings(exempt) == []


def test_a_public_paper_is_not_handed_out_as_an_exempt_one_nor_the_other_way(exempt: Ashcombe) -> None:
    client = exempt.signed_in("Ffion Rees", Role.EXEMPT_READER)

    assert client.get(f"/exempt/{CYCLE}/progress_report.html").status_code == 404
    assert client.get(f"/papers/{CYCLE}/exempt_report").status_code == 404
    assert exempt.client().get(f"/papers/{CYCLE}/exempt_report.pdf").status_code == 404


@pytest.mark.parametrize("role", [None, *MAY_NOT])
def test_not_even_its_title_is_in_any_page_of_anybody_else(exempt: Ashcombe, role: Role | None) -> None:
    client = exempt.signed_in(f"Some {role.value}", role) if role else exempt.client()
    searched = {"q": CANARY.lower()[:6]}

    seen = {path for path in every_page(exempt) if CANARY in client.get(path).text}
    assert seen == set()
    if role in (Role.BOARD_MEMBER, Role.LEADER, Role.AUDITOR):
        assert CANARY not in client.get("/board/search", params=searched).text


@pytest.mark.parametrize("role", MAY)
def test_those_who_may_find_it_behind_its_own_door_and_in_no_board_page(exempt: Ashcombe, role: Role) -> None:
    client = exempt.signed_in(f"Some {role.value}", role)

    # Where a path leads on to another page, it is that page which says it.
    opened = [client.get(path) for path in every_page(exempt)]
    seen = {page.url.path for page in opened if CANARY in page.text}

    own = ("/exempt", "/director", "/desk")
    assert {path for path in seen if not path.startswith(own)} == set()
    assert "/exempt" in seen
