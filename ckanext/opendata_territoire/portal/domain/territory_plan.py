"""What an import would change: the difference between the portal and the reference.

Pure: `plan` compares, `portal/territory/importing.py` applies. A field is the import's as long as
it still has the value that the import last gave it; once somebody has edited it, it is theirs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from .territory import Place, Territory, TerritoryError, key_of
from .territory_changes import (
    FIELD_LABELS,
    Adopt,
    Change,
    Create,
    Known,
    Merge,
    Plan,
    Recode,
    Rename,
    Reparent,
    Restore,
    Update,
)
from .territory_names import names, slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def plan(
    territory: Territory,
    known: Mapping[str, Known],
    found: Mapping[str, Known],
    taken: Mapping[str, str],
) -> Plan:
    """Compare the portal with the reference.

    Args:
        territory: The places of the reference.
        known: The organisations that earlier imports made, by key, merged ones included.
        found: Organisations made by hand that carry the code of a place, by key.
        taken: All addresses in use now or formerly, with the key of the place each leads to, or ""
            for any other organisation.

    Returns:
        The changes, in the order to apply them; none when nothing differs.

    Raises:
        TerritoryError: when the reference is older than the one already imported.
    """
    _refuse_older(territory, known)
    merges, recodes, notices = _successions(territory, known)
    adopts = [
        Adopt(place, found[key])
        for key, place in territory.places.items()
        if key in found and key not in known
    ]
    current = {key: one for key, one in known.items() if not one.merged_into}
    current |= {change.place.key: change.known for change in (*recodes, *adopts)}
    owners = dict(taken) | {merge.known.name: merge.into for merge in merges}
    changes: list[Change] = [*recodes, *adopts, *_addressed(territory, known, current, owners)]
    for key, place in territory.places.items():
        one = current.get(key) or known.get(key)
        if one:
            changes += _updates(place, one)
            notices += _kept(place, one)
    return Plan((*changes, *merges), tuple(notices))


def _addressed(
    territory: Territory,
    known: Mapping[str, Known],
    current: Mapping[str, Known],
    owners: Mapping[str, str],
) -> Iterator[Change]:
    """Give an address to the places that have no organisation, or whose name has changed."""
    new = [place for key, place in territory.places.items() if key not in current]
    renamed = [
        place for key, place in territory.places.items() if _is_renamed(current.get(key), place)
    ]
    again = {place.key: known[place.key] for place in new if place.key in known}
    own = {one.imported.get("name", ""): key for key, one in again.items()}
    addresses = names([*new, *renamed], territory.places, {**owners, **own})
    for place in new:
        name, one = addresses[place.key], again.get(place.key)
        yield Restore(place, one, name) if one else Create(place, name)
    for place in renamed:
        name, one = addresses[place.key], current[place.key]
        if name != one.name:
            yield Rename(place.key, one, name)


def _refuse_older(territory: Territory, known: Mapping[str, Known]) -> None:
    seen = max((one.imported.get("vintage", "") for one in known.values()), default="")
    if territory.vintage < seen:
        raise TerritoryError(
            f"La référence {territory.vintage} est plus ancienne que celle qui est déjà importée "
            f"({seen})."
        )


def _successions(
    territory: Territory, known: Mapping[str, Known]
) -> tuple[list[Merge], list[Recode], list[str]]:
    """Say what becomes of the organisations whose place is no longer in the reference."""
    heirs: dict[str, list[str]] = defaultdict(list)
    notices = []
    for key, one in known.items():
        if key in territory.places or one.merged_into:
            continue
        successor = territory.successors.get(key.partition(":")[2], "")
        target = key_of("commune", successor)
        if target in territory.places:
            heirs[target].append(key)
        else:
            fate = f"la commune fait partie de {successor}" if successor else "rien ne lui succède"
            notices.append(
                f"{one.name} n’est plus dans la référence ({fate}) : laissée telle quelle"
            )
    merges: list[Merge] = []
    recodes: list[Recode] = []
    for target, keys in heirs.items():
        place = territory.places[target]
        if target not in known:
            keys.sort(key=lambda key: int(known[key].fields.get("population") or 0))
            heir = keys.pop()
            recodes.append(Recode(heir, known[heir], place))
        merges += [Merge(key, known[key], target, place.title) for key in keys]
    return merges, recodes, notices


def _is_renamed(one: Known | None, place: Place) -> bool:
    """Tell whether the place has a new name, and nobody chose its address by hand."""
    if one is None or one.name != one.imported.get("name"):
        return False
    return slug(one.imported.get("title", "")) != slug(place.title)


def _updates(place: Place, one: Known) -> Iterator[Change]:
    new = place.fields()
    changed = {
        name: new.get(name)
        for name in sorted(new.keys() | one.imported.keys() - {"name", "parent"})
        if one.fields.get(name) == one.imported.get(name) != new.get(name)
    }
    if changed:
        yield Update(place.key, one, changed)
    if one.parent == one.imported.get("parent") != place.parent:
        yield Reparent(place.key, one, place.parent)


def _kept(place: Place, one: Known) -> Iterator[str]:
    """Report the fields that somebody edited and that the reference has since changed."""
    new = place.fields()
    for name, imported in one.imported.items():
        current = one.fields.get(name)
        if name in new and current not in (imported, new[name]) and imported != new[name]:
            label = FIELD_LABELS[name]
            yield f"{one.name} : {label} modifié à la main gardé ({current} ; ici {new[name]})"
