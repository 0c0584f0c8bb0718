"""Import of outlines, and the map that pages draw, on a real database."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.opendata_territoire.portal.cli.contours import contours
from ckanext.opendata_territoire.portal.domain.outlines import OutlineError
from ckanext.opendata_territoire.portal.map import reading
from ckanext.opendata_territoire.portal.map.helpers import territory_emblem, territory_map

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Draw = Callable[..., str]

OUTLINES = Path(__file__).parents[2] / "data/contours/fictives.geojson"
CREDIT = ["--vintage", "2018", "--source", "Cadastre <fictif>", "--licence", "Licence Ouverte 2.0"]


@pytest.fixture
def communes(with_plugins: None, clean_db: None, clean_index: None) -> None:
    """Four fictional communes; the first continues 99005, the last is not in the file."""
    sysadmin = {"user": factories.Sysadmin()["name"]}
    call_action(
        "organization_create", dict(sysadmin), name="cc", title="CC & alentours", kind="epci"
    )
    for number, former in {1: ["99005"], 2: [], 3: [], 9: []}.items():
        call_action(
            "organization_create",
            dict(sysadmin),
            name=f"fictive-{number}",
            title=f"L’Île-{number}",
            kind="commune",
            insee_code=f"9900{number}",
            former_codes=json.dumps(former),
            population=str(1000 - number),
            groups=[{"name": "cc"}],
        )


@pytest.fixture
def on_a_page(app: Any) -> Callable[..., str]:
    """Draw by a helper, in a request of its own."""

    def draw(helper: Callable[..., Any], *arguments: Any) -> str:
        with app.flask_app.test_request_context():
            app.flask_app.preprocess_request()
            return str(helper(*arguments))

    return draw


def run(place: Path | str, *options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(contours, [str(place), *(options or CREDIT)])


def drawn(html: str) -> dict[str, str]:
    """Path of each commune of a map, by address."""
    return dict(
        re.findall(r'<a href="[^"]*/organization/([^"]+)"[^>]*><path[^>]* d="([^"]+)"', html)
    )


@pytest.mark.usefixtures("communes")
def test_the_map_has_the_outlines_and_credits_them(on_a_page: Draw) -> None:
    """After the import, known communes are drawn, merged ones joined; the source is credited."""
    result = run(OUTLINES)
    assert result.exit_code == 0, result.output
    assert "3 communes dessinées" in result.output
    assert "99005" in result.output
    assert "L’Île-9" in result.output
    html = on_a_page(territory_map)
    assert set(drawn(html)) == {"fictive-1", "fictive-2", "fictive-3"}
    assert drawn(html)["fictive-1"].count("M") >= 1
    assert "Cadastre &lt;fictif&gt;" in html
    assert "Licence Ouverte 2.0" in html
    assert "2018" in html
    # The commune that has no outline is still in the table.
    assert html.count("<tr>") == 1 + 4
    assert "CC &amp; alentours" in html


@pytest.mark.usefixtures("communes")
def test_a_second_import_changes_nothing(on_a_page: Draw) -> None:
    """The same file gives `0 changement`; another source, a new map."""
    assert run(OUTLINES).exit_code == 0
    assert "0 changement" in run(OUTLINES).output
    assert "dessinées" in run(OUTLINES, *CREDIT[:3], "Autre auteur", *CREDIT[4:]).output
    assert "Autre auteur" in on_a_page(territory_map)


@pytest.mark.usefixtures("communes")
def test_without_outlines_a_tile_for_each_commune(on_a_page: Draw) -> None:
    """No import is needed: one square for each commune, under the name of its EPCI."""
    html = on_a_page(territory_map)
    assert set(drawn(html)) == {"fictive-1", "fictive-2", "fictive-3", "fictive-9"}
    assert html.count('<svg class="ot-map') == 1
    assert ">CC &amp; alentours</span>" in html


@pytest.mark.usefixtures("communes")
def test_a_commune_without_code_is_not_on_the_map(on_a_page: Draw) -> None:
    """A demonstration commune has no INSEE code: no square, no outline, no row of the table."""
    sysadmin = {"user": factories.Sysadmin()["name"]}
    call_action("organization_create", sysadmin, name="essai", title="Essai", kind="commune")
    for prepare in (lambda: None, lambda: run(OUTLINES)):
        prepare()
        html = on_a_page(territory_map)
        assert "fictive-1" in html
        assert "essai" not in html


@pytest.mark.usefixtures("communes")
def test_the_emblem_is_the_outline_of_the_territory(on_a_page: Draw) -> None:
    """Nine squares until outlines are known, then one simplified border."""
    assert on_a_page(territory_emblem).count("M") == 9
    run(OUTLINES)
    assert 0 < on_a_page(territory_emblem).count("M") < 9


@pytest.mark.usefixtures("communes")
def test_shades_follow_the_counts(on_a_page: Draw) -> None:
    """A commune is darker when it publishes more, on tiles and on outlines."""
    rows = call_action("territory_list")
    for row, count in zip(rows, (0, 2, 7, 12, 0), strict=True):
        row["package_count"] = count
    names = [row["name"] for row in rows if row["kind"] == "commune"]
    for prepare in (lambda: None, lambda: run(OUTLINES)):
        prepare()
        html = on_a_page(territory_map, rows)
        shades = dict(
            re.findall(r'/organization/([^"]+)" tabindex="-1"><path class="c k(\d)"', html)
        )
        counts = {row["name"]: row["package_count"] for row in rows}
        expected = {0: "0", 2: "1", 7: "3", 12: "4"}
        assert shades == {n: expected[counts[n]] for n in names if n in shades}
        assert len(set(shades.values())) >= 3


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
def test_nothing_without_communes(on_a_page: Draw) -> None:
    """An empty portal has no map, and the command says what to run first."""
    assert on_a_page(territory_map) == ""
    result = run(OUTLINES)
    assert result.exit_code == 1
    assert "territoire import" in result.output


@pytest.mark.usefixtures("communes")
def test_bad_files(tmp_path: Path) -> None:
    """The command says in French why it imports nothing, and keeps the former map."""
    run(OUTLINES)
    wrong = {"json": b"{", "list": b"[]", "deep": b"[" * 100_000, "other": b"\xff"}
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
        result = run(tmp_path / name)
        assert result.exit_code == 1
        assert "Contours non importés" in result.output
    assert "ne peut pas être lu" in run(tmp_path / "absent").output
    assert "0 changement" in run(OUTLINES).output


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/communes.geojson",
        "http://[::1]/communes.geojson",
        "https://localhost/communes.geojson",
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "ftp://example.org/communes.geojson",
        "file:///etc/passwd",
        "https:///communes.geojson",
    ],
)
def test_addresses_inside_the_network_are_refused(url: str) -> None:
    """The command fetches from the public web only."""
    with pytest.raises(OutlineError, match=r"réseau privé|https://"):
        reading.read_geojson(url)


class _Site(BaseHTTPRequestHandler):
    """A site that redirects twice to the file, and once to a private place."""

    def do_GET(self) -> None:
        """Answer a redirection or the file."""
        steps = {"/a": "/b", "/b": "/file", "/bad": "http://private.invalid/", "/loop": "/loop"}
        target = steps.get(self.path)
        self.send_response(302 if target else 404 if self.path == "/absent" else 200)
        if target:
            self.send_header("Location", target)
        self.end_headers()
        if self.path == "/file":
            self.wfile.write(OUTLINES.read_bytes())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of a site of this machine, taken for a public one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    refuse = reading._refuse_private
    here = f"http://127.0.0.1:{server.server_port}/"
    monkeypatch.setattr(
        reading, "_refuse_private", lambda url: None if url.startswith(here) else refuse(url)
    )
    yield here
    server.shutdown()
    server.server_close()


def test_a_file_is_fetched_through_redirections(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each redirection is checked; what does not answer or is too large says so."""
    assert reading.read_geojson(f"{site}a") == json.loads(OUTLINES.read_text())
    for path, reason in {"bad": "aucun serveur", "loop": "redirections", "absent": "404"}.items():
        with pytest.raises(OutlineError, match=reason):
            reading.read_geojson(site + path)
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(OutlineError, match="dépasse"):
        reading.read_geojson(f"{site}file")


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of all France is refused before it fills the memory."""
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    (tmp_path / "large").write_bytes(b" " * 11)
    with pytest.raises(OutlineError, match="dépasse"):
        reading.read_geojson(str(tmp_path / "large"))
