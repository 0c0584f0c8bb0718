"""The portal itself: territory, datasets, search, map, look."""
