"""Values of a wrong type, or that no database holds, are refused in words: never an error 500."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

WRONG: tuple[Any, ...] = (7, 1.5, True, [], ["a"], {}, {"a": 1}, "a\0b", "\ud83d", "", "nobody")
NAMED = ("dataset_publication_check", "territory_show", "organization_account_list")


def _post(here: Any, who: str | None, action: str, **data: Any) -> int:
    """Send as it is what the test client would refuse to write."""
    answer = here.app.post(
        f"/api/3/action/{action}",
        data=json.dumps(data),
        headers=here.headers(who),
        content_type="application/json",
    )
    return answer.status_code


@pytest.mark.parametrize("who", [None, "controller", "sysadmin"])
def test_ids(here: Any, who: str | None) -> None:
    """An id that is not one names nothing."""
    for action, value in product(NAMED, WRONG):
        assert _post(here, who, action, id=value) in (400, 403, 404, 409), (action, value)


@pytest.mark.parametrize("who", [None, "agent", "sysadmin"])
def test_owner_of_a_new_dataset(here: Any, who: str | None) -> None:
    """Nor does the organisation of a dataset."""
    for value in WRONG:
        status = _post(here, who, "package_create", title="Essai", name="essai", owner_org=value)
        assert status in (400, 403, 404, 409), value


def test_pages(here: Any) -> None:
    """The pages of the territory answer a null character in words."""
    for page in ("/organization/?q=%00", "/find-place?q=%00", "/organization/%00"):
        answer = here.app.get(page, follow_redirects=False)
        assert answer.status_code == 400, page
        assert 'lang="fr"' in answer.body


@pytest.mark.parametrize("who", [None, "stranger", "member", "neighbour_controller", "team"])
def test_what_may_not_be_read_is_not_there(here: Any, who: str | None) -> None:
    """Asking what a hidden dataset lacks tells no more than asking about none."""
    draft = here.draft(f"Brouillon {who}")
    hidden = here.call(who, "dataset_publication_check", status=404, id=draft["name"])
    nobody = here.call(who, "dataset_publication_check", status=404, id="nobody")
    assert hidden == nobody
