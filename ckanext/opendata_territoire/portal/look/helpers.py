"""Template helpers of the look."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from urllib.parse import urlencode

from babel.numbers import format_decimal
from flask import has_request_context
from markupsafe import Markup, escape

import ckan.plugins.toolkit as tk
from ckan.lib import helpers as core

from ckanext.opendata_territoire.portal import config
from ckanext.opendata_territoire.portal.domain.dates import written

ICONS = "/icons.svg"
DEPARTMENT = "Département "
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST = re.compile(r"\b1er\b")


def ot_icon(name: str) -> Markup:
    """Draw one icon of the sprite, hidden from screen readers: a word always stands beside it.

    Args:
        name: id of a symbol of ``assets/icons.svg``, Lucide's name, such as ``"circle-check"``.
    """
    return Markup('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        tk.h.url_for_static(ICONS), name
    )


def ot_number(number: int) -> str:
    """Write a number as readers of the page's language do: ``1 217 331``."""
    return format_decimal(number, locale=tk.h.lang())


def render_datetime(
    datetime_: datetime | date | str | None,
    date_format: str | None = None,
    with_hours: bool = False,
    with_seconds: bool = False,
) -> str:
    """Write a date for readers, in place of CKAN's helper, on its pages and on ours.

    CKAN writes the month before the day in every language, moves a day without an hour to the day
    before west of Greenwich, and gives the last days of December to the next year.

    Args:
        datetime_: A date, a date with its hour (UTC unless it says another zone), or the ISO text
            of one; anything else gives an empty text.
        date_format: A pattern of ``strftime``, for programs: left to CKAN.
        with_hours: Write the hour too.
        with_seconds: Write the seconds too.
    """
    if date_format:
        return core.render_datetime(datetime_, date_format)  # type: ignore[arg-type]
    moment = _moment(datetime_)
    if moment is None:
        return ""
    language = (tk.h.lang() if has_request_context() else None) or tk.config["ckan.locale_default"]
    text = written(moment, language, hours=with_hours, seconds=with_seconds)
    return text if with_hours else Text(text)  # CKAN writes hours in attributes too


def _moment(value: object) -> date | None:
    if isinstance(value, str):
        try:
            day = DAY.fullmatch(value)
            value = date.fromisoformat(value) if day else core.date_str_to_datetime(value)
        except (TypeError, ValueError):
            return None
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        return moment.astimezone(tk.h.get_display_timezone())
    return value if isinstance(value, date) else None


class Text(str):
    """A text that a page shows with « 1er » in its superscript; anywhere else, as it is."""

    __slots__ = ()

    def __html__(self) -> Markup:
        """Return the text escaped, as templates insert it."""
        return Markup("1<sup>er</sup>").join(escape(part) for part in FIRST.split(str(self)))


def ot_text(text: str) -> str:
    """Return a text whose « 1er » a page shows in superscript."""
    return Text(text)


def work_link(endpoint: str, label: str, count: int | None = None, **params: str) -> Markup:
    """Link of the bar of the people signed in, marked when it leads to the page being read.

    Args:
        endpoint: Flask endpoint, such as ``"dashboard.organizations"``.
        label: translated text.
        count: how many things wait there; 0 and None show nothing.
        **params: parameters of the address.
    """
    url = tk.url_for(endpoint, **params)
    current = Markup(' aria-current="page"') if tk.request.path == url else ""
    waiting = Markup('<span class="visually-hidden"> {}</span>').format(tk._("to deal with"))
    pill = Markup(' <span class="ot-pill">{}{}</span>').format(count, waiting) if count else ""
    return Markup('<a href="{}"{}>{}{}</a>').format(url, current, label, pill)


def public_data_of(department: str | None) -> str:
    """Begin the title of the home page: « Les données publiques de l’Hérault, ».

    Args:
        department: title of the département's organisation, which carries the right article
            (« Département de l’Hérault »), or None when it is not there.
    """
    if department and department.startswith(DEPARTMENT):
        return tk._("The public data {of_the_department},").format(
            of_the_department=department.removeprefix(DEPARTMENT)
        )
    return tk._("The public data of the territory,")


def portal_contact() -> str:
    """Address to write to about the portal; empty when the administrator has set none."""
    return config.contact_email()


def page_url(number: int) -> str:
    """Address of another page of the list being read, with the same query and filters."""
    query = [(key, value) for key, value in tk.request.args.items(multi=True) if key != "page"]
    return f"{tk.request.path}?{urlencode([*query, ('page', number)])}"
