"""`python -m ckanext.opendata_territoire.portal.cli solr-schema`, before any service runs.

CKAN's own command line connects to the database before it reads which command is meant.
"""

from __future__ import annotations

from ckanext.opendata_territoire.portal.cli import territoire

territoire()
