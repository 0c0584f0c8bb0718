"""Cut the portal's two fonts down to what French needs.

Reads the variable fonts of the npm packages ``@fontsource-variable/hanken-grotesk`` and
``@fontsource-variable/bricolage-grotesque`` (SIL Open Font License 1.1), keeps the characters and
the weights that the style sheets use, and writes ``hanken-grotesk.woff2``,
``bricolage-grotesque.woff2`` and the licences beside them. Without them the pages use the system's
fonts.

Usage: ``python bin/build_fonts.py node_modules ckanext/opendata_territoire/portal/assets/fonts``
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.varLib.instancer import instantiateVariableFont

CHARACTERS = (
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x180),  # accents of European languages, œ and Ÿ
    *range(0x2010, 0x2028),  # dashes, quotation marks, ellipsis
    0x2030, 0x2032, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2212,
)  # fmt: skip
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "pnum", "tnum"]


@dataclass(frozen=True)
class Font:
    """One family: name of its package and of its files, and the weights that the look uses."""

    name: str
    weights: tuple[int, int]


FONTS = (Font("hanken-grotesk", (400, 700)), Font("bricolage-grotesque", (500, 700)))


def build(font: Font, packages: Path, folder: Path) -> Path:
    """Write one font and its licence.

    Args:
        font: the family.
        packages: the ``node_modules`` folder.
        folder: where to write; it exists.

    Returns:
        The file written.

    Raises:
        FileNotFoundError: the npm package is not installed.
    """
    package = packages / "@fontsource-variable" / font.name
    options = Options(flavor="woff2", layout_features=FEATURES)
    cut = load_font(str(package / "files" / f"{font.name}-latin-wght-normal.woff2"), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(cut)
    instantiateVariableFont(cut, {"wght": font.weights}, inplace=True)
    target = folder / f"{font.name}.woff2"
    save_font(cut, str(target), options)
    shutil.copyfile(package / "LICENSE", folder / f"{font.name}-LICENSE.txt")
    return target


def main() -> None:
    """Build both fonts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="the node_modules folder")
    parser.add_argument("folder", type=Path, help="where to write the fonts")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for font in FONTS:
        written = build(font, arguments.packages, arguments.folder)
        print(f"{written} ({written.stat().st_size // 1024} KB)")


if __name__ == "__main__":
    main()
