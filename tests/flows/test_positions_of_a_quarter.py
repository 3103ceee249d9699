"""The position that the store draws from columns is the one drawn entity by entity, on the days of a quarter."""

import positions_drawn_plainly
import pytest
from quarters import EVENING, an_office, days, load_ashcombe, moment, play

from plan_store import cycles
from plan_store.database import reading
from plan_store.position import position_of

pytestmark = pytest.mark.full


def test_every_position_of_ashcombes_quarter_is_the_one_drawn_plainly(tmp_path) -> None:
    office = an_office(tmp_path, f"sqlite:///{tmp_path / 'plan.db'}")
    load_ashcombe(office)
    play(office)
    compared = answers = 0

    with reading(office.engine) as session:
        for cycle in cycles.every(session):
            for today in days()[::4]:
                at = moment(today, EVENING)
                drawn = position_of(session, cycle, at=at, as_of=today)
                assert drawn == positions_drawn_plainly.position_of(session, cycle, at=at, as_of=today)
                compared += 1
                answers += sum(len(line.answers) for line in drawn.lines)

    assert compared == 4 * len(days()[::4])
    assert answers > 1000
