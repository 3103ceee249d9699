"""Every notice of the project, in every case its templates tell apart."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from lxml import html
from notice_samples import AWKWARD, LINK, OWED, TEMPLATES, an_action, sample_facts

from delivery.catalogue import notice_kinds
from delivery.rendering import Words, write_notice

KINDS = notice_kinds(TEMPLATES)


def cases() -> Iterator[Any]:
    for kind, row in KINDS.items():
        link = LINK if row.opens else ""
        for name, changed in {
            "as usual": {},
            "with one action": {"owed": OWED[:1]},
            "second time": {"occurrence": 2},
            "last time": {"occurrence": 3, "last_occurrence": True},
        }.items():
            yield pytest.param(kind, sample_facts(link=link, **changed), id=f"{kind} {name}")
        if kind in ("cycle_locked", "leaders_brief", "paper_published"):
            yield pytest.param(kind, sample_facts(link="", owed=[]), id=f"{kind} with nothing owed")


CASES = list(cases())
LIST_ACTIONS = ("update_request", "update_reminder", "silence_escalated", "cycle_locked", "leaders_brief")


def shown(page: str) -> str:
    """The words a reader sees in an HTML part: unescaped, <br> as a line break."""
    tree = html.fromstring(page)
    for line_end in tree.iter("br"):
        line_end.tail = f"\n{(line_end.tail or '').removeprefix(chr(10))}"
    return str(tree.find("body").text_content())


def links_in(words: Words) -> tuple[list[str], list[str]]:
    in_html = list(html.fromstring(words.html).xpath("//a/@href"))
    return re.findall(r"https?://\S+", words.text), in_html


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_every_notice_is_written_strictly_with_a_subject_of_one_line(kind: str, facts: Mapping[str, Any]) -> None:
    words = write_notice(kind, facts, TEMPLATES)

    assert 10 <= len(words.subject) <= 150
    assert words.subject.isprintable()
    assert "{" not in words.subject + words.text
    assert "None" not in words.subject + words.text + shown(words.html)
    assert "\n\n\n" not in words.text
    assert "  " not in words.text


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_text_and_html_hold_the_same_one_link(kind: str, facts: Mapping[str, Any]) -> None:
    words = write_notice(kind, facts, TEMPLATES)

    in_text, in_html = links_in(words)
    assert in_text == in_html
    assert len(in_text) <= 1
    if KINDS[kind].opens:
        assert in_text == [LINK]


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_text_and_html_name_the_same_actions_dates_and_owners(kind: str, facts: Mapping[str, Any]) -> None:
    words = write_notice(kind, facts, TEMPLATES)

    page = " ".join(shown(words.html).split())
    for action in OWED:
        for fact in (
            action["reference"],
            action["title"],
            action["last_said"] or "–",
            *action["why"],
            *action["owners"],
        ):
            assert (fact in words.text) == (fact in page), fact
    dates = re.compile(r"\w+day \d+ \w+ \d{4}(?: at [\d.]+(?: noon|am|pm))?")
    assert set(dates.findall(words.text)) <= set(dates.findall(page))


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_a_page_can_be_read_aloud_and_loads_nothing(kind: str, facts: Mapping[str, Any]) -> None:
    page = html.fromstring(write_notice(kind, facts, TEMPLATES).html)

    assert page.get("lang") == "en-GB"
    assert page.findtext(".//title")
    assert len(page.xpath("//h1")) == 1
    assert all(table.get("role") == "presentation" for table in page.iter("table"))
    assert not page.xpath("//img | //script | //link | //*[@src] | //*[contains(@style, 'url(')]")


def test_only_a_notice_that_opens_something_carries_a_personal_link() -> None:
    for kind, row in KINDS.items():
        words = write_notice(kind, sample_facts(), TEMPLATES)

        assert (LINK in words.text) == bool(row.opens), kind


def test_no_template_switches_escaping_off_or_takes_plain_text_into_a_page() -> None:
    for template in (TEMPLATES / "notices").rglob("*.html"):
        words = template.read_text(encoding="utf-8")

        assert not re.search(r"\|\s*safe|autoescape|\.txt", words), template


@pytest.mark.parametrize("kind", [kind for kind, row in KINDS.items() if row.opens == "answer"])
@pytest.mark.parametrize("name", AWKWARD)
def test_an_owners_words_come_out_as_they_were_written(kind: str, name: str) -> None:
    said = AWKWARD[name]
    facts = sample_facts(owed=[an_action("A-014", "Recruit social workers", last_said=said)])

    words = write_notice(kind, facts, TEMPLATES)

    assert said in words.text
    assert said in shown(words.html)


@pytest.mark.parametrize("kind", LIST_ACTIONS)
@pytest.mark.parametrize("name", AWKWARD)
def test_the_title_of_an_action_comes_out_as_it_was_written(kind: str, name: str) -> None:
    words = write_notice(kind, sample_facts(owed=[an_action("A-014", AWKWARD[name])]), TEMPLATES)

    assert AWKWARD[name] in words.text
    assert AWKWARD[name] in shown(words.html)


@pytest.mark.parametrize("name", AWKWARD)
def test_the_directors_words_come_out_as_they_were_written(name: str) -> None:
    facts = sample_facts()
    facts["cycle"]["comment"] = AWKWARD[name]

    words = write_notice("paper_sent_back", facts, TEMPLATES)

    assert AWKWARD[name] in words.text
    assert AWKWARD[name] in shown(words.html)


def marked(fact: Any) -> Any:
    """The same facts with markup in every word that is not a date or an address."""
    if isinstance(fact, dict):
        return {name: marked(value) for name, value in fact.items()}
    if isinstance(fact, list):
        return [marked(value) for value in fact]
    plain = not isinstance(fact, str) or re.match(r"\d{4}-|https:|#", fact)
    return fact if plain or not fact else f"{fact}<i>&amp;"


@pytest.mark.parametrize(("kind", "facts"), CASES)
def test_markup_in_any_fact_is_shown_and_not_obeyed(kind: str, facts: Mapping[str, Any]) -> None:
    words = write_notice(kind, marked(facts), TEMPLATES)

    page = html.fromstring(words.html)
    assert not page.xpath("//i")
    assert "Amara<i>&amp;," in words.text
    assert "Amara<i>&amp;," in shown(words.html)
    assert words.text.count("<i>&amp;") <= shown(words.html).count("<i>&amp;")


def test_the_request_says_what_by_when_how_long_and_what_happens_otherwise() -> None:
    text = write_notice("update_request", sample_facts(), TEMPLATES).text

    assert "by Thursday 26 February 2026 at 12 noon" in text
    assert "about two minutes" in text
    assert "“no change” counts as an answer" in text
    assert "the paper will say “No update received”" in text
    assert "Last update, Monday 12 January 2026:" in text


def test_the_last_reminder_says_what_the_paper_will_print() -> None:
    first = write_notice("update_reminder", sample_facts(), TEMPLATES)
    last = write_notice("update_reminder", sample_facts(occurrence=3, last_occurrence=True), TEMPLATES)

    assert first.subject.startswith("Reminder:")
    assert last.subject.startswith("Last reminder:")
    assert "will print “No update received”" in last.text
    assert "will print" not in first.text


def test_a_board_member_is_sent_no_owners_name_and_no_owners_words() -> None:
    text = write_notice("paper_published", sample_facts(), TEMPLATES).text

    assert "Nine of 14 actions are complete or on track" in text
    assert not any(action["reference"] in text for action in OWED)
    assert "Bryn" not in text


def test_leaders_are_told_what_is_late_but_not_who_is() -> None:
    text = write_notice("leaders_brief", sample_facts(), TEMPLATES).text

    assert "A-021" in text
    assert "(overdue)" in text
    assert "Bryn" not in text
    assert "Seven of the twelve" not in text


def test_the_accountable_officer_reads_who_is_silent_on_what() -> None:
    text = write_notice("silence_escalated", sample_facts(), TEMPLATES).text

    assert "A-021: Audit every child in need plan that is older than six months\nOwner: Amara Nwosu, Bryn Ellis" in text
    assert "Seven of the twelve" not in text


def test_the_warning_of_lateness_carries_the_paragraph_for_the_papers_head() -> None:
    facts = sample_facts()

    words = write_notice("paper_at_risk", facts, TEMPLATES)

    assert facts["cycle"]["late_item_paragraph"] in words.text
    assert facts["cycle"]["late_item_paragraph"] in shown(words.html)
