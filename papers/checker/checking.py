"""Runs every rule over a paper, in the order in which the paper is read."""

from collections.abc import Mapping
from typing import Any

from papers.checker import children, dates_said, deadlines, links, ownership, plain_words, structure, sums, word_files
from papers.checker.findings import CheckSettings, Finding, WordFacts
from papers.checker.reading import read
from papers.checker.rulebook import CHECKS, check_dials, run
from papers.document import Node

# Importing a module of rules puts its rules on the list; this is the order in which docs/checks.md prints them.
RULE_MODULES = (structure, links, sums, dates_said, deadlines, ownership, plain_words, children, word_files)


def check(
    document: Node,
    facts: Mapping[str, Any] | None,
    settings: CheckSettings,
    *,
    earlier: Node | None = None,
    word: WordFacts | None = None,
) -> tuple[Finding, ...]:
    """Every finding of every rule, in the order of reading; what concerns the whole paper comes first.

    facts: what the paper was written from, if it is ours. earlier: the document of the paper before it. word: what the
    file itself says. Nothing is read but what is given. Raises ConfigError for a dial that does not exist.
    """
    check_dials(settings.dials)
    reading = read(document, facts, settings, earlier=earlier, word=word)
    found = {(each.key, each.position): each for name in CHECKS for each in reversed(list(run(name, reading)))}
    order = {name: n for n, name in enumerate(CHECKS)}
    return tuple(sorted(found.values(), key=lambda each: (each.position, order[each.rule], each.place, each.because)))
