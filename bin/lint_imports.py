"""import-linter on our package; its contracts are in pyproject.toml.

CKAN's wheel makes `ckanext` a package like any other, and import-linter reads only packages whose
parent is none. It is shown `ckanext` as what it is meant to be, a namespace, with our part alone.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

from importlinter.cli import lint_imports_command


def main() -> None:
    """Check the contracts; the exit status is 1 when one is broken."""
    namespace = ModuleSpec("ckanext", None, is_package=True)
    namespace.submodule_search_locations = [str(Path(__file__).parents[1] / "ckanext")]
    sys.modules["ckanext"] = module_from_spec(namespace)
    lint_imports_command(["--no-logo", "--no-cache"])


if __name__ == "__main__":
    main()
