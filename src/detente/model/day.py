"""Days: reckoning with dates that may run off the calendar."""

from __future__ import annotations

from datetime import date, timedelta


def days_after(day: date, days: int) -> date:
    """The date so many days later; the last of all dates where that lies beyond it.

    >>> days_after(date(2023, 1, 30), 2), days_after(date(9999, 12, 1), 60)
    (datetime.date(2023, 2, 1), datetime.date(9999, 12, 31))
    """
    return day + timedelta(days=min(days, (date.max - day).days))
