"""Single-use links as the database keeps them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.link import Fault
from ckanext.opendata_territoire.governance.store import links

if TYPE_CHECKING:
    from world import World

    from ckanext.opendata_territoire.governance.model import Link


def _link(subject: str, lasts: timedelta = timedelta(days=1)) -> tuple[Link, str]:
    link = links.create("test", subject, "place", sent_to="maire@example.org", lasts=lasts)
    token = links.issue(link)
    model.Session.commit()
    return link, token


def test_the_database_holds_neither_token_nor_code(world: World) -> None:
    """Whoever reads the table cannot act with what they find."""
    link, token = _link("secret")
    assert links.ask_code(link) is None
    code = links.issue_code(link)
    model.Session.commit()
    columns = model.Session.execute(
        sa.text("SELECT row_to_json(l)::text FROM opendata_governance_link l WHERE id = :id"),
        {"id": link.id},
    ).scalar_one()
    assert token not in columns
    assert f'"{code}"' not in columns


def test_a_link_is_used_once(world: World) -> None:
    """The second time it says so; another purpose and another token know nothing of it."""
    link, token = _link("once")
    assert links.redeem("other", token) == (None, Fault.UNKNOWN)
    assert links.redeem("test", token + "x") == (None, Fault.UNKNOWN)
    assert links.redeem("test", token)[1] is None
    model.Session.commit()
    assert links.redeem("test", token)[1] is Fault.USED
    assert links.find("test", token)[0] is link


def test_of_two_at_once_one_wins(world: World) -> None:
    """The second waits for the first, then finds the link used."""
    _link_row, token = _link("race")

    def use(_number: int) -> Fault | None:
        try:
            found, wrong = links.redeem("test", token)
            assert found
            model.Session.commit()
            return wrong
        finally:
            model.Session.remove()

    with ThreadPoolExecutor(4) as threads:
        faults = list(threads.map(use, range(4)))
    assert sorted(str(fault) for fault in faults) == sorted(["None", *[str(Fault.USED)] * 3])


def test_void_expired_and_issued_again(world: World) -> None:
    """Each ends a token; what is void stays so for the whole subject, and for it alone."""
    _row, token = _link("void")
    _other, other = _link("kept")
    assert links.void("test", subject="void") == 1
    model.Session.commit()
    assert links.find("test", token)[1] is Fault.VOID
    assert links.find("test", other)[1] is None
    _late, late = _link("late", timedelta(seconds=-1))
    assert links.find("test", late)[1] is Fault.EXPIRED
    again, first = _link("again")
    second = links.issue(again)
    model.Session.commit()
    assert links.find("test", first)[1] is Fault.UNKNOWN
    assert links.find("test", second)[1] is None


def test_wrong_codes_are_counted(world: World) -> None:
    """Five wrong ones, and the right one no longer passes; a new code does."""
    link, _token = _link("codes")
    code = links.issue_code(link)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [links.try_code(link, wrong) for _ in range(5)] == [Fault.WRONG_CODE] * 5
    assert links.try_code(link, code) is Fault.TOO_MANY_ATTEMPTS
    fresh = links.issue_code(link)
    assert links.try_code(link, fresh) is None
    assert [links.ask_code(link) for _ in range(6)] == [None] * 5 + [Fault.TOO_MANY_CODES]
    model.Session.commit()
