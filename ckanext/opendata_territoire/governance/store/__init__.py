"""The only place that queries this slice's tables, and CKAN's tables for this slice."""
