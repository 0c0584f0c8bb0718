"""A Redis of the portal's own: sessions and job queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from launcher.files import write_private

if TYPE_CHECKING:
    from launcher.settings import Settings


class Redis:
    """Redis behind a password: whoever writes to its queue runs code in the worker."""

    def __init__(self, settings: Settings, password: str) -> None:
        self._settings = settings
        self._password = password
        self._folder = settings.home / "redis"
        self._configuration = self._folder / "redis.conf"

    @property
    def url(self) -> str:
        """Address as CKAN reads it."""
        return f"redis://:{self._password}@127.0.0.1:{self._settings.ports.redis}/0"

    @property
    def command(self) -> list[str]:
        """The server in the foreground."""
        return ["redis-server", str(self._configuration)]

    def prepare(self) -> None:
        """Write its configuration."""
        lines = [
            "bind 127.0.0.1",
            f"port {self._settings.ports.redis}",
            f'requirepass "{self._password}"',
            f'dir "{self._folder}"',
            "daemonize no",
            "save 60 1",
        ]
        write_private(self._configuration, "\n".join(lines) + "\n")
