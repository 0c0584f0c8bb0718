"""The commands of `bin/portal`."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence

from launcher.console import Problem
from launcher.settings import Settings, read_settings
from launcher.testing import run_tests


def main() -> int:
    """Run the command line; what a person can mend is told in one line."""
    arguments, rest = _parser().parse_known_args()
    try:
        settings = read_settings(os.environ)
        return COMMANDS[arguments.command](settings, arguments, rest)
    except Problem as problem:
        sys.stderr.write(f"portal : {problem}\n")
    except KeyboardInterrupt:
        sys.stderr.write("portal : interrompu\n")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        sys.stderr.write(f"portal : {error.strerror} : {error.filename}\n")
    return 1


def _test(settings: Settings, arguments: argparse.Namespace, rest: Sequence[str]) -> int:
    return run_tests(settings, rest)


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace, Sequence[str]], int]] = {
    "test": _test,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/portal", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("test", help="pytest sur des services privés", add_help=False)
    return parser
