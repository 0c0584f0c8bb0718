"""Single-use links: when one is good, when a code is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from ckanext.opendata_territoire.governance.domain import link
from ckanext.opendata_territoire.governance.domain.link import Fault, LinkState

NOW = datetime(2026, 11, 24, 9, tzinfo=timezone.utc)
LATER = NOW + timedelta(days=14)
SECRET = "a secret of the portal"
GOOD = LinkState(LATER)
HASH = link.code_hash(SECRET, "link", "012345")
ASKED = replace(GOOD, code=HASH, code_expires_at=NOW + link.CODE_LASTS, codes_asked=1)


def test_a_link_is_good_once_and_for_a_time() -> None:
    """Unknown, used, void and expired each have their reason; used says more than expired."""
    assert link.fault(GOOD, NOW) is None
    assert link.fault(None, NOW) is Fault.UNKNOWN
    assert link.fault(replace(GOOD, used_at=NOW), LATER) is Fault.USED
    assert link.fault(replace(GOOD, voided_at=NOW), LATER) is Fault.VOID
    assert link.fault(GOOD, LATER) is Fault.EXPIRED


def test_a_code_is_good_for_one_link_and_half_an_hour() -> None:
    """Spaces do not count; another link, another secret or another code do not pass."""
    assert link.code_fault(ASKED, link.code_hash(SECRET, "link", " 012 345 "), NOW) is None
    for wrong in (
        link.code_hash(SECRET, "another", "012345"),
        link.code_hash("another secret", "link", "012345"),
        link.code_hash(SECRET, "link", "012346"),
        link.code_hash(SECRET, "link", ""),
    ):
        assert link.code_fault(ASKED, wrong, NOW) is Fault.WRONG_CODE
    assert link.code_fault(ASKED, HASH, NOW + link.CODE_LASTS) is Fault.CODE_EXPIRED
    assert link.code_fault(GOOD, HASH, NOW) is Fault.NO_CODE


def test_codes_are_not_guessed() -> None:
    """After five attempts even the right code is refused; after five codes there is no sixth."""
    tried = replace(ASKED, attempts=link.ATTEMPTS_PER_CODE)
    assert link.code_fault(tried, HASH, NOW) is Fault.TOO_MANY_ATTEMPTS
    assert link.code_request_fault(ASKED) is None
    asked = replace(ASKED, codes_asked=link.CODES_PER_LINK)
    assert link.code_request_fault(asked) is Fault.TOO_MANY_CODES


def test_tokens_and_codes_are_random_and_fit_where_they_are_written() -> None:
    """A token stays whole in an address; a code has its six digits, zeros first included."""
    tokens = {link.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    codes = {link.new_code() for _ in range(200)}
    assert len(codes) > 150
    assert all(len(code) == link.CODE_DIGITS and code.isdecimal() for code in codes)
