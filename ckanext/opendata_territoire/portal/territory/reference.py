"""Reading the files of `@etalab/decoupage-administratif` from a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ckanext.opendata_territoire.portal.domain.territory import TerritoryError
from ckanext.opendata_territoire.portal.domain.territory_reference import Reference

if TYPE_CHECKING:
    from pathlib import Path

# The largest file of version 6.0.0 has 9 MB.
MAX_BYTES = 100_000_000


def read_reference(folder: Path, vintage: str | None = None) -> Reference:
    """Read the reference.

    Args:
        folder: The package, or its folder `data`.
        vintage: Year of the reference; by default the one that the version of the package stands
            for (its README: 1 is 2021, 6 is 2026).

    Raises:
        TerritoryError: when a file is missing, too large or not JSON.
    """
    data = folder / "data" if (folder / "data").is_dir() else folder
    if not data.is_dir():
        raise TerritoryError(f"Le dossier de la référence est introuvable : {folder}.")
    return Reference(
        vintage=vintage or _vintage(data.parent / "package.json"),
        communes=_read(data / "communes.json"),
        epci=_read(data / "epci.json"),
        departments=_read(data / "departements.json"),
        ept=_read(data / "ept.json") if (data / "ept.json").exists() else [],
    )


def _vintage(package: Path) -> str:
    try:
        major = int(_read(package)["version"].split(".")[0])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise TerritoryError(
            "Le millésime ne peut pas être lu dans package.json : précisez --vintage 2026."
        ) from error
    return str(2020 + major)


def _read(path: Path) -> Any:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TerritoryError(f"{path.name} : fichier trop volumineux.")
        return json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise TerritoryError(f"{path.name} : fichier illisible ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise TerritoryError(f"{path.name} : ce n’est pas du JSON valide ({error}).") from error
