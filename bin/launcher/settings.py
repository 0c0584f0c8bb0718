"""Where a portal lives and on which ports: what the environment asks, what its home remembers."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from launcher.console import PortalError
from launcher.files import write_private

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 5000
DEFAULT_DEPARTMENT = "34"
FORBIDDEN_IN_PATHS = '"%$\n'


@dataclass(frozen=True)
class Ports:
    """TCP ports on 127.0.0.1. All but `web` follow it unless they are set one by one."""

    web: int
    postgres: int
    redis: int
    solr: int
    supervisor: int

    @classmethod
    def after(cls, web: int) -> Ports:
        """`web` and the four ports that follow it."""
        return cls(web, web + 1, web + 2, web + 3, web + 4)

    @classmethod
    def free(cls) -> Ports:
        """Five ports that nobody listens on at this moment."""
        sockets = [socket.socket() for _ in fields(cls)]
        try:
            for each in sockets:
                each.bind(("127.0.0.1", 0))
            return cls(*(each.getsockname()[1] for each in sockets))
        finally:
            for each in sockets:
                each.close()


def variable_of(port: str) -> str:
    """Name of the environment variable that sets a port: `web` → `PORTAL_PORT`."""
    return "PORTAL_PORT" if port == "web" else f"PORTAL_{port.upper()}_PORT"


@dataclass(frozen=True)
class Settings:
    """One portal: its data folder, the folder of installed tools, its ports and its département."""

    root: Path
    home: Path
    tools: Path
    ports: Ports
    department: str = DEFAULT_DEPARTMENT
    bare: bool = False

    @property
    def url(self) -> str:
        """Address of the portal, without a final slash."""
        return f"http://127.0.0.1:{self.ports.web}"

    @property
    def ini(self) -> Path:
        """CKAN's configuration file."""
        return self.home / "ckan.ini"

    @property
    def venv(self) -> Path:
        """The virtual environment, shared by the portals of this checkout."""
        return self.tools / "venv"

    @property
    def python(self) -> Path:
        """The interpreter that has CKAN and this package."""
        return self.venv / "bin" / "python"

    @property
    def npm(self) -> Path:
        """Folder of the packages that come from npm."""
        return self.tools / "npm" / "node_modules"

    @property
    def outlines(self) -> Path:
        """Folder of the package that has the outlines of the communes."""
        return self.tools / "outlines"

    @property
    def logs(self) -> Path:
        """Folder of the log files."""
        return self.home / "logs"

    @property
    def storage(self) -> Path:
        """Folder of the deposited files."""
        return self.home / "storage"

    @property
    def accounts(self) -> Path:
        """The private file of the demonstration accounts."""
        return self.home / "accounts.json"

    @property
    def remembered(self) -> Path:
        """The file that keeps ports, département and content from one command to the next."""
        return self.home / "portal.json"

    def remember(self) -> None:
        """Write what later commands must find again."""
        kept = {"ports": asdict(self.ports), "department": self.department, "bare": self.bare}
        write_private(self.remembered, json.dumps(kept, indent=2) + "\n")


def read_settings(
    environment: Mapping[str, str], root: Path = ROOT, *, new_ports: bool = False
) -> Settings:
    """Settings of the portal that the environment designates.

    Args:
        environment: the variables `PORTAL_…`.
        root: the checkout.
        new_ports: whether ports may differ from those of the last `up`. Only `up` moves a portal;
            the other commands look for it where it is.

    Raises:
        PortalError: a port is not a number between 1024 and 65535, two ports are equal, or a folder
            has a character that configuration files do not bear.
    """
    home = _folder(environment, "PORTAL_HOME", root / "var")
    tools = _folder(environment, "PORTAL_TOOLS", root / "var" / "tools")
    kept: dict[str, Any] = {}
    if (home / "portal.json").exists():
        kept = json.loads((home / "portal.json").read_text())
    if kept and not new_ports:
        ports = Ports(**kept["ports"])
    else:
        ports = _ports(environment, kept.get("ports", {}))
    settings = Settings(root, home, tools, ports)
    return replace(
        settings,
        department=kept.get("department", DEFAULT_DEPARTMENT),
        bare=kept.get("bare", False),
    )


def _folder(environment: Mapping[str, str], name: str, default: Path) -> Path:
    folder = Path(environment[name]).absolute() if environment.get(name) else default
    if any(c in str(folder) for c in FORBIDDEN_IN_PATHS):
        raise PortalError(
            f'Le dossier {folder} contient un des caractères " % $ : choisir un autre {name}.'
        )
    return folder


def _ports(environment: Mapping[str, str], kept: Mapping[str, int]) -> Ports:
    web = _port(environment, "web") or kept.get("web", DEFAULT_PORT)
    # The other remembered ports hold only as long as the main one does.
    others = kept if kept.get("web") == web else {}
    defaults = asdict(Ports.after(web)) | dict(others)
    chosen = {name: _port(environment, name) or value for name, value in defaults.items()}
    if too_high := [name for name, port in chosen.items() if port > 65535]:
        raise PortalError(
            f"Port trop grand pour {', '.join(too_high)} : choisir un PORTAL_PORT plus petit."
        )
    if len(set(chosen.values())) < len(chosen):
        raise PortalError(f"Deux services ont le même port : {chosen}.")
    return Ports(**chosen)


def _port(environment: Mapping[str, str], name: str) -> int | None:
    text = environment.get(variable_of(name))
    if not text:
        return None
    if not text.isdecimal() or not 1024 <= int(text) <= 65535:
        raise PortalError(f"{variable_of(name)}={text} n'est pas un port entre 1024 et 65535.")
    return int(text)
