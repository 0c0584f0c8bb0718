"""What the slices share about files that arrive."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage


def brings_file(resource: dict[str, Any]) -> bool:
    """Tell whether a resource as sent comes with a new file."""
    upload = resource.get("upload")
    return isinstance(upload, FileStorage) and bool(upload.filename)
