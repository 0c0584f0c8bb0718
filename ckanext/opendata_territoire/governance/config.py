"""Settings without which nothing is safe."""

from __future__ import annotations

import ckan.plugins as p


def problems() -> list[str]:
    """Return, in words for an administrator, what makes this configuration unsafe."""
    first = next(iter(p.PluginImplementations(p.IPermissionLabels)), None)
    name = getattr(first, "name", None)
    if name == "opendata_governance":
        return []
    return [
        f"ckan.plugins: {name or 'no plugin'} decides who sees what; "
        "put opendata_governance before every other plugin"
    ]
