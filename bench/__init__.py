"""Measurements: each a ratio against a named floor in the same run, never an absolute promise."""
