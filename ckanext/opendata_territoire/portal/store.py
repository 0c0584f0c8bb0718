"""The only place that queries this slice's tables, and CKAN's for the hierarchy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.portal.domain.territory import Kind, key_of
from ckanext.opendata_territoire.portal.domain.territory_changes import Known

from .model import FormerName, ImportedPlace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

group = model.group_table
member = model.member_table
parent = member.alias("parent")

# One active row per child: its parent is the "table" of the membership (ckan/model/group.py).
ORGANIZATIONS = group.outerjoin(
    parent,
    sa.and_(
        parent.c.group_id == group.c.id,
        parent.c.table_name == "group",
        parent.c.state == "active",
    ),
)
IS_ORGANIZATION = sa.and_(group.c.is_organization.is_(True), group.c.type == "organization")


@dataclass(frozen=True)
class Portal:
    """The organisations of the portal, as `plan` needs them."""

    known: dict[str, Known]
    found: dict[str, Known]
    taken: dict[str, str]
    departments: frozenset[str]


def load_portal() -> Portal:
    """Read all organisations, what the import last wrote in them, and former addresses."""
    rows = model.Session.execute(
        sa.select(
            group.c.id,
            group.c.name,
            group.c.title,
            group.c.extras,
            group.c.state,
            parent.c.table_id.label("parent"),
            ImportedPlace.key,
            ImportedPlace.department,
            ImportedPlace.imported,
            ImportedPlace.merged_into,
        )
        .select_from(ORGANIZATIONS.outerjoin(ImportedPlace, ImportedPlace.group_id == group.c.id))
        .where(group.c.is_organization.is_(True))
    ).all()
    keys = {row.id: row.key for row in rows if row.key}
    known: dict[str, Known] = {}
    found: dict[str, Known] = {}
    for row in rows:
        one = Known(
            id=row.id,
            name=row.name,
            fields={"title": row.title or "", **(row.extras or {})},
            parent=keys.get(row.parent, "?") if row.parent else None,
            imported=row.imported or {},
            merged_into=row.merged_into,
        )
        if row.key:
            known[row.key] = one
        elif row.state == "active" and (key := _key(one.fields)):
            found[key] = one
    taken = {name: "" for (name,) in model.Session.execute(sa.select(group.c.name))}
    taken |= {
        former.name: keys.get(former.group_id, "")
        for former in model.Session.execute(sa.select(FormerName.name, FormerName.group_id))
    }
    taken |= {one.name: key for key, one in (known | found).items()}
    departments = frozenset(row.department for row in rows if row.department)
    return Portal(known, found, taken, departments)


def organizations(
    *, kind: str | None = None, parent_ref: str | None = None, ref: str | None = None
) -> Sequence[sa.Row[Any]]:
    """Read active organisations with the name and title of their parent, in one query.

    Args:
        kind: Only this kind; an organisation that has none is "other".
        parent_ref: Only those directly below the organisation of this id or name.
        ref: Only the organisation of this id or name, and those directly below it.
    """
    above = group.alias("above")
    query = (
        sa.select(group, above.c.name.label("parent"), above.c.title.label("parent_title"))
        .select_from(
            ORGANIZATIONS.outerjoin(
                above, sa.and_(above.c.id == parent.c.table_id, above.c.state == "active")
            )
        )
        .where(IS_ORGANIZATION, group.c.state == "active")
    )
    if kind:
        stored = sa.func.coalesce(group.c.extras["kind"].astext, "other")
        query = query.where(stored == kind)
    if parent_ref:
        query = query.where(sa.or_(above.c.id == parent_ref, above.c.name == parent_ref))
    if ref:
        columns = (group.c.id, group.c.name, above.c.id, above.c.name)
        query = query.where(sa.or_(*(column == ref for column in columns)))
    return model.Session.execute(query).all()


def parents(names: Collection[str]) -> dict[str, str]:
    """Read, by name of organisation, the name of the one directly above."""
    above = group.alias("above")
    query = (
        sa.select(group.c.name, above.c.name.label("parent"))
        .select_from(ORGANIZATIONS.join(above, above.c.id == parent.c.table_id))
        .where(IS_ORGANIZATION, group.c.name.in_(names), above.c.state == "active")
    )
    return {row.name: row.parent for row in model.Session.execute(query)}


def _key(fields: Mapping[str, str]) -> str | None:
    """Return the place that an organisation made by hand says it is."""
    kind: Any = fields.get("kind")
    code = fields.get("siren" if kind == "epci" else "insee_code")
    kinds: tuple[Kind, ...] = ("commune", "epci", "department")
    return key_of(kind, code) if kind in kinds and code else None


def to_reindex() -> list[str]:
    """Return the ids of organisations whose datasets wait to be indexed again."""
    return list(
        model.Session.scalars(sa.select(ImportedPlace.group_id).where(ImportedPlace.reindex))
    )


def datasets_below(organizations: Collection[str]) -> list[str]:
    """Return the ids of the datasets of organisations and of all those below them."""
    below = sa.select(group.c.id).where(group.c.id.in_(organizations)).cte(recursive=True)
    below = below.union(
        sa.select(parent.c.group_id).where(
            parent.c.table_id == below.c.id,
            parent.c.table_name == "group",
            parent.c.state == "active",
        )
    )
    package = model.package_table
    return list(
        model.Session.scalars(
            sa.select(package.c.id).where(package.c.owner_org.in_(sa.select(below.c.id)))
        )
    )


def extras_below(organization: str) -> list[dict[str, str]]:
    """Return the fields of an organisation, by its id, then of all those below it."""
    below = sa.select(group.c.id, sa.literal(0).label("depth")).where(group.c.id == organization)
    tree = below.cte(recursive=True)
    tree = tree.union_all(
        sa.select(parent.c.group_id, tree.c.depth + 1).where(
            parent.c.table_id == tree.c.id,
            parent.c.table_name == "group",
            parent.c.state == "active",
        )
    )
    query = (
        sa.select(group.c.extras)
        .join(tree, tree.c.id == group.c.id)
        .where(group.c.state == "active")
        .order_by(tree.c.depth)
    )
    return [extras or {} for extras in model.Session.scalars(query)]


def reindexed(organizations: Iterable[str]) -> None:
    """Record that the datasets of organisations are indexed."""
    model.Session.execute(
        sa.update(ImportedPlace)
        .where(ImportedPlace.group_id.in_(list(organizations)))
        .values(reindex=False)
    )


def current_name(name: str) -> str | None:
    """Return the present address of the organisation that had `name`, unless one has it now."""
    return model.Session.scalar(
        sa.select(group.c.name)
        .join(FormerName, FormerName.group_id == group.c.id)
        .where(FormerName.name == name, group.c.state == "active")
        .where(~sa.exists().where(group.c.name == name).where(group.c.state == "active"))
    )


def lock_email(email: str) -> None:
    """Let nobody else open an account at an address before the end of the transaction."""
    model.Session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(email.lower(), 0)))
    )


def user_by_email(email: str) -> model.User | None:
    """Return the account of an address, whatever its capitals, unless it is closed."""
    return model.Session.scalar(
        sa.select(model.User)
        .where(sa.func.lower(model.User.email) == email.lower())
        .where(model.User.state != model.State.DELETED)
        .limit(1)
    )


def users(ids: Iterable[str]) -> Sequence[model.User]:
    """Return the accounts that have these ids, in one query."""
    return model.Session.scalars(sa.select(model.User).where(model.User.id.in_(list(ids)))).all()


def user_named(reference: str) -> model.User | None:
    """Return the account of a name or of an address, unless it is closed."""
    if "@" in reference:
        return user_by_email(reference)
    user = model.User.by_name(reference)
    return user if user and user.state != model.State.DELETED else None


def role_of(user: str, organization: str) -> str | None:
    """Return the role of an account in an organisation, by their ids, or nothing."""
    return model.Session.scalar(
        sa.select(member.c.capacity)
        .where(member.c.table_name == "user", member.c.table_id == user)
        .where(member.c.group_id == organization, member.c.state == "active")
    )


def accounts(organization: str) -> Sequence[tuple[model.User, str]]:
    """Return the accounts of an organisation with their roles, in the order of their names."""
    rows = model.Session.execute(
        sa.select(model.User, member.c.capacity)
        .join(member, member.c.table_id == model.User.id)
        .where(member.c.group_id == organization, member.c.table_name == "user")
        .where(member.c.state == "active", model.User.state != model.State.DELETED)
        .order_by(sa.func.coalesce(model.User.fullname, model.User.email), model.User.name)
    )
    return [(user, role) for user, role in rows]


def leave_organizations(name: str) -> int:
    """Take the account of this name out of all organisations; return out of how many."""
    left = model.Session.execute(
        sa.update(member)
        .where(member.c.table_name == "user", member.c.state == "active")
        .where(member.c.table_id.in_(sa.select(model.User.id).where(model.User.name == name)))
        .where(member.c.group_id.in_(sa.select(group.c.id).where(group.c.is_organization)))
        .values(state="deleted")
    )
    return left.rowcount  # type: ignore[attr-defined]
