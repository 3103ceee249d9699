"""How dates and hours are said in the sentences of the calendar.

It knows nothing of working days, and nothing of the machine's own language settings.
"""

from datetime import date, datetime, time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def say_date(day: date) -> str:
    """In full: “Tuesday 23 April 2019”."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def say_short_date(day: date) -> str:
    """For columns: “Tue 23 Apr 2019”."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def say_hour(hour: time) -> str:
    return f"{hour.hour:02}:{hour.minute:02}"


def say_instant(at: datetime) -> str:
    """“10:00 on Thursday 11 April 2019”."""
    return f"{say_hour(at.time())} on {say_date(at)}"
