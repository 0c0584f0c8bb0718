"""Addresses of the web that people type: what a browser opens, and nothing it would execute."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

Fault = Literal["scheme", "blank", "host", "port", "password"]


def fault(text: str) -> Fault | None:
    """Tell why a text is no absolute http(s) address that anybody may follow; None when it is.

    Args:
        text: not empty.
    """
    if not text.isprintable() or " " in text:
        return "blank"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # brackets that hold no IPv6 address
        return "host"
    if parts.scheme.lower() not in ("http", "https"):
        return "scheme"
    if not host:
        return "host"
    if "@" in parts.netloc:
        return "password"
    return None if _has_honest_port(parts.netloc) else "port"


def _has_honest_port(netloc: str) -> bool:
    try:
        return urlsplit(f"//{netloc}").port != 0
    except ValueError:  # no number, or above 65535
        return False
