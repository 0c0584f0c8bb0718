"""Whether each service answers, asked in its own protocol."""

from __future__ import annotations

import json
import socket
import subprocess
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def postgres_answers(programs: Path, port: int) -> bool:
    """Whether PostgreSQL accepts connections."""
    command = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    return subprocess.run(command, check=False).returncode == 0


def redis_answers(port: int, password: str) -> bool:
    """Whether Redis accepts our password and has loaded its data."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answers = connection.makefile("rb")
            return (answers.readline(), answers.readline()) == (b"+OK\r\n", b"+PONG\r\n")
    except OSError:
        return False


def solr_answers(url: str) -> bool:
    """Whether the core answers a search."""
    try:
        return json.loads(get(f"{url}/select?q=*:*&rows=0"))["responseHeader"]["status"] == 0
    except (OSError, ValueError, KeyError):
        return False


def web_answers(url: str) -> bool:
    """Whether CKAN answers its own question of health."""
    try:
        return json.loads(get(f"{url}/api/3/action/status_show"))["success"]
    except (OSError, ValueError, KeyError):
        return False


def get(url: str) -> bytes:
    """Body of a page of this machine; the proxy of the environment is for other machines."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=60) as answer:
        return answer.read()
