"""Writing a plan file into the store: rows are matched by reference, and every difference is named.

`apply_plan` works inside the caller's transaction; rolled back, it was a dry run. It reads no spreadsheet.
"""

from plan_store.applying.changes import Change, Loaded
from plan_store.applying.plan import apply_plan

__all__ = ["Change", "Loaded", "apply_plan"]
