"""A town of its own for every test."""

from pathlib import Path

import pytest
from casts import Ashcombe, found_ashcombe


@pytest.fixture
def town(tmp_path: Path) -> Ashcombe:
    return found_ashcombe(tmp_path)
