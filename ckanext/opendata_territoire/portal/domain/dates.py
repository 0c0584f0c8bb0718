"""How a date is written for people."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime

# No-break spaces: « 24 novembre 2026 à 9 h 05 » is never cut inside « 9 h 05 ».
_FRENCH_HOUR = "H\u00a0'h'\u00a0mm"
_FRENCH_SECONDS = f"{_FRENCH_HOUR}\u00a0'min'\u00a0ss\u00a0's'"
_HOUR, _SECONDS = "HH:mm", "HH:mm:ss"


def written(moment: date, language: str, *, hours: bool = False, seconds: bool = False) -> str:
    """Write a date in full, such as « 1er décembre 2026 à 14 h 05 »; hours go from 0 to 23.

    Args:
        moment: A day, or a date with its hour in the time zone of the readers.
        language: Language of the readers, such as ``"fr"``.
        hours: Write the hour too. A day without an hour has none to write.
        seconds: Write the seconds too.
    """
    french = language.startswith("fr")
    day = format_date(moment, "d MMMM y" if french else "long", locale=language)
    if french and moment.day == 1:
        day = day.replace("1", "1er", 1)
    if not (isinstance(moment, datetime) and (hours or seconds)):
        return day
    pattern = _FRENCH_SECONDS if french and seconds else _FRENCH_HOUR
    if not french:
        pattern = _SECONDS if seconds else _HOUR
    # The moment is in the readers' time zone already: without a zone, Babel moves nothing.
    hour = format_datetime(moment.replace(tzinfo=None), pattern, locale=language)
    return f"{day} à {hour}" if french else f"{day}, {hour}"
