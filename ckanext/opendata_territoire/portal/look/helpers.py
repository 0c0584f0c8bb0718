"""Template helpers of the look."""

from __future__ import annotations

from urllib.parse import urlencode

from babel.numbers import format_decimal
from markupsafe import Markup

import ckan.plugins.toolkit as tk

ICONS = "/icons.svg"
DEPARTMENT = "Département "


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
    pill = Markup(' <span class="ot-pill">{}</span>').format(count) if count else ""
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


def page_url(number: int) -> str:
    """Address of another page of the list being read, with the same query and filters."""
    query = [(key, value) for key, value in tk.request.args.items(multi=True) if key != "page"]
    return f"{tk.request.path}?{urlencode([*query, ('page', number)])}"
