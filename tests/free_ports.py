"""Ports for a portal that a test brings up."""

from __future__ import annotations

import socket


def free_run_of_ports() -> int:
    """Return a port that, with the four that follow it, nobody listens on."""
    for port in range(6400, 8000, 5):
        try:
            for each in range(port, port + 5):
                socket.create_server(("127.0.0.1", each)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no five free ports")
