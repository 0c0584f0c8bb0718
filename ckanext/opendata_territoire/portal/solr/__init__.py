"""The Solr configuration of the portal, derived from the one inside the installed CKAN."""

from __future__ import annotations

from importlib.resources import files

from ckanext.opendata_territoire.portal.solr.schema import folded

__all__ = ["STOP_WORDS", "word_list"]


def word_list(name: str) -> str:
    """Give `synonyms.txt` or `stopwords.txt` as Solr reads it (see `folded`)."""
    return folded(files(__name__).joinpath(name).read_text("utf-8").splitlines())


STOP_WORDS = frozenset(word_list("stopwords.txt").split())
"""Words that the index does not hold."""
