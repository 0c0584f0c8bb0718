"""Who may see a dataset, as labels: computed from our table, never from `state` or `private`.

So a dataset of any other type, history or door is never public (CKAN's default would look at its
own columns). Sysadmins see everything, as in CKAN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .store import people, reviews

if TYPE_CHECKING:
    from ckan import model

PUBLIC = "public"


def of_dataset(dataset: model.Package) -> list[str]:
    """Return the labels that open a dataset: everybody's when published, else those of its people.

    A simple member of the organisation does not see what is not published.
    """
    return given(dataset.owner_org, published=reviews.is_published(dataset.id))


def given(organization_id: str | None, *, published: bool) -> list[str]:
    """Return the labels of a dataset of an organisation."""
    if published:
        return [PUBLIC]
    if not organization_id:
        return []
    return [f"editor-{organization_id}", f"dpo-{organization_id}"]


def of_user(user: Any) -> list[str]:
    """Return the labels that a user holds. Nothing cascades down the hierarchy."""
    standing = people.standing(user)
    editor = [f"editor-{organization}" for organization in standing.edited()]
    dpo = [f"dpo-{organization}" for organization in sorted(standing.served)]
    return [PUBLIC, *editor, *dpo]
