"""The plan store: it remembers everything, in verbs that each say who and when.

It knows nothing of flows, mail or HTML.
"""
