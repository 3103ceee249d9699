"""When a measure is red. Pure; wording and thresholds are the council's."""


def is_red(value: float | None, target: float | None, *, more_is_better: bool, tolerance: float) -> bool:
    """Off target by more than `tolerance` per cent of the target. A value that is missing or suppressed is never red.

    The 10 % that is the default elsewhere is Havering's rule of 2014; every council sets its own.
    """
    if value is None or target is None:
        return False
    allowed = abs(target) * tolerance / 100
    return value < target - allowed if more_is_better else value > target + allowed
