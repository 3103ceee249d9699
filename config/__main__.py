"""`python -m config`: the start-up checks on this machine's settings, printed.

It knows nothing that checks.py does not; it ends with 0 when nothing was found, else 1 or the error's code.
"""

import sys

from config.checks import check
from config.clock import london, now
from config.council import load_council
from config.settings import load_settings
from governance.errors import ConfigError


def main() -> int:
    try:
        settings = load_settings()
        findings = check(settings, load_council(settings.council), as_of=london(now()).date())
    except ConfigError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    for finding in findings:
        print(f"{finding.code}  {finding.sentence}\n    {finding.hint}")
    if not findings:
        print(f"{settings.council.name} and the settings are in order.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
