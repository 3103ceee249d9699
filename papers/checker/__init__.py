"""The checker: reads a paper by rules before it is signed off, and says where, what is wrong and what now.

One rule is one function in one of the modules here; docs/checks.md is printed from them. `check` runs them all. It
changes nothing in a paper and knows nothing of who may accept a finding.
"""

from papers.checker.checking import check
from papers.checker.findings import CheckSettings, Finding, Severity, WordFacts, split

__all__ = ["CheckSettings", "Finding", "Severity", "WordFacts", "check", "split"]
