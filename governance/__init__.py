"""The rulebook: every rule of the governance cycle, as pure functions of plain values.

It knows nothing of clocks, databases, files or Prefect: the day is always passed in as `as_of`.
"""
