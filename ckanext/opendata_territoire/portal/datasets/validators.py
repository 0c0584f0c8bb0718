"""Validators of the dataset schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.domain import keywords, periods

if TYPE_CHECKING:
    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey, Validator


def title_given(value: Any) -> str:
    """Ask for a title in words that say what to do."""
    title = "" if value is None or value is tk.missing else str(value).strip()
    if not title:
        raise tk.Invalid(tk._("Give a title: what a resident would look for."))
    return title


def text_max(limit: int) -> Validator:
    """Make a validator that accepts texts of so many characters at most."""

    def short_enough(value: Any) -> Any:
        length = len(value) if isinstance(value, str) else 0
        if length > limit:
            message = tk._("At most {limit} characters here: this text has {length}. Shorten it.")
            number = tk.h.localised_number
            raise tk.Invalid(message.format(limit=number(limit), length=number(length)))
        return value

    return short_enough


def list_of_texts(value: Any) -> Any:
    """Refuse a list of anything else than texts, which ckanext-scheming looks up unread."""
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise tk.Invalid(tk._("This field takes a text or a list of texts."))
    return value


def tag_length_validator(value: Any) -> Any:
    """Leave the length to `tag_name_validator`: one message for each keyword."""
    return value


def tag_name_validator(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept the keywords of French; write in one way those that differ by their capitals.

    Bears the name of CKAN's own, which it replaces everywhere.
    """
    data[key] = word = keywords.tidy(str(data[key]))
    if message := _fault_of_keyword(word):
        errors[key].append(message)
        return
    alike = {keywords.tidy(str(name)).casefold(): name for _, name in reversed(_tags(data))}
    data[key] = alike[word.casefold()]


def keywords_to_tags(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Cut a line of keywords and add them to the tags of the dataset, each once."""
    text = data.get(key)
    typed = keywords.cut(text) if isinstance(text, str) else []
    errors[key] += [message for word in typed if (message := _fault_of_keyword(word))]
    there = _tags(data)
    known = {keywords.tidy(str(name)).casefold() for _, name in there}
    first = max((index for index, _ in there), default=-1) + 1
    new = [word for word in typed if word.casefold() not in known]
    for index, word in enumerate(new, first):
        data[("tags", index, "name")] = word


def period_date(value: Any) -> Any:
    """Accept an empty value or a date of the calendar: a year, a month, a day, a moment."""
    if not value or value is tk.missing:
        return value
    try:
        periods.days(str(value))
    except ValueError:
        raise tk.Invalid(
            tk._("This date is not one of the calendar. Write it so: 31/01/2026, 01/2026 or 2026.")
        ) from None
    return periods.iso(str(value))


def period_end(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Refuse a period that ends before it starts."""
    start, end = data.get((*key[:-1], "start")), data.get(key)
    if not (start and end) or tk.missing in (start, end):
        return
    try:
        wrong = periods.ends_before(str(start), str(end))
    except ValueError:
        return  # The start is no date: its own field says so.
    if wrong:
        errors[key].append(tk._("The end comes before the start: correct one of the two dates."))


def _tags(data: FlattenDataDict) -> list[tuple[int, Any]]:
    """Index and name of each tag, in order."""
    return sorted(
        (key[1], value)
        for key, value in data.items()
        if len(key) == 3 and key[0] == "tags" and key[2] == "name"
    )


def _fault_of_keyword(word: str) -> str:
    fault = keywords.fault(word)
    if fault is None:
        return ""
    return {
        keywords.Fault.SHORT: tk._("“{word}” is too short: write at least {shortest} letters."),
        keywords.Fault.LONG: tk._("“{word}” is too long: at most {longest} characters."),
        keywords.Fault.SEPARATOR: tk._(
            "“{word}” holds a comma or a semicolon: make two keywords of it."
        ),
        keywords.Fault.CHARACTER: tk._(
            "“{word}” holds a sign that a keyword may not have: keep letters, figures, spaces "
            "and the signs : - . ' & / ( ) + °"
        ),
    }[fault].format(word=word, shortest=keywords.SHORTEST, longest=keywords.LONGEST)
