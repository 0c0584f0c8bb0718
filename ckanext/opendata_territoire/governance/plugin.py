"""Plugin `opendata_governance`: draft, DPO review, publication. Wiring only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model

from . import (
    blobs,
    guard,
    jobs,
    labels,
    subscriptions,
    views,
    views_deciders,
    views_decision,
    views_dpo,
    views_dpo_link,
    views_framework,
    views_gone,
    views_journal,
    views_mails,
    views_objection,
    views_start,
    views_versions,
    worker,
)
from .logic import (
    action,
    after,
    auth,
    auth_deciders,
    auth_dpo,
    auth_framework,
    auth_objection,
    auth_versions,
    checklist,
    deciders,
    decision,
    designation,
    doors,
    dpo_links,
    dpo_services,
    framework,
    identity,
    journal,
    mails,
    objections,
    overview,
    versions,
)

if TYPE_CHECKING:
    from ckan.common import CKANConfig
    from ckan.types import Context

_ACTIONS = {
    name: getattr(module, name)
    for module in (
        action,
        after,
        checklist,
        deciders,
        decision,
        designation,
        dpo_links,
        dpo_services,
        framework,
        journal,
        mails,
        objections,
        overview,
        versions,
    )
    for name in module.__all__
}


_AUTH = {
    name: function
    for module in (auth, auth_deciders, auth_dpo, auth_framework, auth_objection, auth_versions)
    for name, function in vars(module).items()
    if name.startswith("governance_")
}


@tk.blanket.actions(_ACTIONS | doors.ACTIONS | identity.ACTIONS)
@tk.blanket.auth_functions(_AUTH)
@tk.blanket.blueprints(
    [
        views.governance,
        views_deciders.deciders,
        views_decision.decision,
        views_dpo.dpo,
        views_dpo_link.dpo_link,
        views_framework.framework,
        views_gone.gone,
        views_journal.journal,
        views_mails.mails,
        views_objection.objection,
        views_start.start,
        views_versions.versions,
    ]
)
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class GovernancePlugin(p.SingletonPlugin):
    """Nothing is public before a DPO's opinion and a controller's decision."""

    p.implements(p.IConfigurer)
    p.implements(p.IPermissionLabels)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ISignal)
    p.implements(p.IUploader, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        """Register this slice's templates; keep the worker from an unsafe configuration."""
        tk.add_template_directory(config, "templates")
        worker.refuse_when_unsafe()

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        """Return who may see a dataset."""
        return labels.of_dataset(dataset_obj)

    def get_user_dataset_labels(self, user_obj: Any) -> list[str]:
        """Return what a user may see."""
        return labels.of_user(user_obj)

    def after_dataset_create(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Open a review for every new dataset."""
        guard.after_create(context, pkg_dict["id"])

    def after_dataset_update(self, context: Context, pkg_dict: dict[str, Any]) -> None:
        """Watch every change."""
        guard.after_update(context, pkg_dict["id"])

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Leave out what is hidden and not yet so in the index."""
        return guard.without_pending(search_params)

    def get_signal_subscriptions(self) -> dict[Any, list[Any]]:
        """Tell people after a transition; go on from the record of a dataset."""
        return jobs.SUBSCRIPTIONS | subscriptions.SUBSCRIPTIONS

    def get_resource_uploader(self, data_dict: dict[str, Any]) -> blobs.BlobUpload:
        """Keep files as immutable blobs."""
        return blobs.BlobUpload(data_dict)
