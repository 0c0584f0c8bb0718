"""The catalogue tool: what it finds to translate and what it refuses in a translation."""

from __future__ import annotations

from io import BytesIO

import catalogue
import polib
import pytest

SCHEMA = """
dataset_fields:
  - field_name: title
    label: Title of the data
    form_placeholder: A few words
    preset: title
  - field_name: theme
    label: Theme
    choices:
      - {value: budget, label: Budget}
  - field_name: contact
    label: {fr: Contact}
    repeating_subfields:
      - {field_name: name, label: Name, help_text: Who answers}
"""


def test_words_of_a_schema() -> None:
    """Labels, helps and choices are found at any depth; values and bilingual labels are not."""
    words = [text for _, _, text, _ in catalogue.scheming_words(BytesIO(SCHEMA.encode()))]
    assert words == ["Title of the data", "A few words", "Theme", "Budget", "Name", "Who answers"]


def test_own_words_are_found_in_every_kind_of_file() -> None:
    """The dataset form's labels and the templates' sentences are among what is to be translated."""
    files = {file for entry in catalogue.own_messages().values() for file, _ in entry.occurrences}
    assert any(file.endswith("dataset.yaml") for file in files)
    assert any(file.endswith(".html") for file in files)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "fault"),
    [
        ("Drop a file", "", "not translated"),
        ("Drop %(name)s", "Déposer", "placeholders"),
        ("Drop {name}", "Déposer {nom}", "placeholders"),
        ("Drop <b>it</b>", "Déposer", "placeholders"),
        ("The agent", "L'agent", "apostrophe"),
        ("Wait", "Attendez...", "three dots"),
        ("The word", 'Le mot "avis"', "quotation"),
        ("The word", "Le mot «avis»", "no-break space (U+00A0) inside"),
        ("Really?", "Vraiment ?", "; ! ?"),
        ("Really?", "Vraiment?", "; ! ?"),
        ("Half", "50 %", "% wants"),
        ("Name:", "Nom :", ": wants"),
        ("3500 people", "3 500 habitants", "thousands"),
        ("Submit", "Soumettre", "does not use"),
    ],
)
def test_faults_are_named(msgid: str, msgstr: str, fault: str) -> None:
    """Each rule of the portal's French catches its fault and says what to write."""
    found = list(catalogue.faults(polib.POEntry(msgid=msgid, msgstr=msgstr)))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    "msgstr",
    [
        "Vraiment\u202f?",
        "Nom\u00a0: « avis »".replace("« avis »", "«\u00a0avis\u00a0»"),
        '<a href="%(url)s" title="Aide">L’aide</a>\u202f; 3\u202f500 habitants, 50\u202f%%',
        "Ouvert à 10:30, voir https://example.org/?q=1",
    ],
)
def test_good_french_passes(msgstr: str) -> None:
    """Well-set French, addresses, hours and markup raise nothing."""
    msgid = '<a href="%(url)s">' if "%(url)s" in msgstr else "x"
    msgid += "</a>" if "</a>" in msgstr else ""
    assert not list(catalogue.faults(polib.POEntry(msgid=msgid, msgstr=msgstr)))


def test_plural_forms() -> None:
    """All three French forms are wanted; only the first may leave the number out."""
    entry = polib.POEntry(
        msgid="{n} file",
        msgid_plural="{n} files",
        msgstr_plural={0: "un fichier", 1: "{n} de fichiers", 2: "{n} fichiers"},
    )
    assert not list(catalogue.faults(entry))
    entry.msgstr_plural[1] = ""
    assert list(catalogue.faults(entry)) == ["not translated"]


def test_plural_rule_is_that_of_ckan() -> None:
    """CKAN merges both catalogues and applies the last plural rule to all: both have the same."""
    core = polib.pofile(str(catalogue.core_french_path()))
    ours = polib.pofile(str(catalogue.PO))
    assert ours.metadata["Plural-Forms"] == core.metadata["Plural-Forms"]
