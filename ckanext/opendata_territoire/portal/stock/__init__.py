"""What is left out of CKAN's own pages: what this portal has no use for."""
