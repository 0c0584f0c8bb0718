"""A real portal, brought up as an administrator does, then mistreated."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from free_ports import free_run_of_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]


class Home:
    """A portal in a folder of its own, and `bin/portal` on it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        kept = {k: v for k, v in os.environ.items() if not k.startswith("CKAN_")}
        self.environment = kept | {"PORTAL_HOME": str(folder), "PORTAL_PORT": str(port)}

    def portal(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(  # noqa: S603 - our own program
            [ROOT / "bin" / "portal", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def up(self) -> str:
        """Bring it up, without demonstration content."""
        done = self.portal("up", "--bare", "--department", "90")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def status(self) -> dict[str, Any]:
        """What `status --json` says."""
        return json.loads(self.portal("status", "--json").stdout)

    def pids(self) -> dict[str, int]:
        """Number of each process that answers."""
        processes = self.status()["processes"].items()
        return {name: process["pid"] for name, process in processes if process["healthy"]}

    def files(self) -> dict[str, int]:
        """Date of each file that `up` writes."""
        names = ("ckan.ini", "generated.ini", "secrets.json", "portal.json", "supervisord.conf")
        return {name: (self.folder / name).stat().st_mtime_ns for name in names}


def _wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.3)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The portal of the smallest département, up."""
    home = Home(tmp_path_factory.mktemp("portal") / "home", free_run_of_ports())
    home.up()
    yield home
    home.portal("reset", "--yes")


def test_the_portal_answers_in_french(home: Home) -> None:
    """`status --json` leads to a home page in French, titled by the département; scripts too."""
    url = home.status()["url"]
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - loopback
        page = answer.read().decode()
    assert '<html lang="fr"' in page
    assert "Territoire de Belfort" in page
    with urllib.request.urlopen(f"{url}/api/i18n/fr") as answer:  # noqa: S310 - loopback
        words = json.load(answer)
    assert words["Please Confirm"][1] == "Confirmez"


def test_second_up_changes_nothing(home: Home) -> None:
    """Same processes, same files to the date, and the territory is already there."""
    pids, files = home.pids(), home.files()
    assert len(pids) == 6
    start = time.monotonic()
    home.up()
    assert time.monotonic() - start < 10
    assert (home.pids(), home.files()) == (pids, files)
    again = home.portal("ckan", "territoire", "import")
    assert "0 changement" in again.stdout, again.stdout + again.stderr


def test_nothing_listens_beyond_the_loopback(home: Home) -> None:
    """Each port of the portal is bound to 127.0.0.1 and to nothing else."""
    ports = json.loads((home.folder / "portal.json").read_text())["ports"].values()
    listening = [
        line.split()[1].split(":")
        for table in ("tcp", "tcp6")
        for line in Path("/proc/net", table).read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    addresses = {port: {a for a, p in listening if int(p, 16) == port} for port in ports}
    loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
    assert all(found and found <= loopback for found in addresses.values()), addresses


def test_a_copy_does_not_command_the_original(home: Home, tmp_path: Path) -> None:
    """A home restored elsewhere has the keys and ports of the first one, which it leaves alone."""
    pids = home.pids()
    for name in ("portal.json", "secrets.json"):
        shutil.copy(home.folder / name, tmp_path)
    copy = Home(tmp_path, home.port)
    assert copy.pids() == {}
    assert copy.portal("down").returncode == 0
    assert home.pids() == pids


@pytest.mark.parametrize("name", ["postgres", "redis", "web", "worker", "scheduler"])
def test_a_killed_process_comes_back(name: str, home: Home) -> None:
    """After `kill -9` of one process, another one takes its place and answers."""
    before = home.pids()[name]
    os.kill(before, signal.SIGKILL)
    _wait(lambda: home.pids().get(name, before) != before)


def test_up_after_everything_was_killed(home: Home) -> None:
    """As after a power cut: supervisor and all killed at once, numbers of processes stale."""
    supervisor = int((home.folder / "supervisord.pid").read_text())
    database = Path(home.status()["database"])
    for pid in [supervisor, *home.pids().values()]:
        os.kill(pid, signal.SIGKILL)
    (database / "postmaster.pid").write_text(f"{os.getpid()}\n{database}\n")
    home.up()
    assert len(home.pids()) == 6


def test_a_taken_port_is_told_in_one_line(home: Home) -> None:
    """`up` says which port, who holds it and which variable to set; `down` stops everything."""
    port = json.loads((home.folder / "portal.json").read_text())["ports"]["web"]
    assert home.portal("down").returncode == 0
    assert home.pids() == {}
    with socket.create_server(("127.0.0.1", port)):
        done = home.portal("up")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert f"{port}" in done.stderr
    assert "PORTAL_PORT" in done.stderr
    assert str(os.getpid()) in done.stderr
    home.up()
