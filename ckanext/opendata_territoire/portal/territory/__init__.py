"""The territory in CKAN: import of the reference, what an organisation's admin may not change."""
