"""Private files, fingerprints, stamps and locks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from launcher.console import PortalError
from launcher.files import Stamps, fingerprint, only_one, write_private

if TYPE_CHECKING:
    from pathlib import Path


def test_private_file_is_closed_to_others_whatever_it_was(tmp_path: Path) -> None:
    """A file left open by somebody is closed again."""
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_unchanged_private_file_is_not_written(tmp_path: Path) -> None:
    """A second `up` changes nothing, not even a date."""
    path = tmp_path / "secret"
    write_private(path, "same")
    before = path.stat().st_mtime_ns
    write_private(path, "same")
    assert path.stat().st_mtime_ns == before


def test_fingerprint_sees_content_and_names_but_not_compiled_code(tmp_path: Path) -> None:
    """Any change of the sources is seen; running them is none."""
    (tmp_path / "a.py").write_text("1")
    first = fingerprint(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x")
    assert fingerprint(tmp_path) == first
    (tmp_path / "a.py").write_text("2")
    second = fingerprint(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, second, fingerprint(tmp_path)}) == 3


def test_stamps_remember_inputs_until_they_change(tmp_path: Path) -> None:
    """What was done is due again with other inputs, or once forgotten."""
    stamps = Stamps(tmp_path / "stamps.json")
    assert not stamps.has("npm", "1")
    stamps.set("npm", "1")
    stamps.set("solr", "1")
    assert Stamps(tmp_path / "stamps.json").has("npm", "1")
    assert not stamps.has("npm", "2")
    stamps.forget("npm")
    assert not stamps.has("npm", "1")
    assert stamps.has("solr", "1")


def test_a_second_command_on_the_same_home_is_refused(tmp_path: Path) -> None:
    """Two `up` at once would start everything twice."""
    with (
        only_one(tmp_path, "up"),
        pytest.raises(PortalError, match="up"),
        only_one(tmp_path, "up"),
    ):
        pass
    with only_one(tmp_path, "up"):
        assert (tmp_path / ".lock").exists()
