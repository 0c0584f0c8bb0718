"""Style sheets, sprite and templates agree: nothing missing, nothing left over."""

from __future__ import annotations

import re
from pathlib import Path

import ckanext.opendata_territoire as package

ROOT = Path(package.__file__).parent
ASSETS = ROOT / "portal" / "assets"
COMPONENTS = (ASSETS / "components.css").read_text(encoding="utf-8")
SHEETS = COMPONENTS + (ASSETS / "ckan.css").read_text(encoding="utf-8")
PAGES = "\n".join(
    path.read_text(encoding="utf-8")
    for pattern in ("*/templates/**/*.html", "*/assets/*.js", "*/**/*.py")
    for path in ROOT.glob(pattern)
)


def classes_of_pages() -> set[str]:
    """Classes of ours that templates and helpers write."""
    attributes = re.findall(r'class(?:es)?_?="([^"]*)"', PAGES)
    return {name for value in attributes for name in re.findall(r"\bot-[\w-]*\w", value)}


def test_every_class_has_a_rule() -> None:
    """A class that a page carries is drawn somewhere."""
    drawn = set(re.findall(r"\.(ot-[\w-]+)", SHEETS))
    assert not classes_of_pages() - drawn


def test_every_rule_has_a_page() -> None:
    """A component that no page uses is not shipped."""
    used = set(re.findall(r"\bot-[\w-]*\w", PAGES))
    assert not set(re.findall(r"\.(ot-[\w-]+)", SHEETS)) - used


def test_every_token_is_defined_and_used() -> None:
    """Sheets use tokens that exist; a token that nothing uses is not shipped."""
    tokens = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    defined = set(re.findall(r"^\s*(--ot-[\w-]+):", tokens, re.MULTILINE))
    used = set(re.findall(r"var\((--ot-[\w-]+)\)", tokens + SHEETS + PAGES))
    assert not used - defined
    assert not defined - used


def test_every_icon_exists_and_is_used() -> None:
    """Pages draw icons of the sprite, and the sprite holds no other."""
    sprite = (ASSETS / "icons.svg").read_text(encoding="utf-8")
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    asked = set(re.findall(r"ot_icon\(\s*[\"']([\w-]+)[\"']", PAGES))
    named = {name for name in symbols if re.search(rf"[\"']{name}[\"']", PAGES)}
    assert not asked - symbols
    assert not symbols - named


def test_no_colour_outside_the_tokens() -> None:
    """Colours come from the tokens, but for the footer's greys and the white of the map."""
    found = set(re.findall(r"#[0-9a-f]{3,8}\b", COMPONENTS))
    assert found <= {"#fff", "#fdfefc", "#e8ece8", "#8d9993"}
