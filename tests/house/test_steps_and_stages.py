"""The table of the cycle and the folders beside it belong together, one to one."""

import re
from collections.abc import Collection, Iterator

from checkout import CHECKOUT, ROOMS, modules

from delivery.catalogue import notice_kinds
from flows.steps import prepare_of, run_of
from governance.cycle import STAGES, STEPS

KINDS = notice_kinds(CHECKOUT / "templates")


def missing_halves(rows: Collection[str], files: Collection[str]) -> Iterator[str]:
    for name in sorted(set(rows) - set(files)):
        yield f"STEPS in governance/cycle.py has a row “{name}”, but there is no flows/steps/{name}.py."
    for name in sorted(set(files) - set(rows)):
        yield f"There is a flows/steps/{name}.py, but STEPS in governance/cycle.py has no row “{name}”."


def step_files() -> set[str]:
    return {path.stem for path in (CHECKOUT / "flows" / "steps").glob("[!_]*.py")}


def test_every_step_has_a_row_and_a_file() -> None:
    assert list(missing_halves([step.name for step in STEPS], step_files())) == []


def test_a_missing_half_is_named() -> None:
    assert list(missing_halves(["open_cycle", "thank"], ["open_cycle", "sing"])) == [
        "STEPS in governance/cycle.py has a row “thank”, but there is no flows/steps/thank.py.",
        "There is a flows/steps/sing.py, but STEPS in governance/cycle.py has no row “sing”.",
    ]


def test_no_two_steps_have_the_same_name() -> None:
    names = [step.name for step in STEPS]

    assert len(names) == len(set(names))


def test_every_step_can_be_run() -> None:
    for step in STEPS:
        assert callable(run_of(step.name))
        assert prepare_of(step.name) is None or callable(prepare_of(step.name))


def test_a_step_is_one_short_deed() -> None:
    steps = [module for module in modules(*ROOMS) if re.fullmatch(r"flows/steps/[a-z]\w*\.py", module.name)]

    assert {module.name: lines for module in steps if (lines := module.source.count("\n")) > 60} == {}


def test_whoever_is_to_be_told_of_a_stage_has_a_notice() -> None:
    told = {(stage, role) for stage, row in STAGES.items() for role in row.told}
    kept = {(kind.on_stage, role) for kind in KINDS.values() for role in kind.to}

    assert {f"nothing in templates/notices/ tells the {role} of {stage}" for stage, role in told - kept} == set()
