"""How large a plan file may be before it is refused.

It does not know how the limits are kept: the containers and the reader do that.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Generous for a council's plan (the largest seen has a few thousand cells), small for a server."""

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 80_000_000
    package_parts: int = 2_000
    sheets: int = 100
    cells: int = 100_000
    characters: int = 10_000_000
    cell_characters: int = 32_767  # Excel's own limit
    last_row: int = 50_000
    last_column: int = 256
    memory_bytes: int = 700_000_000
    processor_seconds: int = 20
    elapsed_seconds: int = 45


LIMITS = Limits()
