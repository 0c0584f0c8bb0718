"""The map of the territory: import of outlines, and what the pages draw."""
