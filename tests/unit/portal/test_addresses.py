"""Addresses of the web that people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.addresses import fault


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://h:99999/", "port"), ("http://h:abc/", "port"), ("https://h:0/", "port"),
        ("http://h:-1/", "port"), ("http://user:pw@h/", "password"), ("http://user@h/", "password"),
        ("http://exa mple.org", "blank"), ("http://h/a b", "blank"), ("http://h/\r\nX: 1", "blank"),
        ("https://", "host"), ("http:///a.csv", "host"), ("http://:80/", "host"),
        ("https://[::1", "host"), ("javascript:alert(1)", "scheme"), ("a.csv", "scheme"),
        ("//example.org/a", "scheme"), ("file:///etc/passwd", "scheme"), ("ftp://h/a", "scheme"),
    ],
)  # fmt: skip
def test_each_fault_is_told_apart(address: str, why: str) -> None:
    """What is wrong has a name of its own, for a message that says what to mend."""
    assert fault(address) == why


@pytest.mark.parametrize(
    "address",
    ["https://example.org", "HTTP://example.org:8080/a.csv?x=1#y", "http://[::1]:80/a",
     "https://exemple.fr/données/écoles.csv", "http://10.0.0.1/a@b.csv", "http://h:/a",
     "https://h/?mail=a@b"],
)  # fmt: skip
def test_honest_addresses_pass(address: str) -> None:
    """Accents, ports, IPv6 and an @ that is not before the host are no fault."""
    assert fault(address) is None


@given(st.text())
def test_whatever_is_typed_is_judged(text: str) -> None:
    """No text breaks the judgement, and what passes has one line and a web scheme."""
    for address in (text, f"https://{text}"):
        if fault(address) is None:
            assert address.isprintable()
            assert address.lower().startswith(("http://", "https://"))
