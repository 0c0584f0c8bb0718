"""CKAN's configuration, in three files; each begins with the next one, and wins over it.

`ckan.ini` is the administrator's and written once; `generated.ini` says what is peculiar to this
machine and is rewritten by every `up`; `config/ckan.ini` is what all portals share, in the sources,
so that an upgrade brings its changes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from launcher.console import PortalError
from launcher.files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from launcher.settings import Settings

REFERENCE = ("@etalab", "decoupage-administratif")
ADMINISTRATORS_FILE = """\
# Vos réglages ; ils l’emportent sur ceux de generated.ini, et ce fichier n’est jamais récrit.
# Après un changement, lancez `bin/portal up` : il redémarre ce qui doit l’être.
[app:main]
use = config:generated.ini

# ckan.site_url = https://data.exemple.fr
# smtp.server = smtp.exemple.fr:587
# smtp.starttls = true
# smtp.mail_from = portail@exemple.fr
"""


def department_name(npm: Path, code: str) -> str:
    """Name of a département in the reference, such as `Hérault` for `34`.

    Raises:
        PortalError: there is no such département.
    """
    file = npm.joinpath(*REFERENCE, "data", "departements.json")
    names = {each["code"]: each["nom"] for each in json.loads(file.read_text())}
    if code not in names:
        raise PortalError(f"Il n'y a pas de département {code} : par exemple 34, 2A ou 971.")
    return names[code]


def generated(
    settings: Settings, title: str, services: Mapping[str, str], keys: Mapping[str, str]
) -> str:
    """Text of `generated.ini`.

    Args:
        settings: the portal.
        title: name of the site.
        services: addresses by CKAN key (`sqlalchemy.url`, `solr_url`, `ckan.redis.url`).
        keys: the installation's secrets by name.
    """
    options = {
        "use": f"config:{settings.root / 'config' / 'ckan.ini'}",
        "ckan.site_id": f"opendata_territoire_{settings.department}",
        "ckan.site_url": settings.url,
        "ckan.site_title": title,
        "ckan.storage_path": str(settings.storage),
        **services,
        "SECRET_KEY": keys["session"],
        "WTF_CSRF_SECRET_KEY": keys["csrf"],
        "api_token.jwt.encode.secret": f"string:{keys['api_token']}",
        "api_token.jwt.decode.secret": f"string:{keys['api_token']}",
        "ckanext.opendata_territoire.department": settings.department,
        "ckanext.opendata_territoire.reference": str(settings.npm.joinpath(*REFERENCE)),
    }
    lines = [f"{key} = {value}" for key, value in options.items()]
    return "\n".join(
        ["# Written by `bin/portal up`: put your settings in ckan.ini.", "[app:main]", *lines, ""]
    )


def write_ini(settings: Settings, services: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """Write what `up` writes, and the administrator's file if there is none."""
    title = department_name(settings.npm, settings.department)
    write_private(settings.home / "generated.ini", generated(settings, title, services, keys))
    if not settings.ini.exists():
        write_private(settings.ini, ADMINISTRATORS_FILE)
