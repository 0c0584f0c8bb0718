"""Files as immutable blobs named by their SHA-256.

A new upload never overwrites the bytes that are public: it adds a blob, and the resource's `hash`
points to it once the transaction commits. Kept under `<storage_path>/blobs`, never under
`storage/`, which CKAN serves to everybody.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.lib import munge

from ckanext.opendata_territoire.uploads import brings_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.datastructures import FileStorage

_CHUNK = 1 << 20
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNKNOWN = "unknown"


class StoredHash(str):
    """The SHA-256 of a file that this process has just stored: nothing from outside makes one."""

    __slots__ = ()


def folder() -> Path:
    """Return the folder of all blobs."""
    return Path(tk.config["ckan.storage_path"]) / "blobs"


def path_of(sha256: str) -> Path:
    """Return where a blob lies, or would lie.

    Anything but 64 hexadecimal digits gives a path where nothing ever lies.
    """
    if not _SHA256.fullmatch(sha256 or ""):
        return folder() / _UNKNOWN
    return folder() / sha256[:2] / sha256[2:4] / sha256


def store(stream: IO[bytes], max_bytes: int) -> tuple[StoredHash, int]:
    """Copy a stream into a blob.

    Args:
        stream: bytes, read from their beginning.
        max_bytes: most bytes accepted.

    Returns:
        The SHA-256 of the bytes and their number.

    Raises:
        ValidationError: no byte, or too many. Nothing is left behind.
    """
    folder().mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=folder())
    incoming = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            sha256, size = _copy(stream, target, max_bytes)
            target.flush()
            os.fsync(target.fileno())
        _keep(incoming, path_of(sha256))
    finally:
        incoming.unlink(missing_ok=True)
    return StoredHash(sha256), size


def _copy(stream: IO[bytes], target: IO[bytes], max_bytes: int) -> tuple[str, int]:
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            limit = max_bytes // _CHUNK
            message = tk._("This file is larger than {limit} MB, the most this portal accepts")
            raise tk.ValidationError({"upload": [message.format(limit=limit)]})
        digest.update(chunk)
        target.write(chunk)
    if not size:
        raise tk.ValidationError({"upload": [tk._("This file is empty")]})
    return digest.hexdigest(), size


def _keep(incoming: Path, final: Path) -> None:
    if final.exists():
        # Young again: the collector leaves it alone until the new resource is committed.
        os.utime(final)
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    incoming.chmod(0o640)
    incoming.replace(final)


def unreferenced(referenced: set[str], older_than: float = 86400.0) -> Iterator[Path]:
    """Yield the blobs that no resource points to.

    Args:
        referenced: SHA-256 of the files in use.
        older_than: seconds; younger files may belong to a transaction still open.
    """
    limit = time.time() - older_than
    for path in folder().glob("**/*"):
        if path.is_file() and path.name not in referenced and path.stat().st_mtime < limit:
            yield path


class BlobUpload:
    """CKAN's resource uploader, over blobs. CKAN reads `filesize` and `mimetype`."""

    def __init__(self, resource: dict[str, Any]) -> None:
        """Store the file that comes with a resource, if any, and describe it in the resource."""
        new_file = brings_file(resource)
        upload: Any = resource.pop("upload", None)
        clear = resource.pop("clear_upload", None)
        self.sha256 = resource.get("hash") or ""
        self.mimetype: str | None = mimetypes.guess_type(resource.get("url") or "")[0]
        if new_file:
            self._receive(resource, upload)
        elif clear:
            described = {"size": None, "file_name": "", "mimetype": self.mimetype}
            resource.update(described, url_type="", hash="")

    def _receive(self, resource: dict[str, Any], upload: FileStorage) -> None:
        max_bytes = tk.config["ckan.max_resource_size"] * _CHUNK
        self.sha256, self.filesize = store(upload.stream, max_bytes)
        # Windows browsers and hostile clients send whole paths.
        name = munge.munge_filename(re.split(r"[/\\]", upload.filename or "")[-1])
        self.mimetype = resource.get("mimetype") or mimetypes.guess_type(name)[0]
        resource.update(
            url=name,
            url_type="upload",
            hash=self.sha256,
            size=self.filesize,
            mimetype=self.mimetype,
            last_modified=datetime.now(timezone.utc).replace(tzinfo=None),
        )

    def upload(self, id: str, max_size: int = 10) -> None:
        """Do nothing: the bytes are stored already, and no older bytes are touched."""

    def get_path(self, id: str) -> str:
        """Return where the bytes of this resource lie; nothing lies there when it has none."""
        return str(path_of(self.sha256))
