"""The French catalogue: gather what there is to translate, check the translation, compile it.

    python bin/catalogue.py extract     after a change of words: refreshes the .pot and the .po
    python bin/catalogue.py check       lists what is missing or badly written (`bin/portal lint`)
    python bin/catalogue.py compile     writes the .mo that CKAN reads; never committed

One catalogue serves all slices. Beside our own words it carries those of CKAN and of the extensions
we load that have no French translation of their own. To word one of theirs otherwise, add it to the
.po by hand: `extract` keeps what is already there.
"""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import polib
import yaml
from babel.messages.extract import extract_from_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "ckanext" / "opendata_territoire"
DOMAIN = "ckanext-opendata_territoire"
POT = OURS / "portal" / "i18n" / f"{DOMAIN}.pot"
PO = POT.parent / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
FOREIGN = ("ckan", "ckanext.activity", "ckanext.scheming", "ckanext.spatial", "ckanext.dcat")
SKIPPED_FOLDERS = {"2.8_templates", "tests", "vendor", "migration", "i18n", "node_modules"}
SCHEMING_WORDS = {
    "label",
    "help_text",
    "needed_message",
    "form_placeholder",
    "repeating_label",
    "title",
    "description",
}

Key = tuple[str | None, str]
Extracted = tuple[int, None, str, list[str]]
Message = tuple[str, str | tuple[str, ...], str | None]


def scheming_words(fileobj: BinaryIO, *_: object, **_options: object) -> Iterator[Extracted]:
    """Babel extractor of the labels and help texts of a ckanext-scheming schema in YAML."""
    for text in _words_below(yaml.safe_load(fileobj)):
        yield 0, None, text, []


def _words_below(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _words_below(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in SCHEMING_WORDS and isinstance(value, str) and value.strip():
                yield value
            else:
                yield from _words_below(value)


Methods = list[tuple[str, str]]
METHODS: Methods = [
    ("**.py", "python"),
    ("**.js", "javascript"),
    ("**.html", "ckan"),
    ("**/emails/**.txt", "ckan"),
]
OUR_METHODS: Methods = [*METHODS, ("**/schemas/**.yaml", f"{__name__}:scheming_words")]


def _messages(folder: Path, prefix: str, methods: Methods) -> Iterator[Message]:
    """Yield (file, msgid or (singular, plural), context) of all the words below `folder`."""

    def wanted(path: str) -> bool:
        name = Path(path).name
        return name not in SKIPPED_FOLDERS and not name.startswith(".") and "midnight" not in name

    found = extract_from_dir(
        folder, methods, directory_filter=wanted, comment_tags=(), strip_comment_tags=True
    )
    for filename, _line, message, _comments, context in found:
        yield f"{prefix}/{filename}", message, context


def _collect(messages: Iterator[Message], into: dict[Key, polib.POEntry]) -> None:
    for filename, message, context in messages:
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if not singular:
            continue
        entry = into.setdefault((context, singular), polib.POEntry(msgid=singular, msgctxt=context))
        if (filename, "") not in entry.occurrences:
            entry.occurrences.append((filename, ""))
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: "", 1: "", 2: ""}


def own_messages() -> dict[Key, polib.POEntry]:
    """Return what our slices ask to translate, by (context, msgid)."""
    found: dict[Key, polib.POEntry] = {}
    _collect(_messages(OURS, "ckanext/opendata_territoire", OUR_METHODS), found)
    return found


def foreign_messages() -> dict[Key, polib.POEntry]:
    """Return what CKAN and the extensions we load ask to translate, translated by them or not."""
    found: dict[Key, polib.POEntry] = {}
    for module in FOREIGN:
        _collect(_messages(_folder(module), module.replace(".", "/"), METHODS), found)
    return found


def core_french_path() -> Path:
    """Return where the installed CKAN keeps its French catalogue."""
    return _folder("ckan") / "i18n" / "fr" / "LC_MESSAGES" / "ckan.po"


def core_french() -> dict[Key, polib.POEntry]:
    """Return the entries of CKAN's own French catalogue that are translated."""
    entries = polib.pofile(str(core_french_path()))
    return {_key(entry): entry for entry in entries if entry.translated()}


def _folder(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{module} is not installed")
    return Path(spec.origin).parent


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def _catalogue(entries: dict[Key, polib.POEntry]) -> polib.POFile:
    """Return a catalogue of `entries`, sorted and without dates: its diffs are its changes."""
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Project-Id-Version": DOMAIN,
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        # As in CKAN's own catalogue: both are merged, and the last one read decides for both.
        "Plural-Forms": (
            "nplurals=3; plural=(n == 0 || n == 1) ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
        ),
    }
    catalogue.extend(
        entries[key] for key in sorted(entries, key=lambda key: (key[1], key[0] or ""))
    )
    return catalogue


def extract() -> None:
    """Refresh the template and the French catalogue; translations already written are kept."""
    existing = polib.pofile(str(PO)) if PO.is_file() else polib.POFile()
    written = {_key(entry): entry for entry in existing}
    french = core_french()
    entries = {
        key: entry
        for key, entry in foreign_messages().items()
        if key not in french or key in written
    } | own_messages()
    PO.parent.mkdir(parents=True, exist_ok=True)
    _catalogue(entries).save(str(POT))
    for key, entry in entries.items():
        if before := written.get(key):
            entry.msgstr = before.msgstr if not entry.msgid_plural else ""
            entry.msgstr_plural = before.msgstr_plural or entry.msgstr_plural
            entry.flags = before.flags
    _catalogue(entries).save(str(PO))


PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|(?<!%)%[sdr]\b|\{\w*\}|</?\w+")
MARKUP = re.compile(r"<[^>]*>|%\(\w+\)\w|(?<!%)%[sdr]\b|https?:\S+|\{\w*\}|&\w+;|`[^`]*`")
FAULTS = [
    (re.compile(r"\w'\w"), "straight apostrophe: write ’"),
    (re.compile(r'"'), "straight quotation marks: write « »"),
    (re.compile(r"\.\.\."), "three dots: write …"),
    (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "« » want a no-break space (U+00A0) inside"),
    (re.compile(r"(?<![\u202f!?])[;!?](?!\w)"), "; ! ? want a narrow no-break space (U+202F)"),
    (re.compile(r"[\d ]%"), "% wants a narrow no-break space (U+202F)"),
    (re.compile(r"(?<=[^\u00a0:\d]):(?=\s|$)"), ": wants a no-break space (U+00A0)"),
    (re.compile(r"\d \d{3}\b"), "thousands want a narrow no-break space (U+202F)"),
    (
        re.compile(r"\b(Soumettre|Valider|datasets?|tenants?|uploader|OK)\b"),
        "a word the portal does not use",
    ),
]


def faults(entry: polib.POEntry) -> Iterator[str]:
    """Yield what is wrong with one translation: missing, unsure, placeholders, typography."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(text.strip() for text in texts):
        yield "not translated"
        return
    if entry.fuzzy:
        yield "marked fuzzy"
    expected = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for number, text in enumerate(texts):
        found = set(PLACEHOLDER.findall(text))
        if found != expected and not (entry.msgid_plural and number == 0 and found <= expected):
            yield f"placeholders or tags differ: {sorted(expected ^ found)}"
        visible = MARKUP.sub("X", text)
        yield from (message for pattern, message in FAULTS if pattern.search(visible))


def check() -> list[str]:
    """Return the faults of the catalogue, one line each: ``msgid: fault``."""
    written = {_key(entry): entry for entry in polib.pofile(str(PO))}
    french = core_french()
    wanted = own_messages() | {
        key: entry for key, entry in foreign_messages().items() if key not in french
    }
    missing = [
        f"{msgid!r}: not in the catalogue, run `python bin/catalogue.py extract`"
        for _, msgid in wanted.keys() - written.keys()
    ]
    wrong = [f"{e.msgid!r}: {fault}" for e in written.values() for fault in faults(e)]
    return sorted(missing) + wrong


def compile_catalogue() -> Path:
    """Write the .mo beside the .po and return its path."""
    target = PO.with_suffix(".mo")
    polib.pofile(str(PO)).save_as_mofile(str(target))
    return target


def main(arguments: list[str]) -> int:
    """Run one command; return the exit status."""
    match arguments:
        case ["extract"]:
            extract()
        case ["compile"]:
            compile_catalogue()
        case ["check"]:
            found = check()
            print(*found, sep="\n", end="\n" if found else "")
            return 1 if found else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
