"""What the portal reads in a stored file, in words; read when asked for, stored nowhere.

Findings name persons and hidden data: in a field of the dataset they would be public.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.lib import uploader

from ckanext.opendata_territoire.portal.datasets import reading
from ckanext.opendata_territoire.portal.domain import findings

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.findings import Finding
    from ckanext.opendata_territoire.portal.domain.tables import FileReading


def stored(resource: dict[str, Any], *, whole: bool = False) -> FileReading | None:
    """Read the file of a resource, `whole` or by its beginning; None when it has none."""
    if resource.get("url_type") != "upload":
        return None
    try:
        path = uploader.get_resource_uploader(dict(resource)).get_path(resource["id"])
        read = reading.read_whole if whole else reading.read_stored
        return read(path, resource["url"].rsplit("/", 1)[-1])
    except (OSError, TypeError, tk.ValidationError):
        return None


def said(found: FileReading) -> dict[str, Any]:
    """Facts of a file, each finding with its sentence."""
    return {
        "format": found.format,
        "sheet": found.sheet,
        "columns": [*found.columns],
        "column_count": found.column_count,
        "types": [*found.types],
        "rows": found.row_count,
        "problem": found.problem,
        "rows_above": [*found.above],
        "findings": [
            {
                "kind": finding.kind,
                "personal": finding.personal,
                "unseen": finding.unseen,
                "count": int(finding.count),
                "names": [*finding.names],
                "message": _message(finding),
            }
            for finding in findings.of(found)
        ],
    }


def _message(finding: Finding) -> str:
    count, names = int(finding.count), ", ".join(finding.names)
    text = (_personal if finding.personal else _layout)(finding.kind, count)
    return text.format(number=tk.h.localised_number(count), names=names)


def _personal(kind: str, count: int) -> str:
    return {
        "people": lambda: tk.ungettext(
            "The file bears the name of a person: {names}. Anybody who downloads it will see it.",
            "The file bears the names of persons: {names}. Anybody who downloads it will see them.",
            count,
        ),
        "comments": lambda: tk.ungettext(
            "{number} comment is published with the file.",
            "{number} comments are published with the file.",
            count,
        ),
        "tracked": lambda: tk._(
            "Tracked changes: what was erased or added is published with the file, and by whom."
        ),
        "hidden_sheets": lambda: tk.ungettext(
            "{number} hidden sheet is published with the file: {names}.",
            "{number} hidden sheets are published with the file: {names}.",
            count,
        ),
        "hidden_columns": lambda: tk.ungettext(
            "{number} hidden column is published with the file: anybody can show it.",
            "{number} hidden columns are published with the file: anybody can show them.",
            count,
        ),
        "hidden_rows": lambda: tk.ungettext(
            "{number} hidden or filtered row is published with the file: anybody can show it.",
            "{number} hidden or filtered rows are published with the file: anybody can show them.",
            count,
        ),
    }[kind]()


def _layout(kind: str, count: int) -> str:
    return {
        "unreadable": lambda: tk._("The portal could not read this table: open it to check."),
        "damaged_image": lambda: tk._(
            "This image is incomplete or damaged: its copy or its download was perhaps cut short. "
            "Open it to check, then deposit it again."
        ),
        "too_large": lambda: tk._(
            "The file is too large to be read whole: its rows are not counted."
        ),
        "uninspected": lambda: tk._(
            "The portal does not look inside this format: check that it holds no hidden part, "
            "comment or name of an author."
        ),
        "empty": lambda: tk._(
            "The table has titles and no row: check that the export is complete before you publish."
        ),
        "above": lambda: tk.ungettext(
            "The first row of your table is a title: “{names}”. The columns are read from the row "
            "below; programs expect it to come first.",
            "The first {number} rows are above your table: “{names}”. The columns are read from "
            "the row below; programs expect it to come first.",
            count,
        ),
        "untitled": lambda: tk._(
            "The first row looks like data: the columns have no titles. Add a row of titles on top."
        ),
        "sheets": lambda: tk._(
            "The workbook has {number} sheets; the preview and the counts are those of “{names}”. "
            "One file for each table is easier to use again."
        ),
        "merged": lambda: tk.ungettext(
            "{number} merged cell: programs see its value once and the others empty.",
            "{number} merged cells: programs see their value once and the others empty.",
            count,
        ),
        "empty_columns": lambda: tk.ungettext(
            "{number} empty column.", "{number} empty columns.", count
        ),
        "total": lambda: tk._(
            "The last row is a total (“{names}”): whoever adds up the column counts it twice."
        ),
        "formulas": lambda: tk.ungettext(
            "{number} formula: it is published with its result.",
            "{number} formulas: they are published with their results.",
            count,
        ),
        "partial": lambda: tk._(
            "The document is large: only its beginning was searched for hidden parts."
        ),
    }[kind]()
