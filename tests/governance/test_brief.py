"""Everything a paper may say: the numbers add up, name their base, and silence is printed."""

import json
from datetime import datetime

from drawn import a_position, a_scale
from hypothesis import given
from hypothesis import strategies as st

from governance.brief import facts, write_brief
from governance.flags import raise_flags
from governance.record import Contact, Cover, DateRequest, Record
from governance.terms import DeliveryStatus

QUARTER = """
    ref | owner | due        | status      | said          | plan | findings | reason       | late
    L1  | Amara | 2026-06-01 | on_track    | Going well.   | L    | 1        |              |
    L2  | Amara | 2026-03-01 | off_track   | Stuck.        | L    | 1 2      | No staff.    |
    L3  | Bryn  | 2026-06-01 | on_track    |               | L    | 2        |              |
    S1  | Bryn  | 2026-06-01 | at_risk     | Nearly.       | S    | 3        | Waiting.     | yes
    S2  | Bryn  | 2026-01-01 | complete    |               | S    | 3        |              |
    S3  | Bryn  | 2026-06-01 | not_started | Not yet.      | S    |          |              |
"""


def a_cover():
    return Cover(
        council="Ashcombe City Council",
        title="Improvement Plan progress",
        report_to="Partnership Board",
        meeting_at=datetime(2026, 3, 25, 16),
        place="",
        relevant_director=Contact(name="Dev Anand"),
        wards="All",
        contacts=(),
        input_from=(),
        objectives_of="",
        objectives=(),
    )


def brief_of(position, **record):
    return write_brief(position, Record(cover=a_cover(), **record), raise_flags(position), a_scale())


def test_the_ratings_of_actions_and_findings_add_up_to_all_of_them():
    brief = brief_of(a_position(QUARTER, delivery_plans=("L", "S"), findings=["4"]))

    assert {part.key: part.count for part in brief.ratings.parts} == {
        "red": 1,
        "amber": 1,
        "unreported": 1,
        "green": 1,
        "grey": 1,
        "blue": 1,
    }
    assert (brief.ratings.base, sum(part.percent for part in brief.ratings.parts)) == (6, 100)
    assert {part.key: part.count for part in brief.findings_by_rating.parts if part.count} == {
        "red": 2,
        "amber": 1,
        "unreported": 1,
    }


def test_the_response_counts_on_time_late_and_silent_to_what_was_asked():
    response = brief_of(a_position(QUARTER, delivery_plans=("L", "S"))).response

    assert {part.key: part.count for part in response.actions.parts} == {"on_time": 3, "late": 1, "silent": 1}
    assert response.answered.words == "4 of 5 actions (80%)"
    assert response.owners.words == "1 of 2 owners (50%)"
    assert response.silent_owners == ("Bryn Pugh",)


def test_an_area_shows_what_goes_well_what_does_not_and_what_is_silent():
    brief = brief_of(a_position(QUARTER, delivery_plans=("L", "S")))
    leadership, social_care = brief.delivery_plans

    assert [action.reference for action in leadership.progressing] == ["L1"]
    assert [(action.reference, action.said.reason) for action in leadership.in_development] == [("L2", "No staff.")]
    assert [action.reference for action in leadership.silent] == ["L3"]
    assert (leadership.rating.key, social_care.rating.key) == ("red", "amber")
    assert social_care.done.words == "1 of 3 actions (33%)"


def test_a_silent_action_shows_no_status_and_no_percentage():
    table = "ref | owner | due | status | percent | said\n A1 | Amara | 2026-06-01 | on_track | 80 |"
    action = brief_of(a_position(table)).actions[0]

    assert (action.silent, action.status, action.percent, action.status_word) == (True, None, None, "Unreported")


def test_the_summary_says_where_the_plan_stands_and_who_was_silent():
    summary = " ".join(brief_of(a_position(QUARTER, delivery_plans=("L", "S"))).summary)

    assert "The Improvement Plan answers 3 findings with 6 actions in two delivery plans." in summary
    assert "One of the 6 actions (17%) is past the due date and not complete." in summary
    assert "An update was received for 4 of 5 actions (80%) asked about." in summary
    assert "This is the first progress report on the plan" in summary


def test_the_recommendations_ask_for_something():
    asked_for = DateRequest(
        action="L2",
        title="",
        asked_by="Amara Osei",
        from_on=None,
        to_on=datetime(2026, 9, 1).date(),
        reason="No staff.",
    )
    recommendations = brief_of(
        a_position(QUARTER, delivery_plans=("L", "S")), date_requests=(asked_for,)
    ).recommendations

    assert recommendations == (
        "That the Partnership Board considers the progress reported on two actions and challenges the reasons given "
        "for the two still in development.",
        "That the accountable officers bring a recovery date for the one action past its due date.",
        "That the owner explains at the meeting why no update was received for one action.",
        "That the Partnership Board agrees or refuses the one new date asked for.",
        "That the Partnership Board receives the next report.",
    )
    assert not any("note" in recommendation for recommendation in recommendations)


def test_the_same_position_gives_the_same_facts_and_they_are_plain_json():
    position = a_position(QUARTER, delivery_plans=("L", "S"))

    once, twice = (json.dumps(facts(brief_of(position)), sort_keys=True) for _ in range(2))

    assert once == twice
    assert json.loads(once)["response"]["answered"]["words"] == "4 of 5 actions (80%)"


@given(st.lists(st.tuples(st.sampled_from(DeliveryStatus), st.booleans(), st.booleans()), min_size=1, max_size=25))
def test_whatever_the_plan_holds_every_count_adds_up(rows):
    drawn = ["ref | owner | due | status | said | late | findings"]
    for n, (status, answered, late) in enumerate(rows):
        said = "Words." if answered else ""
        drawn.append(f"A{n} | Amara | 2026-06-01 | {status} | {said} | {'yes' if late else ''} | F{n % 3}")

    brief = brief_of(a_position("\n".join(drawn)))

    for counted in (brief.ratings, brief.findings_by_rating, brief.response.actions):
        assert sum(part.count for part in counted.parts) == counted.base
        assert sum(part.percent for part in counted.parts) in (0, 100)
    assert brief.ratings.base == len(rows)
    assert sum(action.silent for action in brief.actions) == brief.response.actions.count("silent")
