"""Actions, authorisations and validators of the portal."""
