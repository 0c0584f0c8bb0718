"""No English word is left in the French interface, whoever reads it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import catalogue
import click
import polib
import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString
from werkzeug.exceptions import HTTPException

import ckan.plugins.toolkit as tk
from ckan.cli.cli import ckan
from ckan.lib.i18n import build_js_translations
from ckan.tests import factories, helpers

from ckanext.opendata_territoire.governance.cli import governance
from ckanext.opendata_territoire.portal.cli import territoire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

READERS = (None, "agent", "controller", "dpo", "department", "sysadmin")
# Pages to which nothing links, and pages that a mistake shows.
START = (
    "/",
    "/dataset/",
    "/dataset/?q=rien-de-tel",
    "/organization/",
    "/organization/?q=rien-de-tel",
    "/user/login",
    "/user/register",
    "/user/reset",
    "/about",
    "/group/",
    "/tags",
    "/dashboard/",
    "/dashboard/datasets",
    "/dashboard/organizations",
    "/dataset/activity/communes-du-departement",
    "/ckan-admin/",
    "/ckan-admin/config",
    "/ckan-admin/trash",
    "/organization/new",
    "/organization/edit/villexemple",
    "/organization/members/villexemple",
    "/dataset/new",
    "/dataset/villexemple-subventions",
    "/dataset/edit/villexemple-subventions",
    "/dataset/villexemple-equipements-sportifs",
    "/page-qui-n-existe-pas",
    "/dataset/jeu-qui-n-existe-pas",
    "/user/agent",
    "/user/agent/api-tokens",
    "/user/agent/organizations",
    "/user/activity/agent",
    "/user/edit",
    "/user/edit/agent",
    "/user/delete/agent",
    "/user/logged_out_redirect",
    "/organization/about/villexemple",
    "/organization/activity/villexemple",
    "/organization/delete/villexemple",
    "/organization/admins/villexemple",
    "/ckan-admin/activities",
    "/ckan-admin/reset_config",
)
MISTAKES = (
    ("/user/login", {"login": "personne", "password": "faux"}),
    ("/user/reset", {"user": ""}),
    ("/user/reset", {"user": "agent"}),
    ("/dataset/new", {"title": "", "save": ""}),
    ("/organization/new", {"title": "", "name": "é"}),
    ("/organization/edit/villexemple", {"title": "", "name": ""}),
    ("/user/edit/agent", {"fullname": "", "email": "faux", "password1": "a", "password2": "b"}),
)
NOT_PAGES = (".csv", ".xlsx", ".xml", ".ttl", ".rdf", ".jsonld", ".n3", ".atom", ".json")
PER_ENDPOINT = 2

SILENT = {"script", "style", "code", "pre", "template", "textarea"}
SPOKEN_ATTRIBUTES = ("title", "alt", "placeholder", "aria-label", "data-module-content")
BUTTONS = {"submit", "button", "reset"}

ENGLISH = frozenset(
    word
    for line in (Path(__file__).parents[1] / "data" / "english.txt").read_text().splitlines()
    if not line.startswith("#")
    for word in line.split()
)
# Reviewed: names, not words. The two last are logins of demonstration accounts.
NAMES = frozenset({"Open Data Commons Open Database License (ODbL)", "member", "controller"})
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# People use a portal; the name of its engine tells them nothing.
ENGINE = frozenset({"ckan"})
NOT_PROSE = re.compile(  # addresses, files, keys, commands
    r"`[^`]+`|\S+@\S+|https?://\S+|\S*/\S+/\S*|[\w-]+\.[\w.-]+\w|\S*_\S*|[\da-f]{8}-[\da-f-]+"
)


@cache
def shown_in_english() -> frozenset[str]:
    """Return the msgids of CKAN, its extensions and ours whose French is another text."""
    entries = [*polib.pofile(str(catalogue.core_french_path())), *polib.pofile(str(catalogue.PO))]
    return frozenset(
        entry.msgid
        for entry in entries
        if entry.msgstr and entry.msgstr != entry.msgid and len(entry.msgid) > 3
    ) - {entry.msgstr for entry in entries}


def texts(page: str) -> Iterator[str]:
    """Yield what a person or a screen reader gets from a page, declared foreign words left out."""
    soup = BeautifulSoup(page, "html.parser")
    for node in soup.find_all(string=True):
        if isinstance(node, Comment) or type(node) is not NavigableString:
            continue
        if not any(_is_silent(parent) for parent in node.parents):
            yield " ".join(node.split())
    for element in soup.find_all(True):
        if isinstance(element, Tag) and not any(
            _is_foreign(e) for e in (element, *element.parents)
        ):
            for name in SPOKEN_ATTRIBUTES:
                yield str(element.get(name, ""))
            if element.name == "input" and element.get("type") in BUTTONS:
                yield str(element.get("value", ""))


def _is_silent(element: Tag | BeautifulSoup) -> bool:
    return element.name in SILENT or _is_foreign(element)


def _is_foreign(element: Tag | BeautifulSoup) -> bool:
    return str(element.get("lang", "fr"))[:2] != "fr"


def leftovers(page: str) -> list[str]:
    """Return the texts of a page that are English or name the engine, each once, in order."""
    found = (text for text in texts(page) if text and text not in NAMES)
    return list(dict.fromkeys(text for text in found if is_english(text)))


def is_english(text: str) -> bool:
    """Tell whether a text is a msgid shown as it is, has a word of English only, or the engine."""
    prose = NOT_PROSE.sub(" ", text)
    return text in shown_in_english() or any(
        word.lower() in ENGLISH | ENGINE for word in WORD.findall(prose)
    )


@pytest.fixture
def portal(
    with_plugins: None, clean_db: None, clean_index: None, cli: Any, tmp_path: Path
) -> dict[str, str]:
    """A portal with its demonstration content; token of each account."""
    context = {"user": factories.Sysadmin(fullname="Alix")["name"], "ignore_auth": True}
    for name, fields, parent in (
        ("departement", {"kind": "department", "insee_code": "01", "vintage": "2026"}, None),
        ("epci", {"kind": "epci", "siren": "200000172", "epci_type": "CC"}, "departement"),
        ("ambérieu", {"kind": "commune", "insee_code": "01004", "population": 10}, "epci"),
    ):
        helpers.call_action(
            "organization_create",
            dict(context),
            name=name.replace("é", "e"),
            title=name.title(),
            groups=[{"name": parent}] if parent else [],
            **fields,
        )
    accounts = tmp_path / "accounts.json"
    result = cli.invoke(ckan, ["territoire", "demo", "--accounts", str(accounts)])
    assert result.exit_code == 0, result.output
    return {name: known["token"] for name, known in json.loads(accounts.read_text()).items()}


def test_no_english_word_is_left(portal: dict[str, str], app: Any) -> None:
    """Every page that links lead to, the pages of mistakes and errors, as each kind of reader."""
    found: dict[str, str] = {}
    for reader in READERS:
        headers = {"Authorization": portal[reader]} if reader else {}

        def get(path: str, headers: dict[str, str] = headers) -> Any:
            return app.get(path, headers=headers, follow_redirects=True)

        def post(path: str, data: Any, headers: dict[str, str] = headers) -> Any:
            return app.post(path, data=data, headers=headers, follow_redirects=True)

        pages = [(path, get(path)) for path in _reachable(app, get)]
        pages += [(f"{path} {data}", post(path, data)) for path, data in MISTAKES]
        for path, response in pages:
            if response.content_type.startswith("text/html"):
                for text in leftovers(response.body):
                    found.setdefault(text, f"{path} ({reader or 'anonymous'})")
    assert not found, "\n" + "\n".join(f"{text!r} on {where}" for text, where in found.items())


def _reachable(app: Any, get: Callable[[str], Any]) -> list[str]:
    """Follow links from the start pages; two addresses of each kind of page are enough."""
    kept: list[str] = list(START)
    seen: dict[str, int] = {}
    for path in kept:
        response = get(path)
        if not response.content_type.startswith("text/html"):
            continue
        for link in BeautifulSoup(response.body, "html.parser").find_all("a", href=True):
            target = urlsplit(urljoin(tk.config["ckan.site_url"] + path, str(link["href"])))
            address = target.path + (f"?{target.query}" if target.query else "")
            if _is_page(target.netloc, target.path) and address not in kept:
                endpoint = _endpoint(app, target.path)
                seen[endpoint] = seen.get(endpoint, 0) + 1
                if seen[endpoint] <= PER_ENDPOINT:
                    kept.append(address)
    return kept


def _is_page(host: str, path: str) -> bool:
    own = host == urlsplit(tk.config["ckan.site_url"]).netloc
    elsewhere = ("/en/", "/api/", "/user/_logout", "/catalog", "/feeds/")
    return own and not path.startswith(elsewhere) and not path.endswith(NOT_PAGES)


def _endpoint(app: Any, path: str) -> str:
    try:
        return str(app.flask_app.url_map.bind("").match(path)[0])
    except HTTPException:
        return "none"


def test_words_of_scripts_are_french(app: Any) -> None:
    """What CKAN's, its extensions' and our scripts say has its French in /api/i18n/fr."""
    build_js_translations()
    served = app.get("/api/i18n/fr").json
    templates = [catalogue.core_french_path().parents[2] / "ckan.pot", catalogue.POT]
    said = {
        entry.msgid
        for template in templates
        for entry in polib.pofile(str(template))
        if any(_is_loaded_script(file) for file, _ in entry.occurrences)
    }
    assert said
    assert not {words for words in said if words not in served}


def _is_loaded_script(file: str) -> bool:
    ours = ("ckan/public/base/", *(m.replace(".", "/") + "/" for m in catalogue.FOREIGN[1:]))
    return file.endswith(".js") and file.startswith((*ours, "ckanext/opendata_territoire/"))


@pytest.mark.parametrize(
    "text",
    [
        "Add a dataset",
        "Username",
        "Choose your file",
        "Page not found",
        "Showing 3 results",
        "Administrer CKAN",
    ],
)
def test_english_is_recognised(text: str) -> None:
    """The detector sees English: were it blind, the test above could not fail."""
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jeux de données de la commune",
        "Télécharger le fichier communes.csv",
        "Écrire à mairie@new-file.example.org",
        "Organisation",
        "Description",
        "Licence Ouverte 2.0",
    ],
)
def test_french_is_not_taken_for_english(text: str) -> None:
    """French words that English shares, addresses and file names raise nothing."""
    assert not is_english(text)


@pytest.mark.usefixtures("with_plugins")
@pytest.mark.parametrize("name", ["territoire", "governance"])
def test_commands_speak_french(name: str) -> None:
    """What each command says of itself and of its options is French; it may name the engine."""
    group = {"territoire": territoire, "governance": governance}[name]
    told = [text for command in _commands(group) for text in _says(command)]
    assert told
    assert not [text for text in told if is_english(re.sub(r"(?i)ckan", "", text))]


def _commands(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _commands(below)


def _says(command: click.Command) -> Iterator[str]:
    yield command.help or ""
    yield command.get_short_help_str()
    for option in command.params:
        yield getattr(option, "help", None) or ""
