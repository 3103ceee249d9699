"""The audit trail: nobody can change it, and it holds no name, address or word of an owner."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session
from stores import (
    AT,
    BY,
    FACTS,
    SECRET,
    TELLING,
    a_board,
    a_cycle,
    a_plan_file,
    a_town,
    all_of,
    an_action,
    an_update,
    dump,
    load,
    local,
    rolled_back,
)

from governance.terms import DeliveryStatus, Role, Stage
from plan_store import audit, cycles, dates, decisions, links, moves, notices, papers, people, plans, updates
from plan_store.database import Engine, reading, transaction
from plan_store.decisions import Limb
from plan_store.tables import AuditEntry

CANARY = "Zyxwalda"


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE auditentry SET verb = 'nothing happened'",
        "UPDATE auditentry SET by = 'P-999' WHERE id = 1",
        "DELETE FROM auditentry",
        "DELETE FROM auditentry WHERE id = 1",
    ],
)
def test_nobody_changes_or_removes_a_row_of_the_audit_trail(store: Engine, attempt: str) -> None:
    refused(store, attempt)


def test_nobody_replaces_a_row_of_the_audit_trail(store: Engine) -> None:
    columns = "INTO auditentry (id, at, by, verb, subject, cycle, detail) VALUES"
    row = "(1, '2026-01-01 10:00:00', 'P-999', 'nothing happened', 'S1', '', '{}')"
    if store.dialect.name == "sqlite":
        for attempt in (f"REPLACE {columns} {row}", f"INSERT OR REPLACE {columns} {row}"):
            refused(store, attempt)
    else:
        refused(store, f"INSERT {columns} {row} ON CONFLICT (id) DO UPDATE SET verb = 'nothing happened'")
        refused(store, "TRUNCATE auditentry")


def refused(store: Engine, attempt: str) -> None:
    with transaction(store) as session:
        a_town(session)
    before = dump(store)

    with pytest.raises(DBAPIError, match="the audit trail is never changed"), transaction(store) as session:
        session.connection().exec_driver_sql(attempt)

    assert dump(store) == before


def test_what_is_called_off_leaves_no_trail(store: Engine) -> None:
    with rolled_back(store) as session:
        a_town(session)
        a_cycle(session, Stage.PUBLISHED)

    with reading(store) as session:
        assert audit.story(session) == []


def test_the_trail_is_told_by_cycle_and_by_subject_oldest_first(store: Engine) -> None:
    with transaction(store) as session:
        a_town(session)
        cycle = a_cycle(session)
        an_update(session, cycle, "S1")

    with reading(store) as session:
        of_cycle = [entry.verb for entry in audit.story(session, cycle=cycle.reference)]
        of_action = [entry.verb for entry in audit.story(session, subject="S1")]

    assert of_cycle == ["cycle planned", "updates asked", "cycle opened", "update received"]
    assert of_action == ["action added", "update received"]


def test_the_trail_holds_no_name_no_address_and_no_word_of_an_owner(store: Engine) -> None:
    with transaction(store) as session:
        fill_with_canaries(session)

    with reading(store) as session:
        trail = all_of(session, AuditEntry)
    written = [json.dumps([row.by, row.verb, row.subject, row.cycle, row.detail]) for row in trail]
    others = repr({table: rows for table, rows in dump(store).items() if table != "auditentry"})

    assert [row for row in written if CANARY.lower() in row.lower()] == []
    assert others.lower().count(CANARY.lower()) > 40


def fill_with_canaries(session: Session) -> None:
    """A whole round in which everything a person says, and everybody's name, carries the canary word."""
    town = a_town(session)
    for person in (town.amara, town.carys, town.dev, town.elin):
        people.describe(
            session, person, by=BY, at=AT, name=f"{CANARY} {person.reference}", email=f"{person.id}@{CANARY}.example",
            phone=CANARY, job_title=CANARY,
        )  # fmt: skip
    table = f"""
        ref | owner           | due        | status   | title    | progress | evidence | findings
        S1  | {CANARY} P-001  | 2026-01-31 | on_track | {CANARY} | {CANARY} | {CANARY} | 1
        S3  | {CANARY} New    | {CANARY}   | at_risk  | {CANARY} | {CANARY} | {CANARY} |
    """
    load(session, a_plan_file(table, texts={"background": CANARY}), at=AT)
    earlier = cycles.meeting_of(session, a_cycle(session, Stage.CLOSED, meeting_on=date(2025, 12, 9)))
    limbs = [Limb(kind="commission", words=CANARY)]
    (decision,) = decisions.record_resolution(session, earlier, "12", CANARY, limbs, by=BY, at=AT)
    decisions.respond(session, decision, CANARY, met=True, by=BY, at=AT)
    under = plans.delivery_plan(session, town.plan, "S")
    plans.add_action(session, town.plan, under, CANARY, town.amara, None, today=AT.date(), by=BY, at=AT)
    cycle = a_cycle(session)
    an_update(
        session, cycle, "S1", narrative=CANARY, reason=CANARY, status=DeliveryStatus.AT_RISK,
        new_due_on=date(2026, 5, 29), evidence=((CANARY, f"https://{CANARY}.example"),),
    )  # fmt: skip
    updates.add_evidence(session, an_action(session, "S2"), CANARY, CANARY, by=BY, at=AT)
    dates.decide(
        session, dates.request_for(session, an_action(session, "S1")), granted=True, decided_by=CANARY, by=BY, at=AT
    )
    expires_at = datetime(2026, 4, 1, tzinfo=UTC)
    link = links.issue(session, cycle, town.amara, "answer", secret=SECRET, expires_at=expires_at, by=BY, at=AT)
    links.withdraw(session, link, by=BY, at=AT)
    for stage in (Stage.LOCKED, Stage.DRAFTING, Stage.AWAITING_SIGN_OFF):
        moves.move(session, TELLING, cycle, stage, role=Role.SYSTEM, as_of=local(AT), by=BY, at=AT)
        if stage is Stage.LOCKED:
            papers.keep_draft(
                session, cycle, "progress_report", CANARY, FACTS | {"summary": [CANARY]},
                {"html": (f"{CANARY}.html", CANARY.encode())}, template_digest="", by=BY, at=AT,
            )  # fmt: skip
    moves.send_back(session, TELLING, cycle, town.dev, CANARY, as_of=local(AT), at=AT)
    cycles.say_why_late(session, cycle, CANARY, by=BY, at=AT)
    moves.cancel(session, TELLING, cycle, CANARY, as_of=local(AT), by=BY, at=AT)
    send_round(session)
    people.seat(session, town.amara, a_board(session), office=CANARY, by=BY, at=AT)


def send_round(session: Session) -> None:
    """One letter goes, one fails, and the channel's own words carry the canary."""
    first, second, *_ = notices.take(session, limit=9, by="system", at=AT)
    notices.mark_in_doubt(session, first.id or 0, first.lease, CANARY.encode(), "letter", by="system", at=AT)
    notices.record_sent(session, first.id or 0, first.lease, CANARY, by="system", at=AT)
    notices.record_failure(
        session, second.id or 0, second.lease, CANARY, permanent=True, channel="letter", by="system", at=AT
    )
