"""Import of the territory beside CKAN's `organization_create` for the same organisations.

    bin/portal bench territory [--department 34] [--source FOLDER]

The seconds of the import are those of the whole command, CKAN's own start (2 to 3 s) included; the
seconds of plain CKAN are those of the calls alone. Prints figures and a ratio, asserts nothing.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness import workers

from ckanext.opendata_territoire.portal.domain.territory_names import names
from ckanext.opendata_territoire.portal.domain.territory_reference import build_territory
from ckanext.opendata_territoire.portal.territory.reference import read_reference

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.territory import Territory


def main() -> None:
    """Import twice on our side, create the same organisations on the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--department", default="34")
    parser.add_argument("--source", type=Path, default=os.environ.get("PORTAL_REFERENCE"))
    arguments = parser.parse_args()
    if arguments.source is None:
        parser.error("--source, or `bin/portal bench`")
    territory = build_territory(read_reference(Path(arguments.source)), arguments.department)
    command = ["territoire", "import", "--source", str(arguments.source)]
    command += ["--department", arguments.department]
    with workers() as (plain, ours):
        first, _ = ours.ckan(*command)
        second, said = ours.ckan(*command)
        created = plain.call("organize", organizations=_organizations(territory))["seconds"]
    count = len(territory.places)
    print(f"\n{count} organisations of département {arguments.department}")
    print(f"organization_create, one by one  {created:6.1f} s")
    print(f"import, first run                {first:6.1f} s  x{first / created:.2f}")
    print(f"import, second run               {second:6.1f} s  {said.splitlines()[0]}")


def _organizations(territory: Territory) -> list[dict[str, Any]]:
    """Write the places as plain CKAN takes them: free fields, the parent by its name."""
    addresses = names(territory.places.values(), territory.places, {})
    return [
        {
            "name": addresses[key],
            "title": place.title,
            "extras": [{"key": k, "value": v} for k, v in place.fields().items() if k != "title"],
            "groups": [{"name": addresses[place.parent]}] if place.parent else [],
        }
        for key, place in territory.places.items()
    ]


if __name__ == "__main__":
    main()
