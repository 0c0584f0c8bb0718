"""Writing the changes of a plan in CKAN's tables, inside the caller's transaction.

CKAN's own actions take 30 ms per organisation and read each one back: here each kind of change is a
few statements. Datasets of a merged commune change owner in the table itself: the rule that keeps a
dataset in its organisation is for people, not for the law that merged the communes.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert

from ckan import model

from ckanext.opendata_territoire.portal.domain.territory_changes import (
    Adopt,
    Change,
    Create,
    Known,
    Merge,
    Recode,
    Rename,
    Reparent,
    Restore,
    Update,
)
from ckanext.opendata_territoire.portal.model import FormerName, ImportedPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.opendata_territoire.portal.domain.territory import Place

group = model.group_table
member = model.member_table
package = model.package_table
ROLES = ("member", "editor", "admin")


class Writer:
    """Applies changes one after the other; remembers which organisation each place is."""

    def __init__(self, department: str, known: Mapping[str, Known]) -> None:
        self.department = department
        self.ids = {key: one.id for key, one in known.items()}

    def apply(self, changes: Iterable[Change]) -> None:
        """Write all changes: new organisations at once, then the others in order."""
        changes = list(changes)
        self._create([change for change in changes if isinstance(change, Create)])
        renames = [change for change in changes if isinstance(change, Rename | Restore | Merge)]
        for change in renames:
            # Two organisations may exchange their addresses: free them all first.
            _set_group(change.known.id, name=f"_{change.known.id}")
        for change in changes:
            if not isinstance(change, Create):
                self._write(change)

    def _create(self, creates: list[Create]) -> None:
        if not creates:
            return
        self.ids |= {create.place.key: str(uuid.uuid4()) for create in creates}
        _execute_many(sa.insert(group), [self._group(create) for create in creates])
        parents = [
            self._parent(create.place.key, create.place.parent)
            for create in creates
            if create.place.parent
        ]
        _execute_many(sa.insert(member), parents)
        self._record(self._row(create.place, create.name) for create in creates)
        _forget_former(create.name for create in creates)

    def _record(self, rows: Iterable[dict[str, Any]]) -> None:
        """Write rows, in place of those that a purged organisation has left."""
        rows = list(rows)
        keys = [row["key"] for row in rows]
        model.Session.execute(sa.delete(ImportedPlace).where(ImportedPlace.key.in_(keys)))
        _execute_many(sa.insert(ImportedPlace.__table__), rows)

    def _group(self, create: Create) -> dict[str, Any]:
        fields = create.place.fields()
        return {
            "id": self.ids[create.place.key],
            "name": create.name,
            "title": fields.pop("title"),
            "description": "",
            "image_url": "",
            "type": "organization",
            "is_organization": True,
            "extras": fields,
        }

    def _parent(self, key: str, parent: str) -> dict[str, Any]:
        return {
            "group_id": self.ids[key],
            "table_id": self.ids[parent],
            "table_name": "group",
            "capacity": "public",
            "state": "active",
        }

    def _row(self, place: Place, name: str | None) -> dict[str, Any]:
        imported = {**place.fields(), "name": name, "parent": place.parent}
        return {
            "key": place.key,
            "department": self.department,
            "group_id": self.ids[place.key],
            "imported": {field: value for field, value in imported.items() if value is not None},
            "merged_into": None,
            "reindex": False,
        }

    @singledispatchmethod
    def _write(self, change: Change) -> None:
        raise NotImplementedError(type(change))

    @_write.register(Adopt)
    def _adopt(self, change: Adopt) -> None:
        place, known = change.place, change.known
        self.ids[place.key] = known.id
        row = self._row(place, None)
        row["imported"] = {
            field: value
            for field, value in place.fields().items()
            if known.fields.get(field) == value
        }
        self._record([row | {"reindex": True}])

    @_write.register(Recode)
    def _recode(self, change: Recode) -> None:
        self.ids[change.place.key] = change.known.id
        _set_row(change.known.id, key=change.place.key)

    @_write.register(Rename)
    def _rename(self, change: Rename) -> None:
        _set_group(change.known.id, name=change.name)
        _forget_former([change.name])
        _remember_former(change.known.name, change.known.id)
        _set_imported(change.known.id, {"name": change.name})
        _set_row(change.known.id, reindex=True)

    @_write.register(Update)
    def _update(self, change: Update) -> None:
        columns = {name: value for name, value in change.fields.items() if name == "title"}
        extras = {name: value for name, value in change.fields.items() if name != "title"}
        _set_group(change.known.id, extras=_patched(group.c.extras, extras), **columns)
        _set_imported(change.known.id, change.fields)
        if {"title", "kind"} & change.fields.keys():
            _set_row(change.known.id, reindex=True)

    @_write.register(Reparent)
    def _reparent(self, change: Reparent) -> None:
        _drop_parent(change.known.id)
        if change.parent:
            model.Session.execute(sa.insert(member), self._parent(change.key, change.parent))
        _set_imported(change.known.id, {"parent": change.parent})
        _set_row(change.known.id, reindex=True)

    @_write.register(Restore)
    def _restore(self, change: Restore) -> None:
        _set_group(change.known.id, name=change.name, state="active")
        _forget_former([change.name])
        _set_imported(change.known.id, {"name": change.name})
        _set_row(change.known.id, merged_into=None)

    @_write.register(Merge)
    def _merge(self, change: Merge) -> None:
        old, new = change.known.id, self.ids[change.into]
        moved = {
            "owner_org": new,
            "metadata_modified": datetime.now(timezone.utc).replace(tzinfo=None),
        }
        model.Session.execute(sa.update(package).where(package.c.owner_org == old).values(moved))
        model.Session.execute(
            sa.update(member)
            .where(member.c.group_id == old, member.c.table_name == "package")
            .values(group_id=new)
        )
        _move_people(old, new)
        _drop_parent(old)
        # Its address is free for the commune that succeeds it: a new one often takes its name.
        code = change.key.partition(":")[2].lower()
        _set_group(old, state="deleted", name=f"fusionnee-{code}-{change.known.name}"[:100])
        model.Session.execute(
            sa.update(FormerName).where(FormerName.group_id == old).values(group_id=new)
        )
        if (
            model.Session.scalar(sa.select(group.c.id).where(group.c.name == change.known.name))
            is None
        ):
            _remember_former(change.known.name, new)
        _set_imported(old, {"parent": None})
        _set_row(old, merged_into=change.into)
        _set_row(new, reindex=True)


def _move_people(old: str, new: str) -> None:
    """Give the members of an organisation the same role in another, or keep the higher one."""
    of_users = sa.select(member.c.id, member.c.table_id, member.c.capacity).where(
        member.c.table_name == "user", member.c.state == "active"
    )
    there = {
        row.table_id: row for row in model.Session.execute(of_users.where(member.c.group_id == new))
    }
    for row in model.Session.execute(of_users.where(member.c.group_id == old)).all():
        other = there.get(row.table_id)
        values: dict[str, str] = {"group_id": new}
        if other:
            values = {"state": "deleted"}
            best = max(row.capacity, other.capacity, key=ROLES.index)
            model.Session.execute(
                sa.update(member).where(member.c.id == other.id).values(capacity=best)
            )
        model.Session.execute(sa.update(member).where(member.c.id == row.id).values(values))


def _drop_parent(group_id: str) -> None:
    model.Session.execute(
        sa.update(member)
        .where(member.c.group_id == group_id, member.c.table_name == "group")
        .values(state="deleted")
    )


def _set_group(group_id: str, **values: Any) -> None:
    model.Session.execute(sa.update(group).where(group.c.id == group_id).values(values))


def _set_row(group_id: str, **values: Any) -> None:
    model.Session.execute(
        sa.update(ImportedPlace).where(ImportedPlace.group_id == group_id).values(values)
    )


def _set_imported(group_id: str, fields: Mapping[str, str | None]) -> None:
    _set_row(group_id, imported=_patched(ImportedPlace.imported, fields))


def _patched(column: Any, fields: Mapping[str, str | None]) -> Any:
    """Return the SQL of a JSON object with some members set and others removed."""
    removed = [name for name, value in fields.items() if value is None]
    added = {name: value for name, value in fields.items() if value is not None}
    patched = sa.func.coalesce(column, sa.cast("{}", JSONB)).op("||")(sa.cast(added, JSONB))
    return patched.op("-")(sa.cast(removed, sa.ARRAY(sa.Text)))


def _remember_former(name: str, group_id: str) -> None:
    statement = insert(FormerName).values(name=name, group_id=group_id)
    model.Session.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"group_id": group_id})
    )


def _forget_former(names: Iterable[str]) -> None:
    model.Session.execute(sa.delete(FormerName).where(FormerName.name.in_(list(names))))


def _execute_many(statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        model.Session.execute(statement, rows)
