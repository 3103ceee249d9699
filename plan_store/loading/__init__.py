"""Reads improvement plans as councils keep them: spreadsheets in, plain frozen values out.

It knows nothing of the database; what it returns is shown to a person before anything is written.
"""
