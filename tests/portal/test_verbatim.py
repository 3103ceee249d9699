"""Owners' words: into the store byte for byte, and onto the page as text and nothing else."""

import re
from html import escape

import directors_day
import pytest
from casts import CHECKOUT, Ashcombe
from lxml import html
from owners_day import answer, came_in, check, fields_of, in_textarea, send_what_is_checked
from sqlmodel import select

from governance.terms import Stage
from plan_store.database import reading
from plan_store.tables import Notice
from portal.pages import page_environment

WORDS = [
    "{{ 7*7 }}{% raw %}",
    '#read("/etc/passwd") $ sum $ @label',
    "<script>alert(1)</script><!-- ]]> </textarea> <img src=x onerror=alert(1)>",
    "# Heading\n\n* **bold** [a](javascript:alert(1))\n    code",
    "Emoji 🦊👩‍👩‍👧 and a flag 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "Ŵyth o gartrefi yn Llanfairpwllgwyngyll, tŷ, ŷd",
    "تحديث عن الخطة، ثم English again",
    "w" * 5_000,
    "   leading spaces\n\n\n  and blank lines  \n\n",
    "\n\nstarts with blank lines",
    "tab\there, vertical\x0btab, form\x0cfeed, escape\x1b[31m, bell\x07",
    '\'; DROP TABLE "update"; -- %s %(x)s',
    "no-break\u00a0space, zero\u200bwidth, \ufeffmark, \u202eright to left",
]


@pytest.mark.parametrize("words", WORDS)
def test_words_go_into_the_store_byte_for_byte_and_come_back_as_text(town: Ashcombe, words: str) -> None:
    sent_by_a_browser = words.replace("\n", "\r\n")

    answer(town, "A-002", narrative=sent_by_a_browser, reason=sent_by_a_browser)

    update = town.updates()[-1]
    assert (update.narrative, update.reason) == (words, words)
    client, pages = came_in(town)
    again, all_pages = client.get(f"{pages}/action/A-002").text, [pages, f"{pages}/sent"]
    assert in_textarea(again, "narrative-2") == in_textarea(again, "reason-2") == words
    assert not any("<script>alert" in page for page in (again, *(client.get(path).text for path in all_pages)))


@pytest.mark.parametrize("words", WORDS)
def test_words_sent_again_and_again_with_a_fault_do_not_change(town: Ashcombe, words: str) -> None:
    client, pages = came_in(town)
    address, typed = f"{pages}/action/A-002", words
    page = client.get(address).text

    for _ in range(3):
        fields = fields_of(page) | {"narrative-2": typed.replace("\n", "\r\n"), "status-2": ""}
        page = client.post(address, data=fields).text
        typed = in_textarea(page, "narrative-2")

    assert typed == words
    assert in_textarea(client.get(address).text, "narrative-2") == words


@pytest.mark.parametrize("words", WORDS)
def test_words_of_every_field_are_text_on_the_check_page_and_in_the_receipt(town: Ashcombe, words: str) -> None:
    client, pages = came_in(town)
    words = words[:2_000]  # as long as evidence may be
    boxes = ("narrative", "reason", "evidence_shows")
    check(client, pages, "A-002", status="at_risk", **dict.fromkeys(boxes, words))

    page = client.get(f"{pages}/check").text
    send_what_is_checked(client, pages)

    shown = [box.text_content() for box in html.document_fromstring(page).xpath("//div[@class='portal-words']")]
    assert [said for said in shown if said == html_text(words)] == [html_text(words)] * 3
    with reading(town.office.engine) as session:
        (receipt,) = session.exec(select(Notice).where(Notice.kind == "answers_received"))
    assert [receipt.facts["owed"][0][field] for field in ("last_said", "reason")] == [words, words]


def html_text(words: str) -> str:
    """As an HTML parser reads them: it knows no control characters."""
    return html.document_fromstring(f"<div>{escape(words)}</div>").text_content()


def test_a_directors_reason_keeps_its_lines(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    client, address = directors_day.came_in(town)
    page = client.get(address).text
    key = re.search(r'name="key" value="([^"]*)"', page)
    assert key

    sent = client.post(
        address, data={"key": key[1], "versions": "progress_report:1", "comment": "one\r\n  two\r\n\r\nthree"}
    )

    assert in_textarea(sent.text, "comment") == "one\n  two\n\nthree"


def test_the_components_do_not_indent_what_is_nested_in_them() -> None:
    """As shipped they add two spaces to every further line of a textarea inside another component."""
    environment = page_environment(CHECKOUT / "templates" / "portal")
    nested = environment.from_string(
        """
        {% from "govuk_frontend_jinja/components/radios/macro.html" import govukRadios %}
        {% from "govuk_frontend_jinja/components/textarea/macro.html" import govukTextarea %}
        {% set field = govukTextarea({"name": "words", "value": "\\n" ~ words}) %}
        {{ govukRadios({
          "name": "choice",
          "fieldset": {"legend": {"text": "Which?"}},
          "items": [{"value": "a", "conditional": {"html": field}}],
        }) }}
        """
    )

    assert in_textarea(nested.render(words="one\n  two\n\nthree"), "words") == "one\n  two\n\nthree"
