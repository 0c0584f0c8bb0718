"""Ports for a portal that a test brings up."""

from __future__ import annotations

import os
import socket

from sharing import worker_number

FIRST_PORT = 6400
PORTS_OF_A_WORKER = 800


def free_run_of_ports() -> int:
    """Return a port that, with the four that follow it, nobody listens on.

    Each worker looks among its own: what is free now, another could take before the portal is up.
    """
    first = FIRST_PORT + PORTS_OF_A_WORKER * worker_number(os.environ)
    for port in range(first, first + PORTS_OF_A_WORKER, 5):
        try:
            for each in range(port, port + 5):
                socket.create_server(("127.0.0.1", each)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no five free ports")
