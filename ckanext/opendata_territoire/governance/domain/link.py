"""What makes a single-use link good for something, and the code that goes with it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=30)
CODES_PER_LINK = 5
ATTEMPTS_PER_CODE = 5
"""At most 25 guesses out of a million for one link."""

_TOKEN_BYTES = 32


class Fault(str, Enum):
    """Why a link, or the code presented with it, opens nothing."""

    UNKNOWN = "unknown"
    USED = "used"
    VOID = "void"
    EXPIRED = "expired"
    CHANGED = "changed"
    NO_CODE = "no_code"
    CODE_EXPIRED = "code_expired"
    TOO_MANY_CODES = "too_many_codes"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    WRONG_CODE = "wrong_code"


@dataclass(frozen=True)
class LinkState:
    """What is known of a link when somebody presents it."""

    expires_at: datetime
    used_at: datetime | None = None
    voided_at: datetime | None = None
    code: str | None = None
    code_expires_at: datetime | None = None
    codes_asked: int = 0
    attempts: int = 0


def new_token() -> str:
    """Return a token that nobody guesses: 256 bits, in characters that an address takes."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def new_code() -> str:
    """Return a code that somebody copies from one mail: six digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def token_hash(token: str) -> str:
    """Return what is kept of a token. It is random: nothing can be guessed from its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_hash(secret: str, link_id: str, code: str) -> str:
    """Return what is kept of a code, which is short: without the portal's secret it says nothing.

    Args:
        secret: of the portal.
        link_id: a code is good for one link.
        code: digits; the spaces that people put among them do not count.
    """
    digits = "".join(code.split())
    return hmac.new(secret.encode(), f"{link_id}\n{digits}".encode(), hashlib.sha256).hexdigest()


def fault(link: LinkState | None, now: datetime) -> Fault | None:
    """Say why a link opens nothing now, or `None` when it does."""
    if link is None:
        return Fault.UNKNOWN
    if link.used_at:
        return Fault.USED
    if link.voided_at:
        return Fault.VOID
    return Fault.EXPIRED if link.expires_at <= now else None


def code_request_fault(link: LinkState) -> Fault | None:
    """Say why no further code is sent for a link that is still good."""
    return Fault.TOO_MANY_CODES if link.codes_asked >= CODES_PER_LINK else None


def code_fault(link: LinkState, presented: str, now: datetime) -> Fault | None:
    """Say what is wrong with the code presented for a link that is still good.

    Args:
        link: as it is before this attempt.
        presented: `code_hash` of what was typed.
        now: the present moment.
    """
    if link.code is None or link.code_expires_at is None:
        return Fault.NO_CODE
    if link.attempts >= ATTEMPTS_PER_CODE:
        return Fault.TOO_MANY_ATTEMPTS
    if link.code_expires_at <= now:
        return Fault.CODE_EXPIRED
    return None if hmac.compare_digest(link.code, presented) else Fault.WRONG_CODE
