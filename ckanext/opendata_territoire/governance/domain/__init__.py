"""Pure rules of governance: no CKAN, no SQL, no input nor output."""
