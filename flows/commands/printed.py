"""`cleardays print-docs`: the parts of docs/ that are printed from the tables the program runs on.

A printed part stands between two remarks that name it. It knows nothing of the words that people write around it.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings import load_settings
from flows.commands.entrance import screen
from governance.calendar import Calendar, ClearDaysRule
from governance.cycle import STAGES, STEPS, say
from governance.errors import ConfigError
from governance.flags import RULES, dials_of
from governance.ratings import AREA_RULES, SEVERITY
from governance.terms import Role, Stage
from governance.timetable import Timings, count_back_cycle
from governance.wording import listed
from papers.checker.checking import RULE_MODULES
from papers.checker.rulebook import CHECKS
from papers.checker.rulebook import dials_of as check_dials_of
from plan_store.loading.headings import KINDS, Kind
from plan_store.loading.statuses import STATUS_WORDS

COMMAND = "cleardays print-docs"
PART = re.compile(
    r"(?P<opening><!-- printed: (?P<name>[a-z_]+) -->\n)(?P<printed>.*?)(?P<end><!-- end: (?P=name) -->)", re.S
)
OPENING = re.compile(r"<!-- printed: (.*?) -->")
# Any Wednesday with plain weeks before it will do: only how each moment is counted is printed.
A_MEETING_ON = date(2018, 6, 27)
ANCHORS = {"publish": "the last day that leaves the clear days whole", "meeting": "the day the board meets"}
ORDINALS = {1: "first", 2: "second", 3: "third"}


def stage_diagram() -> str:
    """The stages and the moves between them, as Mermaid draws them; each move says what the audit trail will say.

    A way out that is open from nearly everywhere gets a note instead of its arrows, which would hide all others.
    """
    sources = {stage: [come for come, row in STAGES.items() if stage in row.next] for stage in STAGES}
    ways_out = [stage for stage, row in STAGES.items() if not row.next and len(sources[stage]) > 2]
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {Stage.PLANNED}"]
    lines += [
        f"    {stage} --> {to}: {STAGES[to].recorded}"
        for stage, row in STAGES.items()
        for to in row.next
        if to not in ways_out
    ]
    lines += [f"    {stage} --> [*]" for stage, row in STAGES.items() if not row.next]
    lines += [
        f"    note left of {stage}: {STAGES[stage].recorded}, from {listed(sources[stage], 'or')}" for stage in ways_out
    ]
    return "\n".join([*lines, "```"])


def stage_table() -> str:
    head = ("stage", "what it means", "can become", "whose turn", "who may move it here", "recorded as", "who is told")
    return _table(
        head,
        (
            (
                f"`{stage}`",
                row.meaning,
                ", ".join(f"`{to}`" for to in row.next) or "nothing more",
                say(row.turn),
                _roles(row.may_enter, "or"),
                row.recorded,
                _roles(row.told, "and") or "nobody",
            )
            for stage, row in STAGES.items()
        ),
    )


def step_table() -> str:
    head = ("step", "what it does", "while the cycle is", "due at", "then the cycle is", "pointless after")
    return _table(
        head,
        (
            (
                f"`{step.name}`",
                step.does,
                f"`{step.during}`",
                f"`{step.due}`",
                f"`{step.leads_to}`" if step.leads_to else "as before",
                f"`{step.overtaken_by}`" if step.overtaken_by else "",
            )
            for step in STEPS
        ),
    )


def moment_table() -> str:
    """Every moment of a cycle with the timings a board has that sets none, and the setting that moves it."""
    counted = count_back_cycle(
        A_MEETING_ON, clear_days=ClearDaysRule(), timings=Timings(), calendar=Calendar(bank_holidays={})
    )
    return _table(
        ("moment", "by default", "hour", "set by"),
        (
            (
                _moment(milestone.key),
                milestone.counted_from or ANCHORS[milestone.key],
                f"{milestone.at:%H:%M}",
                f"`{milestone.setting}`",
            )
            for milestone in counted.every()
        ),
    )


def _moment(key: str) -> str:
    """“reminder_2” → the second of `reminders_at`, by which a step goes."""
    stem, _, number = key.rpartition("_")
    return f"`{stem}s_at`, {ORDINALS[int(number)]}" if number.isdigit() else f"`{key}_at`"


def rule_list() -> str:
    """Every flag rule: its sentence, and its dials with what they are when council.toml says nothing."""
    return "\n\n".join(_rule(name, RULES[name], dials_of(name), f"flags.{name}") for name in RULES)


def check_list() -> str:
    """Every rule of the checker, module by module: its sentence, how grave it is, and its dials."""
    names = [name for module in RULE_MODULES for name in CHECKS if CHECKS[name].function.__module__ == module.__name__]
    return "\n\n".join(_check(name) for name in names)


def _check(name: str) -> str:
    listed_as = CHECKS[name]
    heading, sentence, *dials = _rule(name, listed_as.function, check_dials_of(name), f"checks.{name}").split("\n\n")
    return "\n\n".join([heading, f"{sentence} (`{listed_as.severity}`)", *dials])


def area_rule_list() -> str:
    dials = {
        name: {p.name: p.default for p in inspect.signature(rule).parameters.values() if p.kind is p.KEYWORD_ONLY}
        for name, rule in AREA_RULES.items()
    }
    return "\n\n".join(_rule(name, rule, dials[name], "area_rating") for name, rule in AREA_RULES.items())


def heading_table() -> str:
    """The columns of a plan, and what councils call them; the first name is the plainest."""
    fields = KINDS[Kind.ACTIONS].fields
    return _table(("field", "headings it is known by"), ((f"`{name}`", ", ".join(fields[name])) for name in fields))


def status_table() -> str:
    rows = ((f"`{status}`", ", ".join(words)) for status, words in STATUS_WORDS.items())
    return _table(("status", "words and marks that stand for it"), rows)


def severity() -> str:
    return f"From worst to best: {listed([f'`{rating}`' for rating in SEVERITY])}."


PARTS: Mapping[str, Callable[[], str]] = {
    "stage_diagram": stage_diagram,
    "stage_table": stage_table,
    "step_table": step_table,
    "moment_table": moment_table,
    "rule_list": rule_list,
    "area_rule_list": area_rule_list,
    "check_list": check_list,
    "severity": severity,
    "heading_table": heading_table,
    "status_table": status_table,
}


def print_into(text: str, *, named: str) -> str:
    """The text of a document with each of its printed parts as the tables have it now; the rest is left alone.

    named: how messages call the document. Raises ConfigError for a part that is not known or has no end.
    """
    names = [match["name"] for match in PART.finditer(text)]
    for opened in OPENING.findall(text):
        if opened not in PARTS:
            raise ConfigError(f"{named} asks for “{opened}” to be printed; what can be printed is {', '.join(PARTS)}.")
        if opened not in names:
            raise ConfigError(
                f"{named}: the printed part “{opened}” has no end. Write <!-- end: {opened} --> under it."
            )
    return PART.sub(lambda part: f"{part['opening']}\n{PARTS[part['name']]()}\n\n{part['end']}", text)


def out_of_date(folder: Path) -> dict[Path, str]:
    """The documents of a folder whose printed parts are not what the tables say → what they should be."""
    documents = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md"))}
    printed = {path: print_into(text, named=path.name) for path, text in documents.items()}
    return {path: text for path, text in printed.items() if text != documents[path]}


def print_docs(
    check: Annotated[bool, typer.Option("--check", help="Only say what is out of date; write nothing.")] = False,
) -> None:
    """Print the stages, steps, rules and known words into docs/, after one of them has changed."""
    changed = out_of_date(load_settings().home / "docs")
    for path, text in changed.items():
        if not check:
            path.write_text(text, encoding="utf-8")
        screen().print(f"docs/{path.name} {'is out of date' if check else 'was printed anew'}.")
    if check and changed:
        screen().print(f"Run “{COMMAND}” to print them anew.")
        raise typer.Exit(1)
    if not changed:
        screen().print("Every printed part of docs/ is up to date.")


def _rule(name: str, rule: Callable[..., Any], dials: Mapping[str, Any], table: str) -> str:
    sentence = (rule.__doc__ or "").strip().splitlines()[0]
    if not dials:
        return f"### `{name}`\n\n{sentence}"
    lines = "\n".join(f"- `{dial}` in `[{table}]`: {_as_toml(default)}" for dial, default in dials.items())
    return f"### `{name}`\n\n{sentence}\n\n{lines}"


def _as_toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value}"


def _roles(roles: Iterable[Role], word: str) -> str:
    return listed(sorted(say(role) for role in roles), word)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
