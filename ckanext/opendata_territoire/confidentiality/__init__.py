"""Closes every surface by which CKAN and its plugins show what is not published."""
