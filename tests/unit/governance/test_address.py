"""Addresses that a browser does not read otherwise than CKAN."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.governance.domain import address


@pytest.mark.parametrize(
    "plain", ["/", "/dataset/?q=une école", "/a//b", "http://x.example/", "https://x.example/a"]
)
def test_plain(plain: str) -> None:
    """What is written is what is followed."""
    assert address.is_plain(plain)


TRICKED = ["/\\x", "\\\\x", "/\t/x", "\t//x", "/\n/x", " //x", "x", "javascript:x", "https:x", ""]


@pytest.mark.parametrize("tricked", TRICKED)
def test_tricked(tricked: str) -> None:
    """What a browser turns into another address, or no address at all."""
    assert not address.is_plain(tricked)
