"""When an opinion is awaited: five working days after the sending, which does not count.

A decision on what is suspended: two. The portal's own rules of service, not the law's. Working
days are Monday to Friday without the public holidays of metropolitan France (Code du travail, art.
L.3133-1); the two more of Alsace-Moselle (art. L.3134-13) are not counted.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

WORKING_DAYS = 5
DECISION_DAYS = 2
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
_ONE_DAY = timedelta(days=1)
_FRIDAY = 4


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the eleven public holidays of a year in metropolitan France."""
    fixed = (date(year, month, day) for month, day in _FIXED)
    moving = (easter(year) + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset({*fixed, *moving})


def is_working(day: date) -> bool:
    """Say whether people work on a day."""
    return day.weekday() <= _FRIDAY and day not in public_holidays(day.year)


def due(since: date, days: int = WORKING_DAYS) -> date:
    """Return the day that comes so many working days after another: of an opinion, by default."""
    day, left = since, days
    while left:
        day += _ONE_DAY
        left -= is_working(day)
    return day


def last_sending_due_by(day: date) -> date:
    """Return the last day such that what was sent then is due on `day` or before."""
    sent = day - _ONE_DAY * WORKING_DAYS
    while due(sent) > day:
        sent -= _ONE_DAY
    return sent


def end_of_week(day: date) -> date:
    """Return the Friday of the week of a day; of the next week on a Saturday or a Sunday."""
    return day + _ONE_DAY * ((_FRIDAY - day.weekday()) % 7)


def working_day_before(day: date) -> date:
    """Return the last day before a day on which people work."""
    day -= _ONE_DAY
    while not is_working(day):
        day -= _ONE_DAY
    return day
