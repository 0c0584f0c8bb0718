"""What is said of a file that is not taken in: what it is, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.admission import Refusal


def message(refused: Refusal) -> str:
    """Say why a file is refused and what its author can do, in the language of the page."""
    if refused.reason == "unlike_its_name":
        return f"{_difference(refused)} {_advice(refused)}"
    return {
        "empty": tk._("This file is empty: choose another one."),
        "program": tk._(
            "This file is a program, or holds one. It could harm those who download it: deposit "
            "the data alone."
        ),
        "script": tk._(
            "This file is a script, that a computer would run. It could harm those who download "
            "it: deposit the data alone."
        ),
        "macros": tk._(
            "This document holds macros, which could harm those who download it. In your office "
            "software, save it without macros (.xlsx, .ods or .docx), then deposit that file."
        ),
        "encrypted": tk._(
            "This file is protected by a password: nobody could open it. Remove the password in "
            "the software that made it, save it, then deposit it again."
        ),
        "bomb": tk._(
            "This archive unfolds to a size out of proportion: it could harm those who open it. "
            "Deposit the files that it holds."
        ),
        "broken": tk._(
            "This file is incomplete or damaged: it cannot be opened. Its copy or its download "
            "was perhaps cut short. Open it to check, save it again, then deposit it."
        ),
    }[refused.reason]


def _difference(refused: Refusal) -> str:
    text = tk._("This file bears the extension .{extension}, but it is {what}.")
    return text.format(extension=refused.extension, what=_what(refused.format))


def _what(form: str) -> str:
    known = {
        "": tk._("neither text nor a format known here"),
        "CSV": tk._("a table in plain text (CSV)"),
        "TSV": tk._("a table in plain text (CSV)"),
        "TXT": tk._("plain text"),
        "XLSX": tk._("an Excel workbook"),
        "XLS": tk._("an Excel workbook of the old format (.xls)"),
        "ODS": tk._("a LibreOffice spreadsheet"),
        "DOCX": tk._("a Word document"),
        "DOC": tk._("a Word document"),
        "ODT": tk._("a LibreOffice text document"),
        "HTML": tk._("a web page"),
        "PDF": tk._("a PDF document"),
        "ZIP": tk._("an archive (ZIP)"),
        "SHP": tk._("an archive that holds a shapefile"),
        "PNG": tk._("a picture"),
        "JPEG": tk._("a picture"),
        "GIF": tk._("a picture"),
        "TIFF": tk._("a picture"),
    }
    return known.get(form) or tk._("a file of format {format}").format(format=form)


def _advice(refused: Refusal) -> str:
    if refused.format == "HTML":
        return tk._(
            "Often it is the login page of the software you took it from: log in there, export "
            "the file again and open it to check."
        )
    right = refused.right_extension
    if not right:
        return tk._("Open it to check, save it again in the format you want, then deposit it.")
    if refused.format == "PDF":
        return tk._(
            "Deposit the table from which it was made; or, if you do want to publish this "
            "document, rename it to .{right}."
        ).format(right=right)
    return tk._(
        "If it is the file you want to publish, rename it to .{right}; otherwise open it, save it "
        "as .{extension}, then deposit that file."
    ).format(right=right, extension=refused.extension)
