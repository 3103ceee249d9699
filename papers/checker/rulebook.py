"""The list that every rule of the checker puts itself on, and how what a rule remarks becomes a finding.

A rule is a function: a Reading in, remarks out. Its name is the rule's name, the first line of its docstring is printed
in docs/checks.md, and its keyword-only arguments are its dials, set under [checks.<rule>] in council.toml.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from governance.errors import ConfigError
from papers.checker.findings import Dials, Finding, Severity, key_of, shorten
from papers.checker.reading import Passage, Reading

Rule = Callable[..., Iterator["Remark"]]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a rule says. passage: None for the whole paper. quote: the words it speaks of; the passage's if left out.

    severity: where it is not the rule's own. place: where no passage shows it.
    """

    passage: Passage | None
    because: str
    suggestion: str
    quote: str = ""
    severity: Severity | None = None
    place: str = ""


@dataclass(frozen=True)
class Listed:
    """A rule on the list. of_substance: said of an owner's own words too, in full; other rules then only ask."""

    function: Rule
    severity: Severity
    of_substance: bool


CHECKS: dict[str, Listed] = {}


def rule(severity: Severity, *, of_substance: bool = False) -> Callable[[Rule], Rule]:
    """Put a rule on the list; the function's name is the rule's name."""

    def listed(function: Rule) -> Rule:
        CHECKS[function.__name__] = Listed(function, severity, of_substance)
        return function

    return listed


def dials_of(name: str) -> dict[str, int | float | bool]:
    """The dials of a rule with their defaults, read from its keyword-only arguments."""
    parameters = inspect.signature(CHECKS[name].function).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}


def check_dials(settings: Mapping[str, Dials]) -> None:
    """Raises ConfigError for a rule or a dial that does not exist."""
    for name, chosen in settings.items():
        if name not in CHECKS:
            raise ConfigError(
                f"council.toml sets [checks.{name}], but there is no such check; the checks are {', '.join(CHECKS)}."
            )
        if unknown := set(chosen) - set(dials_of(name)) - {"enabled"}:
            known = ", ".join(["enabled", *dials_of(name)])
            raise ConfigError(f"council.toml sets {sorted(unknown)[0]} under [checks.{name}]; its dials are {known}.")


def run(name: str, reading: Reading) -> Iterator[Finding]:
    """The findings of one rule, with the dials that the settings give it."""
    listed, chosen = CHECKS[name], dict(reading.settings.dials.get(name, {}))
    if chosen.pop("enabled", True):
        for remark in listed.function(reading, **chosen):
            yield _finding(name, listed, remark)


def _finding(name: str, listed: Listed, remark: Remark) -> Finding:
    passage = remark.passage
    severity, suggestion = remark.severity or listed.severity, remark.suggestion
    if passage is not None and passage.verbatim:
        suggestion = f"These are somebody's own words, which nobody may change: ask for new ones. {suggestion}"
        severity = severity if listed.of_substance else Severity.CONSIDER
    quoted = remark.quote or (passage.words if passage else remark.because)
    return Finding(
        rule=name,
        severity=severity,
        place=remark.place or _place(passage, remark.quote),
        position=passage.position if passage else 0,
        because=remark.because,
        suggestion=suggestion,
        key=key_of(name, quoted),
    )


def _place(passage: Passage | None, quote: str) -> str:
    """“Section “2. Risks”, paragraph 31: “The inspection did not …””."""
    if passage is None:
        return "The whole paper"
    if passage.is_heading:
        return f"Heading “{shorten(passage.words)}”, paragraph {passage.position}"
    if passage.apart:
        return f"{passage.apart}: “{shorten(quote or passage.words)}”"
    section = f"Section “{shorten(passage.heading)}”" if passage.heading else "Before the first heading"
    if passage.table:
        row = f"row “{shorten(passage.subject)}”" if passage.subject else f"paragraph {passage.position}"
        return f"{section}, table “{shorten(passage.table)}”, {row}"
    words = shorten(quote or passage.words)
    return f"{section}, paragraph {passage.position}" + (f": “{words}”" if words else "")
