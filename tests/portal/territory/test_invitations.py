"""What is known of somebody invited before they answer, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ckan import model
from ckan.tests import factories

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = "/organization/aigues-vives/accounts"
NEW = "nouvelle.fictive@example.org"
OTHER = "connue.fictive@example.org"
NAME = "Prénom Secret"


@pytest.fixture
def known(here: Any) -> Iterator[dict[str, Any]]:
    """Give somebody who has an account and a full name; take away what tests open."""
    person = factories.UserWithToken(email=OTHER, fullname=NAME, name="prenom-secret")
    here.people["known"] = person
    yield person
    for email in (NEW, OTHER):
        user = model.User.by_email(email)
        if user:
            model.Session.query(model.Member).filter_by(table_id=user.id).delete()
            model.Session.query(model.ApiToken).filter_by(user_id=user.id).delete()
            model.Session.delete(user)
    model.Session.commit()


def _invite(here: Any) -> dict[str, dict[str, Any]]:
    for email in (NEW, OTHER):
        data = {"id": "aigues-vives", "email": email, "role": "agent"}
        here.call("controller", "organization_account_add", **data)
    people = here.call("controller", "organization_account_list", id="aigues-vives")
    return {person["email"]: person for person in people}


def _shape(person: dict[str, Any]) -> dict[str, Any]:
    """Return what is shown of a person, apart from their id and the address that was given."""
    same = {"id": "id", person["id"]: "id", person["email"]: "email"}
    return {key: same.get(value, value) for key, value in person.items()}


@pytest.mark.usefixtures("known")
def test_an_invited_address_shows_nothing_more(here: Any) -> None:
    """A controller reads the same of an address that had an account and of a new one."""
    people = _invite(here)
    assert _shape(people[NEW]) == _shape(people[OTHER])
    assert people[OTHER]["pending"] is True
    page = here.app.get(PAGE, headers=here.headers("controller")).body
    assert OTHER in page
    assert NAME not in page
    assert "prenom-secret" not in page
    shown = here.call("controller", "organization_show", id="aigues-vives", include_users=True)
    assert NAME not in str(shown)
    assert "prenom-secret" not in str(shown)
    account = here.call("controller", "user_show", id=people[OTHER]["id"])
    assert NAME not in str(account)
    assert "prenom-secret" not in str(account)
    assert here.call("known", "user_show", id="prenom-secret")["fullname"] == NAME
    everything = here.call("sysadmin", "organization_account_list", id="aigues-vives")
    assert NAME in str(everything)


@pytest.mark.usefixtures("known")
def test_the_invitation_is_sent_again_to_both(here: Any) -> None:
    """Nor does inviting again tell which of both had an account."""
    _invite(here)
    answers = []
    for email in (NEW, OTHER):
        data = {"id": "aigues-vives", "email": email, "role": "agent"}
        answers.append(here.call("controller", "organization_account_add", **data))
    assert answers[0] | {"email": ""} == answers[1] | {"email": ""}
    assert answers[0]["outcome"] == "invited_again"


@pytest.mark.usefixtures("known")
def test_accepting_shows_the_name(here: Any) -> None:
    """The person accepts on their page; the organisation then reads the name, and nothing again."""
    _invite(here)
    page = here.app.get("/invitations", headers=here.headers("known")).body
    assert 'data-invitation="aigues-vives"' in page
    url = "/invitations/aigues-vives/accept"
    answer = here.app.post(url, headers=here.headers("known"), follow_redirects=False)
    assert answer.status_code == 302
    people = here.call("controller", "organization_account_list", id="aigues-vives")
    (person,) = [one for one in people if one["email"] == OTHER]
    assert (person["display_name"], person["pending"]) == (NAME, False)
    assert here.call("known", "account_invitation_list") == []
    again = {"id": "aigues-vives", "accept": True}
    assert here.status("known", "account_invitation_answer", **again) == 404


@pytest.mark.usefixtures("known")
def test_refusing_leaves_the_organisation(here: Any) -> None:
    """Refused, the role is gone and nothing was shown."""
    _invite(here)
    assert here.call("known", "account_invitation_list")[0]["role"] == "editor"
    here.call("known", "account_invitation_answer", id="aigues-vives", accept=False)
    people = here.call("controller", "organization_account_list", id="aigues-vives")
    assert OTHER not in [person["email"] for person in people]


@pytest.mark.usefixtures("known")
def test_an_invitation_is_answered_by_its_person(here: Any) -> None:
    """Nobody answers for somebody else; hostile answers change nothing."""
    _invite(here)
    for who in ("stranger", "agent", "controller", "sysadmin"):
        assert here.call(who, "account_invitation_list") == [], who
        data = {"id": "aigues-vives", "accept": True}
        assert here.status(who, "account_invitation_answer", **data) == 404, who
    for answer in ("peut-être", "", [], {"a": 1}, 3, None):
        data = {"id": "aigues-vives", "accept": answer}
        assert here.status("known", "account_invitation_answer", **data) == 409, answer
    assert len(here.call("known", "account_invitation_list")) == 1
    for action in ("account_invitation_list", "account_invitation_answer"):
        assert here.status(None, action, id="aigues-vives", accept=True) == 403
    answer = here.app.get("/invitations", follow_redirects=False)
    assert "/user/login" in answer.headers["Location"]


@pytest.mark.parametrize(
    "who", [None, "stranger", "member", "agent", "controller", "team", "dpo", "epci"]
)
def test_accounts_are_opened_by_actions_that_decide(here: Any, who: str | None) -> None:
    """Opening an account without a role, and writing to one, is nobody's but a sysadmin's."""
    assert here.status(who, "account_open", email=NEW) == 403
    told = {"id": here.people["agent"]["id"], "role": "dpo", "title": "x", "page": "/"}
    assert here.status(who, "account_tell", **told) == 403
    assert model.User.by_email(NEW) is None
