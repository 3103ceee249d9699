"""Flows act: they ask the rulebook what is due, do it, write it down and end. They know nothing of HTML or SMTP."""
