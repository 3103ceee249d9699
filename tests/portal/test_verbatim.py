"""Owners' words: into the store byte for byte, and onto the page as text and nothing else."""

import re
from html import unescape

import pytest
from casts import CHECKOUT, Ashcombe, an_answer

from governance.terms import Stage
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
    client, address = town.client(), f"/answer/{town.tokens['Amara']}/A-002"
    form = client.get(address).text
    sent_by_a_browser = words.replace("\n", "\r\n")

    sent = client.post(address, data=an_answer(form, narrative=sent_by_a_browser, reason=sent_by_a_browser))

    update = town.updates()[-1]
    assert (update.narrative, update.reason) == (words, words)
    assert "<script>alert" not in sent.text
    again = client.get(address).text
    assert in_textarea(again, "narrative") == in_textarea(again, "reason") == words
    assert "<script>alert" not in again


@pytest.mark.parametrize("words", WORDS)
def test_words_sent_again_and_again_with_a_fault_do_not_change(town: Ashcombe, words: str) -> None:
    client, address = town.client(), f"/answer/{town.tokens['Amara']}/A-002"
    page, typed = client.get(address).text, words

    for _ in range(3):
        fields = an_answer(page, narrative=typed.replace("\n", "\r\n"), status="")
        page = client.post(address, data=fields).text
        typed = in_textarea(page, "narrative")

    assert typed == words


def test_a_directors_reason_keeps_its_lines(town: Ashcombe) -> None:
    town.enter(Stage.LOCKED)
    town.draft()
    town.enter(Stage.DRAFTING, Stage.AWAITING_SIGN_OFF)
    client, address = town.client(), f"/sign-off/{town.tokens['Dev']}"
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


def in_textarea(page: str, name: str) -> str:
    """What a browser would have in the field: without the first line break after the tag, line ends as LF."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, f"no textarea {name}"
    return unescape(found[1].removeprefix("\n"))
