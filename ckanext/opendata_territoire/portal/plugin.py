"""Plugin `opendata_territoire`: territory, forms, search and look of the portal. Wiring only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from ckanext.opendata_territoire.portal.datasets.intake import ShowHooks
from ckanext.opendata_territoire.portal.look.middleware import GuardHooks
from ckanext.opendata_territoire.portal.search import connections
from ckanext.opendata_territoire.portal.search.hooks import SearchHooks

if TYPE_CHECKING:
    from ckan.common import CKANConfig

CKAN_ICON = "/base/images/ckan.ico"
LICENCES = Path(__file__).parent / "data" / "licences.json"


@tk.blanket.actions
@tk.blanket.auth_functions
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.config_declarations
@tk.blanket.helpers
@tk.blanket.validators
class PortalPlugin(GuardHooks, SearchHooks, ShowHooks, p.SingletonPlugin, DefaultTranslation):
    """Territory, forms, facets, French search, look and translations."""

    p.implements(p.IConfigurer)
    p.implements(p.IFacets)
    p.implements(p.IMiddleware, inherit=True)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)
    p.implements(p.ITranslation)

    def update_config(self, config: CKANConfig) -> None:
        """Register templates, assets and, unless others are configured, our licences and icon.

        Connections to Solr are kept open from here on.
        """
        config["licenses_group_url"] = config.get("licenses_group_url") or f"file://{LICENCES}"
        if config["ckan.favicon"] == CKAN_ICON:
            config["ckan.favicon"] = "/favicon.ico"
        tk.add_template_directory(config, "templates")
        # Public too: style sheets and pages reach the fonts and the icons by address.
        tk.add_public_directory(config, "assets")
        tk.add_resource("assets", "opendata_territoire")
        connections.keep_open()

    def i18n_directory(self) -> str:
        """Return the folder of the catalogue that serves all slices."""
        return str(Path(__file__).parent / "i18n")
