"""Markup and script typed into every field of every form come out as text, on every page that anybody can open."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from after_a_quarter import DAYS, VISITORS, town_on
from casts import Ashcombe
from crawler import Page, Walk
from fastapi.testclient import TestClient
from lxml import html
from sqlmodel import select

from plan_store.database import transaction
from plan_store.tables import RateCount

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&lt;{{ 7*7 }}</textarea></title>"
# What would run, or was worked out, if it came out as anything but text.
ALIVE = re.compile(r"<script>alert|<img src=x|\{\{ 7\*7 \}\}</textarea></title>|(?<!\d)49</textarea></title>")
pytestmark = pytest.mark.full


def hostile_form(form: html.HtmlElement) -> dict[str, str]:
    """Every box filled with markup, the first of each choice taken, what is hidden left as it is."""
    typed: dict[str, str] = {}
    for box in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind, name = box.get("type", "text"), box.get("name")
        if box.tag == "select":
            typed[name] = next(iter(box.xpath("./option[@value!='']/@value")), "")
        elif kind == "hidden" or box.get("class", "").startswith("portal-trap") or name == "leave_empty":
            typed[name] = box.get("value", "")
        elif kind in ("radio", "checkbox"):
            typed.setdefault(name, box.get("value", "on"))
        elif kind != "file":
            typed[name] = date_part(name) or HOSTILE
    return typed


def date_part(name: str) -> str:
    """A date that is one, so that the words beside it are kept and not only refused."""
    parts = {"day": "20", "month": "5", "year": "2027"}
    return next((value for part, value in parts.items() if name.endswith(part) or f"{part}-" in name), "")


def send_every_form(client: TestClient, pages: list[Page]) -> list[str]:
    """What every form on these pages answers to markup; the forms that end a visit are left out."""
    answers = []
    for page in pages:
        for form in page.tree.xpath("//main//form[@method='post']"):
            address = form.get("action") or page.path
            if "sign-out" in address or "/cancel" in address:
                continue
            button = form.xpath(".//button[@name]")[:1]
            fields = hostile_form(form) | {each.get("name"): each.get("value") for each in button}
            response = client.post(address, data=fields)
            assert response.status_code < 500, f"{address}: {response.status_code}"
            answers.append(response.text)
    return answers


def allow_again(town: Ashcombe) -> None:
    """As if an hour had passed: what is tried too often would be refused, and so not looked at."""
    with transaction(town.office.engine) as session:
        for row in session.exec(select(RateCount)):
            session.delete(row)


def test_what_is_typed_into_any_form_comes_out_as_text_on_every_page(tmp_path: Path) -> None:
    town = town_on(DAYS["awaiting sign-off"], tmp_path, DAYS.values())
    visits = {name: visit(town) for name, visit in VISITORS.items()}
    alive: dict[str, list[str]] = {}
    sent = 0
    for name, (client, path) in visits.items():
        answers = send_every_form(client, Walk(client).from_page(path).pages)
        sent += len(answers)
        alive[f"{name}, answered"] = [found[0] for text in answers if (found := ALIVE.search(text))]
        allow_again(town)
    town.now += timedelta(minutes=5)
    shown = 0
    for name, (client, path) in visits.items():
        pages = Walk(client).from_page(path).pages
        shown += sum("&lt;script&gt;alert(1)" in page.body for page in pages)
        alive[name] = [page.path for page in pages if ALIVE.search(page.body)]

    assert sent > 60
    assert shown > 5
    assert {name: found for name, found in alive.items() if found} == {}
