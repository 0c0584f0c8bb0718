"""The file of a service of DPO: what is understood, and what is a fault with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import dpo_import

HEADER = "SIREN;Service;Début;Fin;Référence\n"
LINE = "213400013;CDG fictif;01/01/2026;31/12/2026;Délibération n° 4\n"
ROW = dpo_import.Row(
    2, "213400013", "CDG fictif", date(2026, 1, 1), date(2026, 12, 31), "Délibération n° 4"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_separators(encoding: str, separator: str, end: str) -> None:
    """What spreadsheets write is read the same."""
    text = (HEADER + LINE).replace(";", separator).replace("\n", end)
    assert dpo_import.read(text.encode(encoding)) == ([ROW], [])


def test_columns_in_any_order_and_empty_lines() -> None:
    """Spaces in a SIREN, ISO dates, missing optional columns and empty lines are no fault."""
    rows, faults = dpo_import.read(b"service,siren\n\nCDG,213 400 013\n,\n")
    assert (rows, faults) == ([dpo_import.Row(3, "213400013", "CDG")], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("21340001;CDG;;;", "n’est pas un SIREN"),
        ("２１３４００013;CDG;;;", "n’est pas un SIREN"),
        ("213400013;;;;", "manque le nom du service"),
        ("213400013;CDG;31/02/2026;;", "n’est pas une date"),
        ("213400013;CDG;demain;;", "n’est pas une date"),
        ("213400013;CDG;01/01/0001;;", "n’est pas une date"),
        ("213400013;CDG;01/01/2026;31/12/2025;", "la fin vient avant le début"),
        ('213400013;"CDG\nBcc: x";;;', "plusieurs lignes"),
        ("213400013;" + "x" * 501 + ";;;", "trop long"),
        ("213400013;CDG;;;;de trop", "plus de cellules"),
    ],
)
def test_each_fault_has_its_line(line: str, said: str) -> None:
    """All faults are told at once, each with its line."""
    _rows, faults = dpo_import.read(f"{HEADER}{LINE}{line}\n".encode())
    assert [fault.line for fault in faults] == [3]
    assert said in str(faults[0])


def test_one_organisation_once() -> None:
    """The same SIREN twice is a fault that names both lines."""
    _rows, (fault,) = dpo_import.read(f"{HEADER}{LINE}{LINE}".encode())
    assert str(fault) == "Ligne 3 : SIREN 213400013 déjà à la ligne 2"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"SIREN;service\n",
        b"PK\x03\x04\0\0",
        b"siren\n213400013\n",
        b"siren;siren;service\n",
        b"siren;service;couleur\n",
        b"x" * (dpo_import.MAX_BYTES + 1),
        b"siren;service\n" * (dpo_import.MAX_ROWS + 1),
        b"\xff\xfe\x00\xd8",
        b'siren;service\n"' + b"x" * 200_000,
    ],
)
def test_files_that_are_none(content: bytes) -> None:
    """A file of another kind, too large, or without its columns is refused in words."""
    rows, faults = dpo_import.read(content)
    assert faults
    assert not rows


@given(st.binary(max_size=400))
def test_no_file_breaks_it(content: bytes) -> None:
    """Whatever the bytes, the answer is rows, faults or both, never an exception."""
    rows, faults = dpo_import.read(content)
    assert rows or faults
