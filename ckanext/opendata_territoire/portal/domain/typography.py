"""Spaces of printed French. Pure."""

from __future__ import annotations

import re

_NO_BREAK, _NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def unbroken(text: str) -> str:
    """Give a text in which no line begins with a mark, nor ends with an opening one.

    Narrow no-break spaces before ; ! ? and no-break ones before a colon and within « »
    (Lexique des règles typographiques en usage à l’Imprimerie nationale).
    """
    text = re.sub(r"« ", f"«{_NO_BREAK}", text)
    text = re.sub(r" (?=[»:](?!\S))", _NO_BREAK, text)
    text = re.sub(r" (?=»)", _NO_BREAK, text)
    return re.sub(r" (?=[;!?](?!\S))", _NARROW, text)
