"""The commands of `bin/portal`."""

from __future__ import annotations

import argparse
import errno
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from launcher.benching import run_bench
from launcher.console import PortalError
from launcher.down import reset, take_down
from launcher.linting import lint
from launcher.processes import log_of
from launcher.scheduler import run_schedule
from launcher.settings import Settings, read_settings
from launcher.shell import own_environment
from launcher.status import show_status
from launcher.testing import run_tests
from launcher.up import bring_up


def main() -> int:
    """Run the command line; what a person can mend is told in one line."""
    parser = _parser()
    arguments, rest = parser.parse_known_args()
    if rest and arguments.command not in PASS_ON:
        sys.stderr.write(f"portal : argument inconnu : {' '.join(rest)}\n")
        return 2
    try:
        settings = read_settings(os.environ, new_ports=arguments.command == "up")
        return COMMANDS[arguments.command](settings, arguments, rest)
    except PortalError as problem:
        sys.stderr.write(f"portal : {problem}\n")
    except KeyboardInterrupt:
        sys.stderr.write("portal : interrompu\n")
    except BrokenPipeError:
        # Who read us has gone, as `| head` does; nothing more can be said on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        sys.stderr.write(f"portal : {error.strerror} : {error.filename}\n")
    return 1


def _ckan(settings: Settings, arguments: Sequence[str]) -> int:
    if not settings.ini.exists():
        raise PortalError(
            f"Il n'y a pas de portail dans {settings.home} : lancer d'abord bin/portal up."
        )
    command = [str(settings.venv / "bin" / "ckan"), "-c", str(settings.ini), *arguments]
    return subprocess.run(command, env=own_environment(), check=False).returncode


def _logs(settings: Settings, name: str | None, *, follow: bool) -> int:
    files = [log_of(name, settings.logs)] if name else sorted(settings.logs.glob("*.log"))
    if not files or not all(file.exists() for file in files):
        raise PortalError(f"Pas de journal {name or ''} dans {settings.logs}.")
    options = ["-n", "100", *(["-F"] if follow else [])]
    return subprocess.run(["tail", *options, *map(str, files)], check=False).returncode


Command = Callable[[Settings, argparse.Namespace, Sequence[str]], int]
COMMANDS: dict[str, Command] = {
    "up": lambda s, a, _: bring_up(s, a.department, bare=a.bare),
    "down": lambda s, _a, _: take_down(s),
    "status": lambda s, a, _: show_status(s, as_json=a.json),
    "reset": lambda s, a, _: reset(s, sure=a.yes),
    "test": lambda s, _, rest: run_tests(s, rest),
    "bench": lambda s, _, rest: run_bench(s, rest),
    "lint": lambda s, _a, _: lint(s),
    "ckan": lambda s, _, rest: _ckan(s, rest),
    "logs": lambda s, a, _: _logs(s, a.name, follow=a.follow),
    "schedule": lambda s, _a, _: run_schedule(s),
}
PASS_ON = ("test", "bench", "ckan")


class Parser(argparse.ArgumentParser):
    """argparse speaks English to the person at the terminal; this one does not."""

    def __init__(self, *, add_help: bool = True, **options: Any) -> None:
        super().__init__(add_help=False, **options)
        self._positionals.title = "arguments"
        if add_help:
            self.add_argument("-h", "--help", action="help", help="montrer cette aide")

    def error(self, message: str) -> NoReturn:
        """Say where the commands are told; what argparse found is in English."""
        self.exit(2, f"portal : commande non comprise ; {self.prog} --help montre quoi écrire.\n")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="bin/portal", description="Installer, faire tourner et essayer le portail."
    )
    commands = parser.add_subparsers(
        title="commandes", dest="command", required=True, metavar="COMMANDE"
    )
    up = commands.add_parser(
        "up", help="installer, préparer et démarrer ; sans effet si tout est en place"
    )
    up.add_argument(
        "--department",
        metavar="CODE",
        help="code du département, 34 par défaut ; choisi une fois pour toutes",
    )
    up.add_argument("--bare", action="store_true", help="sans comptes ni jeux de démonstration")
    commands.add_parser("down", help="arrêter")
    status = commands.add_parser("status", help="dire ce qui tourne")
    status.add_argument("--json", action="store_true", help="pour un autre programme")
    reset_ = commands.add_parser("reset", help="effacer les données du portail")
    reset_.add_argument("--yes", action="store_true", help="sans demander")
    commands.add_parser("test", help="pytest, sur des services privés", add_help=False)
    commands.add_parser("lint", help="ruff, pyright, import-linter, djlint, traductions")
    commands.add_parser(
        "bench", help="mesurer le portail à côté de CKAN seul : bench [nom]", add_help=False
    )
    commands.add_parser("ckan", help="la ligne de commande de CKAN, sur ce portail", add_help=False)
    logs = commands.add_parser("logs", help="montrer les journaux")
    logs.add_argument(
        "name", nargs="?", metavar="NOM", help="web, worker, scheduler, postgres, redis ou solr"
    )
    logs.add_argument("-f", "--follow", action="store_true", help="rester et suivre")
    commands.add_parser("schedule")
    return parser
