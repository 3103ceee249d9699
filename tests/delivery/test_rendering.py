from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notice_samples import TEMPLATES, an_action, sample_facts

from delivery.filters import as_written, cleaned, day, due, moment, short_day
from delivery.rendering import write_notice
from governance.errors import FactsMissing, TemplateFault


def a_notice(templates: Path, *, subject: str = "Hello", text: str = "Hello\n", page: str = "<p>Hello</p>\n") -> Path:
    folder = templates / "notices" / "trial"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text(subject, encoding="utf-8")
    (folder / "body.txt").write_text(text, encoding="utf-8")
    (folder / "body.html").write_text(page, encoding="utf-8")
    return templates


def test_a_date_is_said_in_full_and_in_short() -> None:
    assert day("2026-03-10") == "Tuesday 10 March 2026"
    assert day("2026-03-10T14:00:00") == "Tuesday 10 March 2026"
    assert short_day("2026-03-10") == "Tue 10 Mar 2026"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-10T12:00:00", "12 noon"),
        ("2026-03-10T14:00", "2pm"),
        ("2026-03-10T10:30:00", "10.30am"),
        ("2026-03-10T00:00:00", "12 midnight"),
        ("2026-03-10T00:05:00", "12.05am"),
        ("2026-03-10T12:30:00", "12.30pm"),
        ("2026-03-10T23:59:00", "11.59pm"),
    ],
)
def test_an_hour_is_said_as_people_say_it(at: str, said: str) -> None:
    assert moment(at) == f"Tuesday 10 March 2026 at {said}"


@pytest.mark.parametrize(
    ("due_on", "due_words", "said"),
    [
        ("2026-03-31", "31 March 2026", "Tuesday 31 March 2026"),
        ("2026-03-31", "31/03/2026", "Tuesday 31 March 2026"),
        ("2026-03-31", "", "Tuesday 31 March 2026"),
        ("2026-05-31", "Spring 2026", "Sunday 31 May 2026, in the plan “Spring 2026”"),
        (None, "as soon as possible", "as soon as possible"),
        (None, "", "no due date"),
    ],
)
def test_a_vague_date_is_said_with_the_plans_own_words(due_on: str | None, due_words: str, said: str) -> None:
    assert due(an_action("A-014", "Recruit", due_on=due_on, due_words=due_words)) == said


@settings(deadline=None)
@given(st.text())
def test_clean_words_differ_only_in_what_no_reader_should_be_sent(words: str) -> None:
    kept = cleaned(words)

    kept.encode("utf-8")
    assert len(kept) == len(words.replace("\r\n", "\n"))
    for before, after in zip(words.replace("\r\n", "\n").replace("\r", "\n"), kept, strict=True):
        assert before == after or after == "\ufffd"


def test_control_characters_overrides_and_lone_surrogates_become_replacement_marks() -> None:
    assert cleaned({"said": ["a\x00b\x1b[31m", "\u202eabc\u202c", "\ud800", "\x85"]}) == {
        "said": ["a\ufffdb\ufffd[31m", "\ufffdabc\u202c", "\ufffd", "\ufffd"]
    }


def test_a_notice_holds_no_control_character_and_can_always_be_encoded() -> None:
    owed = [an_action("A-014", "Recruit", last_said="bell \x07 and half a sign \ud83d")]

    words = write_notice("update_request", sample_facts(owed=owed), TEMPLATES)

    assert "bell \ufffd and half a sign \ufffd" in words.text
    assert "bell \ufffd and half a sign \ufffd" in words.html


def test_line_breaks_tabs_and_the_marks_of_right_to_left_words_stay() -> None:
    assert cleaned("one\r\ntwo\rthree\tfour \u2067العمل\u2069\u200f") == "one\ntwo\nthree\tfour \u2067العمل\u2069\u200f"


def test_line_breaks_are_kept_in_a_page_and_every_sign_is_escaped() -> None:
    assert as_written("<b>one</b>\n& two") == "&lt;b&gt;one&lt;/b&gt;<br>\n&amp; two"


def test_a_template_that_names_what_is_not_there_is_refused_with_file_and_line(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, text="Hello\n\n{{ person.nickname }}\n")

    with pytest.raises(FactsMissing, match=r"trial/body\.txt, line 3, .*nickname"):
        write_notice("trial", sample_facts(), templates)


def test_a_name_misspelt_in_a_condition_is_refused_too(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, page="<p>\n{% if last_ocurrence %}x{% endif %}</p>")

    with pytest.raises(FactsMissing, match=r"trial/body\.html, line 2, .*last_ocurrence"):
        write_notice("trial", sample_facts(), templates)


def test_a_fault_in_a_shared_part_is_named_where_it_stands(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, text='{% import "_parts/pieces.txt" as say %}\n\n{{ say.late() }}')
    parts = tmp_path / "notices" / "_parts"
    parts.mkdir()
    (parts / "pieces.txt").write_text("\n{% macro late() %}\n{{ lateness }}{% endmacro %}\n", encoding="utf-8")

    with pytest.raises(FactsMissing, match=r"_parts/pieces\.txt, line 3, .*lateness"):
        write_notice("trial", sample_facts(), templates)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Hello\n{% if %}", r"body\.txt, line 2, cannot be read"),
        ("{{ person.name|shout }}", r"body\.txt, line 1, cannot be read: No filter named 'shout'"),
        ('{% include "letterhead.txt" %}', "asks for “letterhead.txt”"),
        ("\n\n{{ person.name|day }}", r"body\.txt, line 3, cannot be worked out"),
        ("{{ 1 / 0 }}", r"body\.txt, line 1, cannot be worked out"),
        ("{{ ''.__class__.__mro__ }}", r"body\.txt, line 1"),
        ("{{ owed.append(1) }}", r"body\.txt, line 1, cannot be worked out"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_file_and_line(tmp_path: Path, text: str, fault: str) -> None:
    templates = a_notice(tmp_path, text=text)

    with pytest.raises((TemplateFault, FactsMissing), match=fault):
        write_notice("trial", sample_facts(), templates)


def test_a_long_subject_is_cut_at_a_word(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, subject="{{ cycle.plan }}")
    facts = sample_facts(cycle={"plan": "governance " * 30})

    subject = write_notice("trial", facts, templates).subject

    assert len(subject) <= 150
    assert subject.endswith("governance…")


def test_a_subject_of_one_long_word_is_cut_within_it(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, subject="{{ cycle.plan }}")

    assert write_notice("trial", sample_facts(cycle={"plan": "x" * 500}), templates).subject == "x" * 149 + "…"


def test_a_subject_of_several_lines_becomes_one(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, subject="{{ cycle.plan }}\n")
    facts = sample_facts(cycle={"plan": "one\r\nBcc: everybody@ashcombe.example\u2028two"})

    assert write_notice("trial", facts, templates).subject == "one Bcc: everybody@ashcombe.example two"


def test_an_empty_subject_is_refused(tmp_path: Path) -> None:
    templates = a_notice(tmp_path, subject="\n")

    with pytest.raises(TemplateFault, match="empty subject"):
        write_notice("trial", sample_facts(), templates)


def test_the_facts_given_are_not_changed() -> None:
    facts = sample_facts()

    write_notice("update_request", facts, TEMPLATES)

    assert facts == sample_facts()
