"""The tick and the post round as Prefect runs them: the only file that decorates anything.

What they do is in flows/tick.py and flows/deliver_notices.py. They pass references, never rows, names or words:
whoever reaches Prefect can read parameters and logs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from prefect import flow, get_run_logger, task
from prefect.artifacts import acreate_markdown_artifact
from prefect.cache_policies import NO_CACHE

from config.clock import london, now
from config.settings import load_settings
from flows import deliver_notices, rehearsal, report
from flows import tick as plain
from flows.office import Office, open_office
from governance.errors import in_a_log, without_quoted
from governance.wording import plural
from plan_store.migrating import check_version


def _run_name() -> str:
    return f"tick of {london(now()):%a %d %b %Y %H:%M}"


@flow(name="tick", flow_run_name=_run_name, persist_result=False)
async def tick(as_of: datetime | None = None, dry_run: bool = False) -> None:
    """Do everything that is due by `as_of` (aware; now if left out); dry_run only says what would be done."""
    with _saying_nobodys_words():
        await _tick(as_of, dry_run)


async def _tick(as_of: datetime | None, dry_run: bool) -> None:
    office, at = _office(), as_of or now()
    if dry_run:
        with rehearsal.rehearsal_of(office) as rehearsed:
            for deed in rehearsed.day(at)[0]:
                get_run_logger().info("would %s %s", deed.step, deed.cycle)
        return
    if (planned := plain.plan_ahead(office, at=at)) is not None:
        get_run_logger().info("%s", planned.said)
    for reference in plain.running_cycles(office):
        while (due := plain.step_due(office, reference, at=at)) is not None:
            said = _take_step.with_options(name=due.step.name, task_run_name=f"{due.step.name} {reference}")(
                reference, at
            )
            if not said:
                break
        _catch_up.with_options(task_run_name=f"publish_supplement {reference}")(reference, at)
    await _send_what_waits(at)
    await acreate_markdown_artifact(
        report.write_report(office, at=at), key="position", description="Where every cycle stands"
    )


@flow(name="post round", persist_result=False)
async def post_round() -> None:
    """Send what waits in the outbox."""
    with _saying_nobodys_words():
        await _send_what_waits(now())


@task(cache_policy=NO_CACHE, persist_result=False)
def _take_step(reference: str, at: datetime) -> str:
    """One step of one cycle, found again here: a task takes references, not rows."""
    with _saying_nobodys_words():
        office = _office()
        due = plain.step_due(office, reference, at=at)
        deed = plain.take_step(office, reference, due, at=at) if due is not None else None
    if deed is None:
        return ""
    get_run_logger().info("%s", _for_prefect(deed))
    return deed.said


@task(name="publish_supplement", cache_policy=NO_CACHE, persist_result=False)
def _catch_up(reference: str, at: datetime) -> None:
    with _saying_nobodys_words():
        deed = plain.catch_up(_office(), reference, at=at)
    if deed is not None:
        get_run_logger().info("%s", _for_prefect(deed))


def _for_prefect(deed: plain.Deed) -> str:
    """What was done; the reason why a paper did not go out quotes its title, which may be exempt."""
    return f"{deed.cycle}: {without_quoted(deed.said)}"


@task(name="send what waits", cache_policy=NO_CACHE, persist_result=False)
async def _send_what_waits(at: datetime) -> None:
    with _saying_nobodys_words():
        went = deliver_notices.deliver_notices(_office(), at=at)
    get_run_logger().info("%s sent, %s put back", plural(went.sent, "message"), went.failed)


class Failed(Exception):
    """A fault as Prefect may keep it: in its database, its log and on its page."""


@contextmanager
def _saying_nobodys_words() -> Iterator[None]:
    """What was being worked on may stand in the message of a fault; Prefect is told its kind and its place."""
    try:
        yield
    except Failed:
        raise
    except Exception as fault:
        raise Failed(f"{type(fault).__name__}: {in_a_log(fault)}").with_traceback(fault.__traceback__) from None


def _office() -> Office:
    office = open_office(load_settings())
    check_version(office.engine)
    return office
