"""Files made from the sources and never committed: compiled translations and fonts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.files import Stamps, fingerprint
from launcher.shell import run

if TYPE_CHECKING:
    from launcher.settings import Settings

PORTAL = "ckanext/opendata_territoire/portal"


@dataclass(frozen=True)
class Build:
    """A script of `bin/` with its arguments, what it reads and what it makes.

    Sources and outputs are patterns from the root; `{npm}` stands for the folder of npm packages.
    """

    script: str
    arguments: tuple[str, ...]
    sources: tuple[str, ...]
    outputs: str


BUILDS = (
    Build("bin/catalogue.py", ("compile",), (f"{PORTAL}/i18n/**/*.po",), f"{PORTAL}/i18n/**/*.mo"),
    Build(
        "bin/build_fonts.py",
        ("{npm}", f"{PORTAL}/assets/fonts"),
        ("package-lock.json",),
        f"{PORTAL}/assets/fonts/*.woff2",
    ),
)


def build_assets(settings: Settings) -> str:
    """Make what has changed, and tell whether anything was made."""
    made = [_build(settings, build) for build in BUILDS]
    return "fabriquées" if any(made) else "à jour"


def _build(settings: Settings, build: Build) -> bool:
    root = settings.root
    stamps = Stamps(settings.tools / "stamps.json")
    sources = [root / build.script, *(f for s in build.sources for f in sorted(root.glob(s)))]
    wanted = fingerprint(str(root), *sources)
    if stamps.has(build.script, wanted) and any(root.glob(build.outputs)):
        return False
    arguments = [word.format(npm=settings.npm) for word in build.arguments]
    command = [settings.python, root / build.script, *arguments]
    run(command, settings.tools / "install.log", cwd=root)
    stamps.set(build.script, wanted)
    return True
