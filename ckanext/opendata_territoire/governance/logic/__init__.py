"""The public API of governance, and CKAN's own API where governance closes it."""
