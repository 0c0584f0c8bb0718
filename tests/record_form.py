"""What a browser would send of a record, read in its page."""

from __future__ import annotations

from typing import Any


def typed_in(page: Any) -> dict[str, Any]:
    """Values of the form of the record, as they stand in the page."""
    form = page.select_one("form[data-record]")
    data: dict[str, Any] = {
        i["name"]: i.get("value", "")
        for i in form.select("input[type=text], input[type=email], input[type=url]")
    }
    data |= {area["name"]: area.get_text() for area in form.select("textarea")}
    for select in form.select("select"):
        chosen = select.select_one("option[selected]")
        data[select["name"]] = chosen["value"] if chosen else ""
    for box in form.select("input[type=checkbox][checked]"):
        data.setdefault(box["name"], []).append(box["value"])
    return data
