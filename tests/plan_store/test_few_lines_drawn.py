"""A position of a few actions, for a page that shows a few: the same lines as in the whole plan."""

from datetime import date

import pytest
from stores import AT, a_board, a_cycle, a_town, an_action, an_update

from governance.terms import Stage
from plan_store import board_words, cycles, dates, decisions, people, updates
from plan_store.database import Engine, transaction
from plan_store.decisions import Limb
from plan_store.position import position_of

TODAY = AT.date()


@pytest.mark.parametrize("wanted", [(), ("S1",), ("L1", "S2"), ("L1", "S1", "S2")])
def test_the_lines_of_a_few_actions_are_those_of_the_whole_plan(store: Engine, wanted: tuple[str, ...]) -> None:
    with transaction(store) as session:
        town = a_town(session)
        people.describe(session, town.amara, deputy_id=town.bryn.id, by="P-003", at=AT)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1", new_due_on=date(2026, 5, 29), reason="Two posts are vacant.")
        change = dates.request_for(session, an_action(session, "S1"))
        dates.decide(session, change, granted=True, decided_by="The Board", by="P-003", at=AT)
        updates.add_evidence(session, an_action(session, "S2"), "An audit", "", by="P-001", at=AT)
        only = [an_action(session, reference).id or 0 for reference in wanted]

        whole = position_of(session, cycle, at=AT, as_of=TODAY)
        few = position_of(session, cycle, at=AT, as_of=TODAY, only=only)

    assert few.lines == tuple(line for line in whole.lines if line.reference in wanted)
    assert (few.findings, few.delivery_plans, few.meeting_on) == (
        whole.findings,
        whole.delivery_plans,
        whole.meeting_on,
    )


def test_what_the_board_said_of_an_action_is_found_by_its_reference_and_its_dates(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        earlier = a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 12, 9))
        limbs = [Limb(kind="commission", words="Report on S1 next time."), Limb(kind="note", words="S12 is noted.")]
        decisions.record_resolution(
            session, cycles.meeting_of(session, earlier), "12", "Both.", limbs, by="P-003", at=AT
        )
        cycle = a_cycle(session)
        an_update(session, cycle, "S2", new_due_on=date(2026, 12, 18), reason="Two posts are vacant.")
        change = dates.request_for(session, an_action(session, "S2"))
        dates.decide(session, change, granted=False, decided_by="Improvement Board", by="P-003", at=AT)
        actions = [an_action(session, reference) for reference in ("S1", "S2", "L1")]

        said = board_words.said_of(session, cycle, actions)
        board = a_board(session).name

    (of_s1,), (of_s2,) = said[actions[0].id or 0], said[actions[1].id or 0]
    assert (of_s1.words, of_s1.by, of_s1.on) == ("Report on S1 next time.", board, date(2025, 12, 9))
    assert (of_s2.date_asked, of_s2.granted, of_s2.by) == (date(2026, 12, 18), False, "Improvement Board")
    assert actions[2].id not in said
