"""Each rule of the checker: what it finds, and what it lets be."""

import pytest
from written_papers import READ_ON, a_table, found_in

from governance.errors import ConfigError
from papers.checker import CheckSettings, check, split
from papers.checker.findings import key_of
from papers.checker.rulebook import CHECKS
from papers.document import Node

BAD = [
    ("empty_section", "<h1>T</h1><h2>Risks</h2><h2>Law</h2><p>None.</p>", "Risks"),
    ("empty_field", "<dl><dt>Wards</dt><dd></dd></dl>", "Wards"),
    ("orphan_number", "<h2>7. Aims</h2><p>8.</p><p>Words.</p>", "8."),
    ("broken_numbering", "<h2>1. A</h2><p>x</p><h2>2. B</h2><p>x</p><h2>4. D</h2><p>x</p>", "4 comes after 2"),
    ("broken_numbering", "<p>38.1 First.</p><p>38.1 Again.</p>", "38.1 comes twice"),
    ("heading_jump", "<h1>T</h1><h4>Deep</h4><p>x</p>", "level 4"),
    ("heading_twice", "<h2>Summary</h2><p>x</p><h2>Summary:</h2><p>y</p>", "Summary"),
    ("picture_without_words", "<figure><img src='a.png' alt=''><figcaption>x</figcaption></figure>", "no alternative"),
    ("picture_without_words", "<p><img src='a.png' alt='image1.png'></p>", "image1.png"),
    ("link_to_nowhere", "<p><a href=''>the plan</a></p>", "no address"),
    ("link_to_nowhere", "<p><a href='#gone'>the plan</a></p>", "nowhere in this paper"),
    ("link_to_nowhere", "<p><a href='mailto:carys'>Carys</a></p>", "no mail address"),
    ("link_to_nowhere", "<p><a href='file:///C:/plan.docx'>the plan</a></p>", "one machine"),
    ("link_says_nothing", "<p><a href='https://ashcombe.example/'>click here</a></p>", "click here"),
    ("total_not_its_parts", a_table("T", "Kind | Number", "A | 12", "B | 13", "Total | 26"), "come to 25"),
    ("count_not_what_is_listed", a_table("The 3 risks", "Risk | What", "A | x", "B | y"), "shows 2"),
    ("count_not_what_is_listed", "<p>There are four reasons:</p><ul><li>A</li><li>B</li></ul>", "2 are listed"),
    (
        "number_of_findings_differs",
        "<p>Inspectors wrote; 26 key areas were identified.</p><p>All twenty-five key areas are in hand.</p>",
        "says 26",
    ),
    ("percentage_not_its_counts", "<p>14 of 60 actions (25%) are red.</p>", "23.3%"),
    ("percentage_not_its_counts", "<p>25% (14 of 60) are red.</p>", "23.3%"),
    ("percentage_not_its_counts", "<p>Of the 60 actions, 9 are red (15%) and 41 green (85%).</p>", "68.3%"),
    ("percentages_not_100", a_table("T", "Kind | Share", "A | 60%", "B | 30%"), "90%"),
    ("percentage_of_unknown", "<p>Attendance has improved by 2%.</p>", "“2%” has no base"),
    (
        "one_event_two_lengths",
        "<p>A three-week inspection was held.</p><p>The inspection lasted for four weeks.</p>",
        "four weeks",
    ),
    (
        "one_event_two_dates",
        "<p>The inspection in March 2026 was hard.</p><p>In April 2026 Ofsted inspected the council.</p>",
        "March 2026",
    ),
    ("no_such_day", "<p>It ends on 31 June 2027.</p>", "31 June 2027"),
    ("no_such_day", "<p>It ended on 29/02/2027.</p>", "29/02/2027"),
    ("wrong_weekday", "<p>They met on Monday 14 March 2017.</p>", "Tuesday"),
    ("target_in_the_past", "<p>The system will be in use by March 2026.</p>", "March 2026"),
    ("target_in_the_past", a_table("Actions", "Action | Due", "A1 | 1 February 2027"), "51 days before"),
    ("put_off", "<p>To be scoped through the plan.</p>", "To be scoped"),
    ("put_off", a_table("Actions", "Action | Cost", "A1 | TBC"), "TBC"),
    ("put_off", "<p>Appendix B (to follow).</p>", "to follow"),
    ("old_figures", "<p>There were 412 referrals as at 30 September 2026.</p>", "175 days"),
    ("action_without_owner", a_table("Actions", "Action | Owner", "A1 | "), "A1"),
    ("action_without_owner", a_table("Actions", "Action | What and who", "A1 | Train staff Nobody is named"), "A1"),
    ("finding_without_action", a_table("F", "Finding | What | Actions", "F1 | Plans are thin | 0"), "F1"),
    ("recommendation_only_notes", "<h2>Recommendations</h2><ol><li>To note the report.</li></ol>", "note"),
    ("abbreviation_not_explained", "<p>Every NQSW has a mentor.</p>", "NQSW"),
    ("abbreviation_not_explained", "<p>A CiN plan. Child in Need (CiN) plans.</p>", "only in paragraph 1"),
    ("long_sentence", f"<p>It {'goes on and ' * 15}on.</p>", "words"),
    ("no_full_stop", "<p>It went well. The route is through the board</p>", "no full stop"),
    ("word_twice", "<p>It is in the the plan.</p>", "the the"),
    ("child_could_be_known", "<p>A boy, dob 12/3/2011, was seen.</p>", "date of birth"),
    ("child_could_be_known", "<p>See case LL123456.</p>", "case number"),
    ("child_could_be_known", "<p>His NHS number is 943 476 5919.</p>", "NHS number"),
    ("child_could_be_known", "<p>re: J Smith</p>", "J Smith"),
    ("few_children", "<p>Three children were placed outside the city.</p>", "Three children"),
    ("few_children", a_table("Children by placement", "Placement | Number", "Secure | 2", "Foster | 310"), "Secure"),
]

GOOD = [
    ("empty_section", "<h1>T</h1><h2>Risks</h2><h3>Money</h3><p>Enough.</p>"),
    ("broken_numbering", "<h2>1. A</h2><p>x</p><h3>1.1 B</h3><p>x</p><h3>1.2 C</h3><p>x</p><h2>2. D</h2><p>x</p>"),
    ("orphan_number", "<ul class='figures'><li><strong>12</strong> actions red</li></ul>"),
    ("heading_twice", "<h2>A</h2><h3>Done</h3><p>x</p><h2>B</h2><h3>Done</h3><p>y</p>"),
    ("link_to_nowhere", "<p id='x'><a href='#x'>up</a> <a href='mailto:carys@ashcombe.example'>Carys</a></p>"),
    ("total_not_its_parts", a_table("T", "Kind | £", "A | £1,200", "B | £800", "Total | £2,000")),
    ("total_not_its_parts", a_table("T", "Kind | Children", "A | 5 or fewer", "B | 13", "Total | 16")),
    ("percentages_not_100", a_table("T", "Kind | Share", "A | 33%", "B | 33%", "C | 33%")),
    ("percentage_not_its_counts", "<p>14 of 60 actions (23%) are red; 3 of 26 (11%) too.</p>"),
    ("percentage_of_unknown", "<p>14 of 60 actions (23%) are red. The target is 90%.</p>"),
    ("one_event_two_lengths", "<p>A three-week inspection.</p><p>The inspection lasted for 21 days.</p>"),
    ("one_event_two_lengths", "<p>A two-week pilot inspection.</p><p>The full inspection lasted for four weeks.</p>"),
    ("one_event_two_dates", "<p>The inspection in March 2022 was hard; the inspection in May 2026 was not.</p>"),
    (
        "one_event_two_dates",
        "<p>The inspection in March 2026.</p><p>The inspection report came in May 2026.</p>",
    ),
    ("wrong_weekday", "<p>They met on Tuesday 14 March 2017.</p>"),
    ("target_in_the_past", "<p>It was completed by March 2026. More will be done by June 2027.</p>"),
    ("target_in_the_past", a_table("Actions", "Action | Due | Status", "A1 | 1 February 2027 | Complete")),
    ("put_off", "<p>Staff are to follow the new guidance.</p>"),
    ("old_figures", "<p>There were 412 referrals as at 28 February 2027.</p>"),
    ("abbreviation_not_explained", "<p>Newly Qualified Social Workers (NQSW) have a GP. Each NQSW has a mentor.</p>"),
    ("abbreviation_not_explained", "<p>SMART (specific, measurable, agreed) targets are used.</p>"),
    ("word_twice", "<p>They had had enough of it.</p>"),
    ("child_could_be_known", "<p>Child A was seen. Ring 01632 960101. Action L12 is done.</p>"),
    ("few_children", "<p>Fewer than five children, one in five children, and 3 children’s homes.</p>"),
    ("few_children", "<p>4% of children wait for two weeks; children aged 3 to 5 do not.</p>"),
    ("recommendation_only_notes", "<h2>Recommendations</h2><p>That the board notes the report and agrees dates.</p>"),
]


@pytest.mark.parametrize(("rule", "html", "said"), BAD)
def test_each_rule_names_what_is_wrong_and_says_what_now(rule, html, said):
    found = found_in(html, rule)

    assert any(said in finding.because + finding.place for finding in found), found_in(html)
    assert all(finding.suggestion.endswith(".") and finding.place for finding in found)


@pytest.mark.parametrize(("rule", "html"), GOOD)
def test_each_rule_lets_be_what_is_right(rule, html):
    assert found_in(html, rule) == []


def test_an_action_that_the_record_holds_without_owner_is_named():
    facts = {"actions": [{"reference": "L1", "owners": [], "status": "on_track"}], "findings": []}

    assert "L1" in found_in("<p>Words.</p>", "action_without_owner", facts=facts)[0].because


def test_a_finding_that_the_record_holds_without_action_is_named():
    facts = {"actions": [], "findings": [{"reference": "7", "actions": 0}]}

    assert "Finding 7" in found_in("<p>Words.</p>", "finding_without_action", facts=facts)[0].because


def test_a_number_of_findings_that_the_record_does_not_hold_is_named():
    facts = {"findings": [{"reference": str(n), "actions": 1} for n in range(25)], "actions": []}

    found = found_in("<p>The plan answers 26 findings.</p>", "number_of_findings_differs", facts=facts)

    assert "holds 25" in found[0].because


def test_a_promise_made_again_with_its_date_moved_is_named():
    earlier = "<p>The new system will be in use by March 2027.</p>"

    found = found_in("<p>The new system will be in use by June 2027.</p>", "promised_again", earlier=earlier)

    assert "March 2027 for June 2027" in found[0].because


def test_what_was_put_off_in_the_earlier_paper_too_is_said_to_be():
    page = "<p>To be scoped through the plan.</p>"

    assert "earlier paper said the same" in found_in(page, "put_off", earlier=page)[0].because


def test_more_pages_than_the_board_allows_are_named():
    assert "allows 4" in found_in("<p>x</p>", "too_long", pages=5, most_pages=4)[0].because
    assert found_in("<p>x</p>", "too_long", pages=4, most_pages=4) == []


def test_a_name_that_the_council_listed_is_named_and_a_longer_word_is_not():
    assert found_in("<p>Llinos was seen.</p>", "child_could_be_known", names=("Llinos",))
    assert found_in("<h2>LLINOS PUW</h2><p>x</p>", "child_could_be_known", names=("Llinos  Puw",))
    assert found_in("<p>Llinos\u00a0Puw’s plan.</p>", "child_could_be_known", names=("Llinos Puw",))
    assert found_in("<p>Llinosia was seen.</p>", "child_could_be_known", names=("Llinos",)) == []
    assert found_in("<p>She may go.</p>", "child_could_be_known", names=("May", "")) == []


def test_an_inspection_under_embargo_is_named_with_its_day():
    facts = {"inspected": {"title": "The focused visit", "embargoed_until": "2027-05-03"}}
    free = {"inspected": {"title": "The focused visit", "embargoed_until": None}}

    found, none = (check(Node("document"), each, CheckSettings(as_of=READ_ON)) for each in (facts, free))
    (finding,) = [each for each in found if each.rule == "before_its_day"]
    assert "3 May 2027" in finding.because
    assert "before_its_day" not in {each.rule for each in none}


def test_hard_prose_reads_older_than_plain_prose():
    hard = "Organisational accountability necessitates comprehensive multidisciplinary collaboration throughout. "
    plain = "We met the team. They like the new plan. It will help them do the work. "

    assert found_in(f"<h2>A</h2><p>{hard * 20}</p>", "hard_to_read")
    assert found_in(f"<h2>A</h2><p>{plain * 20}</p>", "hard_to_read") == []


def test_of_an_owners_own_words_style_is_only_asked_about_and_privacy_is_not():
    slip, privacy = "<blockquote><p>In the the plan.</p></blockquote>", "<blockquote><p>Case LL123456.</p></blockquote>"

    assert found_in(slip, "word_twice")[0].severity == "consider"
    assert found_in(privacy, "child_could_be_known")[0].severity == "must"
    assert "nobody may change" in found_in(slip, "word_twice")[0].suggestion


def test_an_acceptance_survives_as_long_as_the_words_are_the_same():
    (before,) = found_in("<h1>T</h1><p>Costs TBC.</p>", "put_off")
    (moved,) = found_in("<h1>T</h1><p>New words above.</p><p>Costs TBC.</p>", "put_off")
    (changed,) = found_in("<h1>T</h1><p>Other costs TBC.</p>", "put_off")

    still_open, accepted = split([moved, changed], {before.key: "The auditor reports in May."})

    assert still_open == (changed,)
    assert accepted == ((moved, "The auditor reports in May."),)
    assert split([moved], {before.key: " "})[0] == (moved,)


def test_a_rule_can_be_left_out_and_its_dial_set():
    page = "<p>There were 412 referrals as at 28 February 2027.</p>"

    assert found_in(page, "old_figures", dials={"old_figures": {"most_days": 10}})
    assert found_in("<p>Costs TBC.</p>", "put_off", dials={"put_off": {"enabled": False}}) == []


@pytest.mark.parametrize("dials", [{"nonsense": {}}, {"old_figures": {"weeks": 1}}])
def test_a_rule_or_dial_that_does_not_exist_is_refused(dials):
    with pytest.raises(ConfigError, match=r"checks\."):
        check(Node("document"), None, CheckSettings(as_of=READ_ON, dials=dials))


def test_every_rule_has_an_example_of_what_it_finds():
    elsewhere = {"too_long", "promised_again", "hard_to_read", "before_its_day"}
    of_files = {name for name in CHECKS if CHECKS[name].function.__module__.endswith("word_files")}

    assert {rule for rule, _, _ in BAD} | elsewhere | of_files == set(CHECKS)


def test_a_key_is_stable():
    assert key_of("put_off", "Costs  TBC.") == key_of("put_off", "costs tbc.") != key_of("word_twice", "costs tbc.")
    assert found_in("<p>Costs TBC.</p>") == found_in("<p>Costs TBC.</p>")
