"""Which files are taken in."""

from __future__ import annotations

import io

import file_samples as files
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain import admission, tabular

XLSX = files.workbook()


def _refusal(content: bytes, name: str) -> admission.Refusal | None:
    return admission.refusal(tabular.read(io.BytesIO(content), name), name)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.dat", "a.pdf", "a"])
@pytest.mark.parametrize(
    "content",
    [files.PE, files.elf(), files.MACHO, files.LINK, files.archive({"a/setup.exe": b"x"}),
     files.archive({"META-INF/MANIFEST.MF": b"x", "a/B.class": b"x"}),
     files.compound(identifier=files.MSI_CLASS)],
    ids=["Windows", "Linux", "macOS", "shortcut", "archive", "Java", "installer"],
)  # fmt: skip
def test_programs_under_any_name(content: bytes, name: str) -> None:
    """A program is refused whatever its name says, alone or in an archive."""
    refused = _refusal(content, name)
    assert refused
    assert refused.reason == "program"


@pytest.mark.parametrize(
    "name", ["a.exe", "A.EXE", "a.bat", "a.js", "a.vbs", "a.csv.scr", "a.exe. ", "a.msi", "a.php"]
)
def test_names_that_a_computer_runs(name: str) -> None:
    """Even plain text is refused under a name that a computer would run."""
    refused = _refusal(b"a;b\n1;2\n", name)
    assert refused
    assert refused.reason == "program"


@pytest.mark.parametrize("content", [b"#!/bin/sh\nrm -rf /\n", b"@echo off\r\ndel *\r\n",
                                     b"\xef\xbb\xbf<?php echo 1;"])  # fmt: skip
def test_scripts_under_the_name_of_a_table(content: bytes) -> None:
    """A script is refused under the name of a table."""
    refused = _refusal(content, "a.csv")
    assert refused
    assert refused.reason == "script"


@pytest.mark.parametrize(
    ("content", "name", "form"),
    [
        (b"Nom;Ville\na;b\n", "a.xlsx", "CSV"),
        (files.PDF, "a.csv", "PDF"),
        (files.HTML, "a.csv", "HTML"),
        (b"\n\n  " + files.HTML, "a.json", "HTML"),
        (XLSX, "a.csv", "XLSX"),
        (XLSX, "a.ods", "XLSX"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "a.pdf", "PNG"),
        (bytes(range(256)) * 4, "a.csv", ""),
        (b'{"a": 1}', "a.csv", "JSON"),
    ],
)
def test_content_that_belies_the_name(content: bytes, name: str, form: str) -> None:
    """A false file is refused, and what it really is is known."""
    refused = _refusal(content, name)
    assert refused
    assert (refused.reason, refused.format) == ("unlike_its_name", form)
    assert refused.extension == name.rpartition(".")[2]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (XLSX[:-300], "a.xlsx", "broken"),
        (XLSX[: len(XLSX) // 2], "a.xlsx", "broken"),
        (files.compound("EncryptedPackage", "EncryptionInfo"), "a.xlsx", "encrypted"),
        (files.compound("Workbook", "_VBA_PROJECT"), "a.xls", "macros"),
        (files.with_parts(XLSX, xl__vbaProject_bin=b"x"), "a.xlsm", "macros"),
        (files.archive({"a.csv": bytes(120 << 20)}), "a.zip", "bomb"),
        (files.with_parts(XLSX, xl__worksheets__sheet9_xml=bytes(120 << 20)), "a.xlsx", "bomb"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "a.xls", "broken"),
    ],
    ids=["cut", "half", "password", "old macros", "macros", "bomb", "bomb in a book", "noise"],
)
def test_documents_that_nobody_could_open_in_peace(content: bytes, name: str, reason: str) -> None:
    """Cut, locked, with macros or made to harm: the reason is told apart."""
    refused = _refusal(content, name)
    assert refused
    assert refused.reason == reason


def test_encrypted_opendocument() -> None:
    """A spreadsheet locked by LibreOffice is told from a broken one."""
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b"<m:manifest xmlns:m='x'><m:encryption-data/></m:manifest>"
    content = files.archive({"mimetype": kind, "META-INF/manifest.xml": manifest})
    refused = _refusal(content, "a.ods")
    assert refused
    assert refused.reason == "encrypted"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<5 ans;>5 ans\n1;2\n", "a.csv"),
        (b"MZ;BB\n1;2\n", "a.csv"),
        (b"[x];{y}\n1;2\n", "a.csv"),
        (b"une seule colonne\nx\n", "a.csv"),
        (b"a\tb\n1\t2\n", "a.csv"),
        (b"Du texte.\n", "a.txt"),
        (files.HTML, "a.html"),
        (files.PDF, "A.PDF"),
        (files.PDF, "sans extension"),
        (bytes(range(256)) * 4, "a.las"),
        (b"\xb8\0\0\x01" + bytes(90), "a.mesures"),
        (b"\xeb\x3c\x90" + bytes(90), "a.mesures"),
        (b"a;b\n1;2\n", "a.inconnu"),
        (XLSX, "a.xlsx"),
        (files.compound("Workbook"), "a.xls"),
        (files.compound("WordDocument"), "a.doc"),
        (b'{"type": "FeatureCollection", "features": []}', "a.json"),
        (b'{"a": 1}\n{"a": 2}\n', "a.json"),
        (files.archive({"a/voies.shp": b"x", "a/voies.dbf": b"x"}), "voies.zip"),
        (files.archive({"doc.kml": b"<kml/>"}), "a.kmz"),
        (b'<?xml version="1.0"?><gpx:gpx xmlns:gpx="x"/>', "a.gpx"),
        (b"<?xml version='1.0'?><!-- <svg> --><releve/>", "a.xml"),
    ],
)  # fmt: skip
def test_honest_files_come_in(content: bytes, name: str) -> None:
    """Nothing harmless is turned away, an unknown format neither."""
    assert _refusal(content, name) is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=1500), st.integers(0, 3000), st.sampled_from([0, 1, 2]))
def test_damaged_containers_raise_nothing(noise: bytes, at: int, which: int) -> None:
    """Noise written anywhere in a container is at worst a refusal."""
    sample = [XLSX, files.compound("Workbook"), files.compound("EncryptedPackage")][which]
    _refusal(sample[:at] + noise + sample[at + len(noise) :], "a.xlsx")
