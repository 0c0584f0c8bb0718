"""Template helpers of the look."""

from __future__ import annotations

from markupsafe import Markup

import ckan.plugins.toolkit as tk

ICONS = "/icons.svg"


def ot_icon(name: str) -> Markup:
    """Draw one icon of the sprite, hidden from screen readers: a word always stands beside it.

    Args:
        name: id of a symbol of ``assets/icons.svg``, which is Lucide's name, such as ``"circle-check"``.
    """
    return Markup('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        tk.h.url_for_static(ICONS), name
    )


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
