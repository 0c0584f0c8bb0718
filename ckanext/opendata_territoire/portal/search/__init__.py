"""Search: what is indexed, how a query is read, facets and their labels."""
