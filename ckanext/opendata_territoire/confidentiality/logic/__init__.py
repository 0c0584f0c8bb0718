"""CKAN's own actions, closed one by one. Each docstring names its row of the leak matrix."""
