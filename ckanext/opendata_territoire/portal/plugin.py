"""Plugin `opendata_territoire`: territory, forms, search and look of the portal. Wiring only."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig


@tk.blanket.config_declarations
class PortalPlugin(p.SingletonPlugin):
    """Territory, forms, facets, French search, look and translations."""

    p.implements(p.IConfigurer)

    def update_config(self, config: CKANConfig) -> None:
        """Register this slice's templates and assets."""
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "opendata_territoire")
