"""The Solr configuration of the portal, derived from the one inside the installed CKAN."""
