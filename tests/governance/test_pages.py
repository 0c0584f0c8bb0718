"""The pages of governance: who sees which, what they offer, what they keep when refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import file_samples as files
import pytest
from bs4 import BeautifulSoup
from checklist_answers import fields
from world import PASSWORD

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from world import World


def _page(world: World, who: str | None, url: str, status: int = 200) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who), follow_redirects=False)
    assert response.status_code == status, (who, url, response.status_code)
    return BeautifulSoup(response.body, "html.parser")


def _post(world: World, who: str, url: str, **data: Any) -> Any:
    headers = world.headers(who)
    return world.app.post(url, data=data, headers=headers, follow_redirects=False)


def _actions(page: BeautifulSoup) -> list[str]:
    return [str(button["data-action"]) for button in page.select("[data-action]")]


def test_the_dataset_page_says_where_it_stands(world: World) -> None:
    """Each of its people finds the three steps and the buttons of what they may do next."""
    dataset = world.full_draft("Page du jeu")
    url = f"/dataset/{dataset['name']}"
    page = _page(world, "agent", url)
    assert len(page.select(".ot-stepper li")) == 3
    review = f"/governance/review/{dataset['name']}"
    assert _actions(page) == []
    assert page.select(f"[data-next-steps] a[href='{review}#send']")
    assert _actions(_page(world, "agent", review)) == ["submit"]
    assert not page.select("[data-missing]")
    assert _post(world, "agent", f"{review}/submit", **fields("agent")).status_code == 302
    assert _actions(_page(world, "agent", url)) == ["take_back"]
    dpo = _page(world, "dpo", url)
    assert _actions(dpo) == []
    assert dpo.select(f"[data-next-steps] a[href='/governance/review/{dataset['name']}']")
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    assert _actions(_page(world, "controller", url)) == ["take_back"]
    assert _actions(_page(world, "agent", url)) == ["take_back"]
    response = _post(world, "controller", f"/governance/review/{dataset['name']}/publish")
    assert response.status_code == 302
    public = _page(world, None, url)
    assert public.select("[data-published]")
    assert not public.select("[data-governance]")


def test_what_is_missing_leads_to_its_field(world: World) -> None:
    """An incomplete draft lists what it lacks, with links, and offers no button that fails."""
    dataset = world.draft("Incomplet", notes="")
    page = _page(world, "agent", f"/dataset/{dataset['name']}")
    links = [str(a["href"]) for a in page.select("[data-missing] a")]
    assert any(link.endswith("#field-notes") for link in links)
    assert _actions(page) == []
    answer = _post(world, "agent", f"/governance/review/{dataset['name']}/submit")
    assert answer.status_code == 422
    assert "data-errors" in answer.body


def test_a_refused_opinion_keeps_what_was_typed(world: World) -> None:
    """The error stands at its field and nothing typed is lost."""
    dataset = world.submitted("Avis incomplet")
    url = f"/governance/review/{dataset['name']}"
    answer = _post(world, "dpo", f"{url}/opinion", text="Une longue explication")
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    form = page.select_one("[data-form=opinion]")
    assert form
    assert form.select("#kind-error")
    textarea = form.select_one("textarea")
    assert textarea
    assert textarea.text == "Une longue explication"
    answer = _post(world, "dpo", f"{url}/opinion", kind="reserved", text="")
    form = BeautifulSoup(answer.body, "html.parser").select_one("[data-form=opinion]")
    assert form
    assert form.select("#field-text-error")
    assert form.select("input[value=reserved][checked]")
    answer = _post(world, "dpo", f"{url}/opinion", kind="favourable", **fields("dpo"))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/governance/queue")


def test_what_was_said_is_read_in_order(world: World) -> None:
    """Words of the agent, opinions and remarks stand together, oldest first."""
    dataset = world.full_draft("Dans l’ordre")
    key = dataset["id"]
    world.call("agent", "governance_submit", id=key, text="first")
    world.call("dpo", "governance_opinion", id=key, kind="reserved", text="second")
    world.call("agent", "governance_take_back", id=key, text="third")
    page = _page(world, "agent", f"/governance/review/{dataset['name']}")
    said = [item.text for item in page.select("[data-said] .ot-lines")]
    assert said == ["first", "1. second", "third"]
    badges = [badge.text.strip() for badge in page.select("[data-said] .badge")]
    assert badges == ["Avis réservé", "Ne compte plus"]


def test_the_version_of_the_form_is_checked(world: World) -> None:
    """A form opened before somebody else acted is refused, and says so."""
    dataset = world.submitted("Formulaire ancien")
    url = f"/governance/review/{dataset['name']}"
    form = _page(world, "dpo", url).select_one("[data-form=opinion]")
    assert form
    (version,) = form.select("input[name=version]")
    world.call("agent", "governance_take_back", id=dataset["id"])
    world.call("agent", "governance_submit", id=dataset["id"])
    data = {"kind": "favourable", "version": version["value"]}
    assert _post(world, "dpo", f"{url}/opinion", **data).status_code == 422


@pytest.mark.parametrize("who", [None, "reader", "member", "neighbour", "epci", "team"])
def test_the_review_page_is_for_its_people(world: World, who: str | None) -> None:
    """Others get the page that a missing dataset gets; anonymous readers the login page."""
    for dataset in (world.submitted(f"Revue {who}"), world.published(f"Public {who}")):
        for name in (dataset["name"], "no-such-dataset"):
            _page(world, who, f"/governance/review/{name}", 404 if who else 302)


def test_the_queue_page(world: World) -> None:
    """The DPO finds the datasets sent, a search keeps its words, others are refused."""
    dataset = world.submitted("Dans la file de la page")
    page = _page(world, "dpo", "/governance/queue?q=file+de+la+page")
    assert page.select(f"[data-dataset={dataset['name']}]")
    assert page.select("#queue-q[value='file de la page']")
    empty = _page(world, "dpo", "/governance/queue?q=zzz")
    assert empty.select(".ot-empty")
    for state in ("returned", "opinion_given", "nonsense"):
        _page(world, "dpo", f"/governance/queue?state={state}")
    _page(world, None, "/governance/queue", 302)
    for who in ("reader", "agent", "controller", "team", "sysadmin"):
        _page(world, who, "/governance/queue", 200 if who == "sysadmin" else 403)
    links = [str(a["href"]) for a in _page(world, "dpo", "/").select(".ot-worknav a")]
    assert "/governance/queue" in links
    assert not any("/governance/" in link for link in _links(world, "reader"))


def _links(world: World, who: str | None) -> list[str]:
    return [str(a["href"]) for a in _page(world, who, "/").select(".ot-worknav a")]


def test_the_follow_up_page(world: World) -> None:
    """The team reads statuses and counts, no title."""
    world.draft("Titre que le suivi ne montre pas")
    page = _page(world, "team", "/governance/organizations")
    assert len(page.select("[data-organization]")) == 4
    assert "Titre que le suivi ne montre pas" not in page.text
    without = _page(world, "team", "/governance/organizations?dpo=no")
    assert len(without.select("[data-organization]")) == 3
    assert "/governance/organizations" in _links(world, "team")
    for who in ("reader", "agent", "dpo", "epci"):
        _page(world, who, "/governance/organizations", 403)


def test_the_page_of_the_dpo(world: World) -> None:
    """The team prepares a designation, the controller confirms it, then ends it."""
    name = world.organization["name"]
    url = f"/governance/dpo/{name}"
    email = world.people["reader"]["email"]
    wrong = _post(world, "team", url, user="nobody-here", reference="Délibération 12")
    assert wrong.status_code == 422
    page = BeautifulSoup(wrong.body, "html.parser")
    assert page.select("#user-error")
    assert page.select("input[value='Délibération 12']")
    assert _post(world, "team", url, user=email, reference="Convention").status_code == 302
    page = _page(world, "controller", url)
    (form,) = page.select("form[action$='/confirm']")
    assert _post(world, "agent", str(form["action"])).status_code == 403
    assert _post(world, "controller", str(form["action"])).status_code == 302
    page = _page(world, "controller", url)
    assert not page.select("form[action$='/confirm']")
    for row in page.select("[data-designation]"):
        if world.people["reader"]["name"] in row.text or "Convention" in row.text:
            (form,) = row.select("form[action$='/revoke']")
            assert _post(world, "controller", str(form["action"])).status_code == 302
    _page(world, None, url, 302)
    _page(world, "neighbour", url, 403)


def test_no_form_for_what_does_not_change(world: World) -> None:
    """The edit pages of a frozen dataset say why and what to do, instead of a form that fails."""
    dataset = world.published("Sans formulaire")
    resource = dataset["resources"][0]["id"]
    for url in (
        f"/dataset/edit/{dataset['name']}",
        f"/dataset/{dataset['name']}/resource/{resource}/edit",
        f"/dataset/{dataset['name']}/resource/new",
    ):
        page = _page(world, "agent", url)
        assert page.select("[data-frozen]"), url
        assert not page.select("[data-record]")
    assert _page(world, "agent", f"/dataset/edit/{world.draft('Avec')['name']}").select(
        "[data-record]"
    )


def test_ckan_s_own_buttons_are_gone(world: World) -> None:
    """No page publishes, unpublishes or acts in bulk by CKAN's own means."""
    name, draft = world.organization["name"], world.draft("Boutons")["name"]
    for who in ("controller", "sysadmin"):
        _page(world, who, f"/organization/bulk_process/{name}", 404)
        for url in (
            f"/dataset/edit/{draft}",
            f"/organization/edit/{name}",
        ):
            text = str(_page(world, who, url))
            for word in ("go-metadata", "go-dataset-complete", "bulk_process", "bulk_action"):
                assert word not in text, (url, word)


def test_every_transition_is_a_post(world: World) -> None:
    """Nothing changes by following a link."""
    dataset = world.submitted("Par un lien")
    for action in ("submit", "take_back", "return", "opinion", "publish", "withdraw"):
        url = f"/governance/review/{dataset['name']}/{action}"
        answer = world.app.get(url, headers=world.headers("dpo"))
        assert answer.status_code in (404, 405)
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "in_review"


def test_the_dpo_reads_what_a_file_hides(world: World) -> None:
    """The review page says whose name a file bears; once public, only who works on it may ask."""
    dataset = world.draft("Auteur caché")
    content = files.workbook(author="Camille Fictive")
    resource = world.upload("agent", dataset["id"], content, "ecoles.xlsx")
    world.call("agent", "governance_submit", id=dataset["id"])
    page = _page(world, "dpo", f"/governance/review/{dataset['name']}")
    (told,) = page.select(f"[data-findings='{resource['id']}'] [data-kind=people]")
    assert "Camille Fictive" in told.text
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    for who in (None, "reader", "member", "neighbour"):
        assert world.status(who, "resource_file_facts", id=resource["id"]) == 403
        assert "Camille" not in str(_page(world, who, f"/dataset/{dataset['name']}"))
    assert world.status("agent", "resource_file_facts", id=resource["id"]) == 200


def test_the_session_ends_while_a_dpo_writes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written stands in the page that asks to log in again, and nothing is sent."""
    dataset = world.submitted("Écoles et session finie")
    review = f"/governance/review/{dataset['name']}"
    written = {"kind": "reserved", "text": 'Retirez la "colonne" <3>', "version": "1"}
    page = world.app.post(f"{review}/opinion", data=written)
    assert page.status_code == 422
    assert 'name="text" value="Retirez la &#34;colonne&#34; &lt;3&gt;"' in page.body
    login = {"login": world.people["dpo"]["name"], "password": PASSWORD}
    world.app.post("/user/login", data=login)
    for settings in (tk.config, world.app.flask_app.config):
        monkeypatch.setitem(settings, "WTF_CSRF_ENABLED", True)
    stale = world.app.post(f"{review}/opinion", data={**written, "_csrf_token": "old"})
    assert stale.status_code == 400
    assert "Retirez la &#34;colonne&#34; &lt;3&gt;" in stale.body
    assert world.call("dpo", "governance_show", id=dataset["id"])["state"] == "in_review"
