"""The configuration that `up` writes."""

from __future__ import annotations

import configparser
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from launcher.console import PortalError
from launcher.ini import department_name, generated, write_ini
from launcher.keys import NAMES, read_keys
from launcher.settings import ROOT, Settings, read_settings

if TYPE_CHECKING:
    from pathlib import Path

SERVICES = {
    "sqlalchemy.url": "postgresql://ckan:secret@127.0.0.1:5001/ckan",
    "solr_url": "http://127.0.0.1:5003/solr/ckan",
    "ckan.redis.url": "redis://:secret@127.0.0.1:5002/0",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A portal whose tools hold a reference of two départements."""
    settings = replace(read_settings({}, ROOT), home=tmp_path / "home", tools=tmp_path / "tools")
    data = settings.npm / "@etalab" / "decoupage-administratif" / "data"
    data.mkdir(parents=True)
    names = [{"code": "34", "nom": "Hérault"}, {"code": "2A", "nom": "Corse-du-Sud"}]
    (data / "departements.json").write_text(json.dumps(names))
    return settings


def _options(text: str) -> dict[str, str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string(text)
    return dict(parser["app:main"])


def test_generated_options(settings: Settings) -> None:
    """The portal's own addresses, département and secrets are there, on top of the common file."""
    keys = {name: f"key of {name}" for name in NAMES}
    options = _options(generated(settings, "Hérault", SERVICES, keys))
    assert options["use"] == f"config:{ROOT / 'config' / 'ckan.ini'}"
    assert options["ckan.site_url"] == settings.url
    assert options["ckan.site_title"] == "Hérault"
    assert options["ckanext.opendata_territoire.department"] == "34"
    assert options["SECRET_KEY"] == "key of session"
    assert options["api_token.jwt.decode.secret"] == "string:key of api_token"
    assert SERVICES.items() <= options.items()


def test_files_are_private_and_the_administrators_is_kept(settings: Settings) -> None:
    """Both files hold secrets; a second `up` rewrites its own and leaves the administrator's."""
    keys = read_keys(settings.home)
    write_ini(settings, SERVICES, keys)
    settings.ini.write_text("[app:main]\nuse = config:generated.ini\nckan.site_title = Le 34\n")
    write_ini(settings, SERVICES, keys)
    assert "Le 34" in settings.ini.read_text()
    assert (settings.home / "generated.ini").stat().st_mode & 0o777 == 0o600


def test_administrators_file_is_private(settings: Settings) -> None:
    """It will hold the password of the mail server."""
    write_ini(settings, SERVICES, read_keys(settings.home))
    assert settings.ini.stat().st_mode & 0o777 == 0o600
    assert _options(settings.ini.read_text()) == {"use": "config:generated.ini"}


def test_department_names_come_from_the_reference(settings: Settings) -> None:
    """The title is the name of the département; a code that is none is refused."""
    assert department_name(settings.npm, "2A") == "Corse-du-Sud"
    with pytest.raises(PortalError, match="département 99"):
        department_name(settings.npm, "99")


def test_secrets_are_drawn_once_and_differ(tmp_path: Path) -> None:
    """Each installation has its own; they stay the same from one `up` to the next."""
    one, other = read_keys(tmp_path / "one"), read_keys(tmp_path / "other")
    assert len({*one.values(), *other.values()}) == 2 * len(NAMES)
    assert read_keys(tmp_path / "one") == one
    assert (tmp_path / "one" / "secrets.json").stat().st_mode & 0o777 == 0o600
