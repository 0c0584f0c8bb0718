"""Edits of a dataset whose opinion has conditions: those that they ask for keep it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from .domain import amendment, conditions
from .domain.workflow import State
from .store import contents, reviews

if TYPE_CHECKING:
    from ckan import model

    from .domain.workflow import Actor, Review


def keep(package: model.Package, review: Review, actor: Actor) -> bool:
    """Let the opinion hold on an edited dataset, and say so; `False` when the edit cancels it.

    In the caller's transaction, which has changed the dataset.
    """
    held = reviews.row(package.id).opinion_form
    if review.state is not State.OPINION_GIVEN or review.opinion is None or held is None:
        return False
    form = contents.canonical(package)
    places = conditions.editable(review.opinion.conditions)
    if not amendment.stays_within(json.loads(held), json.loads(form), places):
        return False
    reviews.amend(package, actor, form)
    return True
