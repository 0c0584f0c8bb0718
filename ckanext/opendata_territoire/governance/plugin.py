"""Plugin `opendata_governance`: draft, DPO review, publication. Wiring only."""

from __future__ import annotations

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig


class GovernancePlugin(p.SingletonPlugin):
    """Nothing is public before a DPO's opinion and a controller's decision."""

    p.implements(p.IConfigurer)

    def update_config(self, config: CKANConfig) -> None:
        """Register this slice's templates."""
        tk.add_template_directory(config, "templates")
