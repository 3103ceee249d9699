"""The sealed reader: opens a workbook in a process of its own, with limits on memory and time.

It knows nothing of plans: raw cells go out as JSON, and what they mean is decided by whoever started it.
"""
