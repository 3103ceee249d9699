"""Reads one workbook from standard input and writes its cells to standard output, inside limits it sets itself.

It knows nothing of the project but the limits and the sentences: nothing it could damage is within reach.
"""

import json
import resource
import sys
import warnings
from typing import Any

from governance.errors import PlanFileError
from plan_store.loading.limits import Limits


def main() -> None:
    """argv[1]: the Limits as JSON. Output: {"contents": …} or {"refused": {why, sheet, row, cell}}."""
    limits = Limits(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.processor_seconds, limits.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    try:
        answer = json.dumps({"contents": _read(limits)})
    except PlanFileError as error:
        answer = _refuse(error)
    except MemoryError:
        answer = _refuse(
            PlanFileError(
                "The workbook needs more memory to open than a plan should; "
                "copy the plan’s sheets into a new workbook and load that."
            )
        )
    # openpyxl answers a damaged file with whatever breaks first; any of them is the same fact to an officer.
    except Exception as error:
        answer = _refuse(
            PlanFileError(
                f"The workbook cannot be read ({type(error).__name__}): it is damaged, or was not written by a "
                "spreadsheet program; open it in Excel, save it as “Excel Workbook (.xlsx)” and load that."
            )
        )
    sys.stdout.write(answer)


def _read(limits: Limits) -> dict[str, Any]:
    # Imported inside the limits: it takes most of the start-up, and a refused memory limit must be reported.
    from plan_store.loading.reader.contents import read_contents

    return read_contents(sys.stdin.buffer.read(), limits)


def _refuse(error: PlanFileError) -> str:
    return json.dumps({"refused": {"why": error.why, "sheet": error.sheet, "row": error.row, "cell": error.cell}})


if __name__ == "__main__":
    main()
