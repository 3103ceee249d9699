"""The post room: what leaves the building, put into words, composed, sent and published.

It knows no database, no schedule and no rule of the cycle.
"""
