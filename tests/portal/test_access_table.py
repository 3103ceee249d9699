"""Every address of the portal, tried by every role: what the access table says is what happens."""

import re

import pytest
from casts import CYCLE, Ashcombe
from fastapi.testclient import TestClient

from governance.terms import Role
from portal.access import ACCESS, EVERYBODY, HOLDER
from portal.access_page import PAGE, access_page
from portal.app import ROUTERS
from portal.guard import addresses

ROLES = [None, *(role for role in Role if role is not Role.SYSTEM)]
VALUES = {"cycle": CYCLE, "reference": CYCLE, "kind": "progress_report", "extension": "html", "version": "1"}


def path_of(address: str) -> str:
    """An address with something plausible in each of its places; whether it is there does not matter here."""
    path = address.partition(" ")[2]
    return re.sub(r"{(\w+)(?::\w+)?}", lambda place: VALUES.get(place[1], "1"), path)


def ask(client: TestClient, address: str) -> tuple[int, str]:
    response = client.request(address.partition(" ")[0], path_of(address), follow_redirects=False)
    return response.status_code, response.headers.get("location", "")


def somebody(town: Ashcombe, role: Role | None) -> TestClient:
    return town.signed_in(f"Some {role.value}", role) if role else town.client()


def test_the_table_names_every_address_and_no_other() -> None:
    assert addresses(ROUTERS) == set(ACCESS)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value if role else "nobody")
def test_every_address_opens_to_a_role_just_where_the_table_says_so(town: Ashcombe, role: Role | None) -> None:
    client = somebody(town, role)
    wrong = {}
    for address, allowed in ACCESS.items():
        if address == "POST /sign-out":
            continue
        status, location = ask(client, address)
        if status >= 500:
            wrong[address] = status
        elif allowed in (EVERYBODY, HOLDER):
            if location.startswith("/sign-in?then"):
                wrong[address] = status
        elif role is None:
            sent_away = location.startswith("/sign-in") if address.startswith("GET") else status == 401
            if not sent_away:
                wrong[address] = status
        elif (status != 403) != (role in allowed):
            wrong[address] = status
    assert wrong == {}


def test_an_auditor_can_send_no_form_at_all() -> None:
    writes = {address for address, allowed in ACCESS.items() if address.startswith("POST") and Role.AUDITOR in allowed}

    assert writes == set()


def test_a_personal_link_opens_to_nobody_by_role_alone(town: Ashcombe) -> None:
    officer = somebody(town, Role.OFFICER)
    held = [address for address, allowed in ACCESS.items() if allowed == HOLDER and address.startswith("GET")]

    opened = {address: ask(officer, address) for address in held}

    assert held
    assert {address for address, (status, _) in opened.items() if status == 200} == set()


def test_the_table_stands_in_the_documents_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == access_page(), "run “python -m portal.access_page”"
