"""What a dataset contains, read from CKAN's own rows, and the lock that orders all changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain import content
from ckanext.opendata_territoire.governance.model import Review

if TYPE_CHECKING:
    from collections.abc import Iterable


def lock(dataset_id: str) -> model.Package | None:
    """Lock a dataset's row until the end of the transaction, then read it afresh.

    Every change of a dataset takes this lock first, CKAN's own included, and ours after it: so
    transitions and edits queue up, and never wait for one another in a ring.
    """
    statement = sa.select(model.Package.id).where(model.Package.id == dataset_id)
    if model.Session.scalar(statement.with_for_update()) is None:
        return None
    model.Session.expire_all()
    return model.Session.get(model.Package, dataset_id)


def lock_pending(dataset_id: str) -> model.Package:
    """Return a dataset that this transaction has changed and not saved, with its row locked."""
    package = model.Session.get(model.Package, dataset_id)
    if package is None:
        raise LookupError(dataset_id)
    model.Session.execute(
        sa.select(model.Package.id).where(model.Package.id == dataset_id).with_for_update()
    )
    return package


def fingerprint(package: model.Package, *, identity: bool = True) -> str:
    """Return the fingerprint of a dataset as the session holds it, saved or about to be.

    Without `identity`, it is the same for a dataset and for a revision that says the same.
    """
    return content.fingerprint(canonical(package, identity=identity))


def canonical(package: model.Package, *, identity: bool = True) -> bytes:
    """Return the canonical form of a dataset as the session holds it."""
    tags = model.Session.scalars(
        sa.select(model.Tag.name)
        .join(model.PackageTag, model.PackageTag.tag_id == model.Tag.id)
        .where(model.PackageTag.package_id == package.id, model.PackageTag.state == "active")
    )
    resources = [_part(resource) for resource in package.resources]
    return content.form(_part(package), list(tags), resources, identity=identity)


def _part(entity: Any) -> content.Part:
    columns = {column.name: getattr(entity, column.name) for column in entity.__table__.columns}
    extras = columns.pop("extras", None) or {}
    return content.Part(columns, extras)


def purge(package: model.Package) -> None:
    """Erase a dataset from CKAN's tables, in the present transaction."""
    model.Session.execute(
        sa.delete(model.Member).where(
            model.Member.table_name == "package", model.Member.table_id == package.id
        )
    )
    package.purge()


def hash_of(dataset_id: str, resource_id: Any) -> str | None:
    """Return the SHA-256 of the file of a resource, `None` when the dataset has no such one."""
    return model.Session.scalar(
        sa.select(model.Resource.hash).where(
            model.Resource.package_id == dataset_id, model.Resource.id == str(resource_id)
        )
    )


def all_hashes() -> set[str]:
    """Return the SHA-256 of all files that any dataset holds or held."""
    return {value for value in model.Session.scalars(sa.select(model.Resource.hash)) if value}


def files_in_use() -> list[tuple[str, str]]:
    """Return the id of the dataset and the SHA-256 of all files that may be asked for."""
    rows = model.Session.execute(
        sa.select(model.Package.id, model.Resource.hash)
        .join(model.Resource, model.Resource.package_id == model.Package.id)
        .where(
            model.Resource.url_type == "upload",
            model.Resource.state == "active",
            model.Package.state != "deleted",
        )
    )
    return [(dataset_id, sha256 or "") for dataset_id, sha256 in rows]


def unmarked_public() -> list[str]:
    """Return the ids of datasets that CKAN's own columns call public and our table does not."""
    return list(
        model.Session.scalars(
            sa.select(model.Package.id)
            .outerjoin(Review, Review.dataset_id == model.Package.id)
            .where(
                model.Package.state == "active",
                sa.or_(Review.state.is_(None), Review.state != "published"),
            )
        )
    )


def hidden_published() -> list[str]:
    """Return the ids of datasets that our table calls public and CKAN's own columns do not."""
    return list(
        model.Session.scalars(
            sa.select(model.Package.id)
            .join(Review, Review.dataset_id == model.Package.id)
            .where(
                Review.state == "published",
                sa.or_(model.Package.state != "active", model.Package.private.is_(True)),
            )
        )
    )


def datasets(ids: Iterable[str]) -> dict[str, model.Package]:
    """Return datasets by id."""
    found = model.Session.scalars(sa.select(model.Package).where(model.Package.id.in_(list(ids))))
    return {package.id: package for package in found}


def organizations(ids: Iterable[str] | None) -> dict[str, model.Group]:
    """Return organisations by id; all that are active for `None`."""
    wanted = sa.select(model.Group).where(model.Group.is_organization.is_(True))
    if ids is None:
        wanted = wanted.where(model.Group.state == "active")
    else:
        wanted = wanted.where(model.Group.id.in_(list(ids)))
    return {group.id: group for group in model.Session.scalars(wanted)}


def file_hashes(package: model.Package) -> dict[str, str]:
    """Return the SHA-256 of a dataset's files by id of resource; a link has none."""
    return {
        resource.id: resource.hash
        for resource in package.resources
        if resource.url_type == "upload" and resource.hash
    }
