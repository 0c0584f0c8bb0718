"""How processes are described to the supervisor, and ports to people."""

from __future__ import annotations

import configparser
import os
import shlex
import socket
import sys
from pathlib import Path

import pytest
from launcher.console import PortalError
from launcher.ports import check_free, holder
from launcher.processes import Process, program_section


def _section(process: Process) -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.read_string(program_section(process, Path("/logs"), 3))
    return dict(parser[f"program:{process.name}"])


def test_arguments_survive_the_configuration_file() -> None:
    """Spaces and percent signs reach the program as they were."""
    command = ["/opt/my programs/web", "--format=%h", "a b"]
    section = _section(Process("web", command, lambda: True))
    words = shlex.split(section["command"].replace("%%", "%"))
    assert words == ["setpriv", "--pdeathsig=TERM", *command]


def test_a_process_comes_back_and_has_its_log() -> None:
    """Every process is restarted when it falls, and only when we have started it."""
    section = _section(Process("web", ["web"], lambda: True, user="postgres"))
    assert section["autorestart"] == "true"
    assert section["autostart"] == "false"
    assert section["priority"] == "3"
    assert section["user"] == "postgres"
    assert section["stdout_logfile"] == "/logs/web.log"


def test_no_user_means_the_one_who_runs_up() -> None:
    """The option is left out: supervisor refuses an empty one."""
    assert "user" not in _section(Process("web", ["web"], lambda: True))


def test_a_taken_port_is_told_with_its_holder_and_its_variable() -> None:
    """One line says which port, who holds it and what to set."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = holder(port) or ""
        assert Path(sys.executable).name in said
        assert f"(processus {os.getpid()})" in said
        with pytest.raises(PortalError, match=rf"{port} \(solr\).*PORTAL_SOLR_PORT"):
            check_free("solr", port, patience=0)
    check_free("solr", port, patience=0)
